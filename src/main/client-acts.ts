// What clients should get, and what is done to their files, as it spans rooms.
import type { ClientId, Delivery } from '../shared/model';
import type { Brokering } from './brokering';
import type { App, Rooms } from './core';
import { choiceOf, type SecretFacts, wantedFor } from './delivery';
import type { ClientState } from './ports';
import type { Watch } from './watch';

/** The last look at the clients of this machine, and the next one. */
type Watched = Pick<Watch, 'clientStates' | 'lookAtClients'>;
type ClientActs = Pick<
  App,
  'plan' | 'apply' | 'undo' | 'restore' | 'planRestore' | 'settled' | 'resolveDrift' | 'setDelivery' | 'revokeKey'
>;

/** What is done to clients' files; each is looked at again afterwards. */
export function clientActs(rooms: Rooms, brokering: Brokering, watch: Watched): ClientActs {
  const { clients, config } = rooms;
  const wantedNow = async (client: ClientId) => {
    const wanted = wantedOrThrow(rooms, brokering, client);
    if (!clients.usesBroker(client, wanted)) return wanted;
    await brokering.prepare(client);
    return wantedOrThrow(rooms, brokering, client);
  };
  const change = async <T>(work: Promise<T>): Promise<T> => {
    const value = await work;
    await watch.lookAtClients();
    return value;
  };
  return {
    plan: async (client) => clients.plan(client, await wantedNow(client)),
    apply: async (client, planId) => change(clients.apply(client, await wantedNow(client), planId)),
    undo: (client) => change(clients.undo(client)),
    planRestore: (client) => clients.planRestore(client),
    restore: (client) =>
      change(
        (async () => {
          // Else the next plan would write again what is about to go.
          await turnAllOff(rooms, client);
          const restored = await clients.restore(client);
          await brokering.revoke(client);
          return restored;
        })(),
      ),
    settled: async () => {
      const put = await Promise.all([clients.settled(), rooms.projects.settled()]);
      await watch.lookAtClients();
      return put.flat();
    },
    resolveDrift: async (client, server, choice) => {
      const { turnOff } = await clients.resolveDrift(client, server, choice);
      if (turnOff) await config.setDelivery([client], server, 'off');
      await watch.lookAtClients();
    },
    setDelivery: (client, server, delivery) => {
      if (client !== undefined) return change(config.setDelivery([client], server, delivery));
      const chosen = (id: ClientId) => choiceOf(config.list(), id, server);
      const here = watch.clientStates().filter((c) => c.installed || chosen(c.id) !== undefined);
      const able = here.filter((c) => !cannotGet(c, server, delivery)).map((c) => c.id);
      const some = able.length > 0 ? able : here.map((c) => c.id);
      const all = some.length > 0 ? some : clients.ids.slice(0, 1);
      // What someone turned off for some clients stays off when the others change, unless there are no others.
      const others = all.filter((id) => chosen(id) !== 'off');
      const meant = delivery === 'off' || others.length === 0 ? all : others;
      return change(config.setDelivery(meant, server, delivery));
    },
    revokeKey: (client) => change(brokering.revoke(client)),
  };
}

/** @throws AppError config-* */
async function turnAllOff({ config }: Rooms, client: ClientId): Promise<void> {
  const problem = config.problem();
  if (problem) throw problem.error;
  for (const { name } of config.list().servers) {
    if (choiceOf(config.list(), client, name) !== 'off') await config.setDelivery([client], name, 'off');
  }
}

/** True for a client that cannot be told so: it keeps what it has while others can. */
function cannotGet({ cells }: ClientState, server: string, delivery: Delivery | undefined): boolean {
  const cell = cells.find((c) => c.server === server);
  if (delivery === 'direct') return cell?.cannotDirect !== undefined;
  return delivery === 'brokered' && cell?.cannotBrokered !== undefined;
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
