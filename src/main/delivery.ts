// What each client should get of each server: pure decisions over the shared config and what connections have seen.
import type { ClientId, Delivery, Server, SharedList } from '../shared/model';
import type { ConnectionView, Wanted } from './ports';

/** What the rules need to know about a server beyond its entry. */
export interface SecretFacts {
  /** The entry refers to the keychain or holds a plaintext secret. */
  readonly entryHasSecret: (server: Server) => boolean;
  readonly views: readonly ConnectionView[];
  readonly isSignedIn: (name: string) => boolean;
}

/** True if a client could not reach this server without a secret, so that direct delivery is not possible. */
export function needsSecret(server: Server, facts: SecretFacts): boolean {
  if (facts.entryHasSecret(server) || facts.isSignedIn(server.name)) return true;
  return facts.views.some((view) => view.server.name === server.name && view.askedForSignIn);
}

/** Every server with its delivery for one client. Default: brokered where a secret is needed, else direct. */
export function wantedFor(client: ClientId, list: SharedList, facts: SecretFacts): readonly Wanted[] {
  const choices = list.clients[client] ?? {};
  return list.servers.map((server) => {
    const secret = needsSecret(server, facts);
    const choice = Object.hasOwn(choices, server.name) ? choices[server.name] : undefined;
    const delivery = server.disabled ? 'off' : (choice ?? defaultDelivery(secret));
    // A direct choice does not put a secret into a client's file: it waits like a brokered one.
    const waiting = delivery === 'brokered' || (delivery === 'direct' && secret);
    return { server, delivery, chosen: choice !== undefined, waiting };
  });
}

function defaultDelivery(secret: boolean): Delivery {
  return secret ? 'brokered' : 'direct';
}
