// What clients should get, and what is done to their files, as it spans rooms.
import type { ClientId } from '../shared/model';
import type { Brokering } from './brokering';
import type { App, Rooms } from './core';
import { type SecretFacts, wantedFor } from './delivery';

type ClientActs = Pick<App, 'plan' | 'apply' | 'undo' | 'resolveDrift' | 'setDelivery' | 'revokeKey'>;

/** What is done to clients' files; each is looked at again afterwards. */
export function clientActs(rooms: Rooms, brokering: Brokering, look: () => Promise<void>): ClientActs {
  const { clients, config } = rooms;
  const wantedNow = async (client: ClientId) => {
    const wanted = wantedOrThrow(rooms, brokering, client);
    if (!clients.usesBroker(client, wanted)) return wanted;
    await brokering.prepare(client);
    return wantedOrThrow(rooms, brokering, client);
  };
  const change = async <T>(work: Promise<T>): Promise<T> => {
    const value = await work;
    await look();
    return value;
  };
  return {
    plan: async (client) => clients.plan(client, await wantedNow(client)),
    apply: async (client, planId) => change(clients.apply(client, await wantedNow(client), planId)),
    undo: (client) => change(clients.undo(client)),
    resolveDrift: async (client, server, choice) => {
      const { turnOff } = await clients.resolveDrift(client, server, choice);
      if (turnOff) await config.setDelivery([client], server, 'off');
      await look();
    },
    setDelivery: (client, server, delivery) => {
      // What someone turned off for one client stays off when all the others change.
      const isOff = (id: ClientId) => config.list().clients[id]?.[server] === 'off';
      const all = clients.ids.filter((id) => delivery === 'off' || !isOff(id));
      return change(config.setDelivery(client === undefined ? all : [client], server, delivery));
    },
    revokeKey: (client) => change(brokering.revoke(client)),
  };
}

/** What the rules of delivery need to know about servers. */
export function secretFacts(rooms: Rooms): SecretFacts {
  const { entryHasSecret, connections, signIns } = rooms;
  // Also one that is to be signed in to again: it is no public server for that.
  const hasSignIn = (name: string) => signIns.status(name).kind !== 'none';
  return { entryHasSecret, views: connections.views(), hasSignIn };
}

/** Every server with what this client should get of it. */
export function wanted(rooms: Rooms, brokering: Brokering, client: ClientId) {
  return wantedFor(client, rooms.config.list(), secretFacts(rooms), brokering.doorsOf(client));
}

/**
 * The same where something may be written by it. Half an edit of `mcp.json` must not take entries out of a client's file.
 * @throws AppError config-syntax, config-invalid, file-* while the shared config cannot be used
 */
function wantedOrThrow(rooms: Rooms, brokering: Brokering, client: ClientId) {
  const problem = rooms.config.problem();
  if (problem) throw problem.error;
  return wanted(rooms, brokering, client);
}
