// What each client should get of each server: pure decisions over the shared config and what connections have seen.

import type { ClientId, Delivery, Server, SharedList } from '../shared/model';
import { own } from '../shared/own';
import type { BrokerDoor, BrokeredServer, ConnectionView, Wanted } from './ports';

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

/** What the broker relays: every server, to the clients that get it in any way; `always` may have all of them. */
export function brokeredServers(
  list: SharedList,
  clients: readonly ClientId[],
  always: readonly string[],
): readonly BrokeredServer[] {
  return list.servers.map((server) => ({
    server,
    hiddenTools: own(list.disabledTools, server.name) ?? [],
    // A running session keeps its brokered entry for as long as it lives, so only `off` shuts the door.
    clients: [...clients.filter((client) => choiceOf(list, client, server.name) !== 'off'), ...always],
  }));
}

export function choiceOf({ clients }: SharedList, client: ClientId, server: string): Delivery | undefined {
  return own(clients[client] ?? {}, server);
}
