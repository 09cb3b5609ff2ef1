// What each client should get of each server: pure decisions over the shared config and what connections have seen.

import type { ClientId, Delivery, Server, SharedList } from '../shared/model';
import { own } from '../shared/own';
import type { ProjectTarget } from '../shared/project-model';
import type { BrokerDoor, ConnectionView, Wanted } from './ports';
import type { BrokeredServer } from './ports-relay';

/** What the rules need to know about a server beyond its entry. */
export interface SecretFacts {
  /** The entry refers to the keychain or holds a plaintext secret. */
  readonly entryHasSecret: (server: Server) => boolean;
  readonly views: readonly ConnectionView[];
  readonly hasSignIn: (name: string) => boolean;
}

/** True if a client could not reach this server without a secret, so that direct delivery is not possible. */
export function needsSecret(server: Server, facts: SecretFacts): boolean {
  if (facts.entryHasSecret(server) || facts.hasSignIn(server.name)) return true;
  return facts.views.some((view) => view.server.name === server.name && view.askedForSignIn);
}

/** True if clients get the server by the broker unless the person chose otherwise. */
function goesByBroker(server: Server, list: SharedList, facts: SecretFacts): boolean {
  // A switched-off tool is off only where we stand between the two.
  return needsSecret(server, facts) || Object.hasOwn(list.disabledTools, server.name);
}

/** Every server with its delivery for one client. Default: brokered where a secret is needed or a tool is off, else direct. */
export function wantedFor(
  client: ClientId,
  list: SharedList,
  facts: SecretFacts,
  doorOf: (server: string) => BrokerDoor,
): readonly Wanted[] {
  return list.servers.map((server) => {
    const choice = choiceOf(list, client, server.name);
    const byDefault: Delivery = goesByBroker(server, list, facts) ? 'brokered' : 'direct';
    return {
      server,
      delivery: server.disabled ? 'off' : (choice ?? byDefault),
      chosen: choice !== undefined,
      holdsSecret: facts.entryHasSecret(server),
      door: doorOf(server.name),
    };
  });
}

/** The servers that were chosen for one folder, written as the shared config has it; there is no default. */
export function wantedInFolder(
  { folder, client, scope }: ProjectTarget,
  list: SharedList,
  facts: SecretFacts,
  doorOf: (server: string) => BrokerDoor,
): readonly Wanted[] {
  const chosen = own(own(list.projects ?? {}, folder) ?? {}, client)?.[scope] ?? {};
  return list.servers.flatMap((server) => {
    const delivery = own(chosen, server.name);
    if (delivery === undefined || delivery === 'off') return [];
    const door = doorOf(server.name);
    const holdsSecret = facts.entryHasSecret(server);
    return [{ server, delivery: server.disabled ? 'off' : delivery, chosen: true, holdsSecret, door }];
  });
}

/** True where a key of the client stands for this server in entries for some folder. */
function isBrokeredLocally({ projects = {} }: SharedList, client: ClientId, server: string): boolean {
  return Object.values(projects).some((clients) => {
    return own(own(clients, client)?.local ?? {}, server) === 'brokered';
  });
}

/**
 * What the broker relays: every server, to the clients that get it in any way; `always` may have all of them. `held`:
 * tools that changed and wait for the person.
 */
export function brokeredServers(
  list: SharedList,
  clients: readonly ClientId[],
  always: readonly string[],
  held: (server: string) => readonly string[] = () => [],
): readonly BrokeredServer[] {
  return list.servers.map((server) => ({
    server,
    hiddenTools: [...new Set([...(own(list.disabledTools, server.name) ?? []), ...held(server.name)])],
    // A running session keeps its brokered entry for as long as it lives, so only `off` shuts the door.
    clients: [...clients.filter((client) => mayPass(list, client, server.name)), ...always],
  }));
}

function mayPass(list: SharedList, client: ClientId, server: string): boolean {
  return choiceOf(list, client, server) !== 'off' || isBrokeredLocally(list, client, server);
}

export function choiceOf({ clients }: SharedList, client: ClientId, server: string): Delivery | undefined {
  return own(clients[client] ?? {}, server);
}
