// The clients room as the rest of the core sees it: every client's file planned, written, watched and taken back.

import { AppError } from '../../shared/errors';
import type { Cell, CellStatus, ClientId } from '../../shared/model';
import { own } from '../../shared/own';
import { watchFile } from '../files/watch';
import type { AsyncStop, ClientState, Clients, Clock, Logger, Paths, Stop, Wanted } from '../ports';
import type { ClientAdapter, ClientPlace, Surroundings } from './adapter';
import { applyPlan, decisionsOf, makePlan } from './apply';
import { settleDrift } from './drift';
import { undoLast } from './history';
import type { LockTimings } from './lock';
import { look, type Room } from './look';
import { deliveryOf, isWrite, saidBrokered, saidDirect } from './plan';
import { recordFile } from './records';
import { ADAPTERS, adapterOf } from './registry';

export interface ClientsOptions extends Pick<Surroundings, 'env' | 'platform'> {
  readonly paths: Paths;
  readonly clock: Clock;
  readonly log: Logger;
  readonly lock?: LockTimings;
  readonly adapters?: readonly ClientAdapter[];
}

/** Claude holds its lock for milliseconds; who waits longer than this should be told. */
const LOCK: LockTimings = { waitMs: 5000, retryMs: 40 };

export function roomOf({ paths, clock, log, env, platform, lock = LOCK }: ClientsOptions): Room {
  return { paths, clock, log, around: { home: paths.home, env, platform }, lock };
}

/** Watching starts with the first listener of `onChange` and ends with `stop`. */
export function createClients(options: ClientsOptions): Clients {
  const { adapters = ADAPTERS } = options;
  const room = roomOf(options);
  const watch = createWatch(room, adapters, options.log);
  return {
    ids: adapters.map((adapter) => adapter.id),
    summaries: (wanted) => Promise.all(adapters.map((adapter) => summary(room, adapter, wanted(adapter.id)))),
    usesBroker: (client, wanted) => {
      const adapter = adapterOf(client, adapters);
      return wanted.some((one) => deliveryOf(one, adapter) === 'brokered');
    },
    plan: async (client, wanted) => makePlan(room, adapterOf(client, adapters), wanted),
    apply: async (client, wanted, id) => applyPlan(room, adapterOf(client, adapters), wanted, id),
    undo: async (client) => undoLast(room, adapterOf(client, adapters)),
    resolveDrift: async (client, server, choice) => settleDrift(room, adapterOf(client, adapters), server, choice),
    standingKey: async (client) => standingKey(room, adapterOf(client, adapters)),
    onChange: watch.onChange,
    stop: watch.stop,
  };
}

/** Only what we wrote counts: anyone who can write an entry would choose our key for us. */
export async function standingKey(room: Room, adapter: ClientAdapter): Promise<string | undefined> {
  const { file, records, standing } = await look(room, adapter);
  const ours = Object.keys(records.entries).filter((name) => own(records.entries, name) === standing.entryHash(name));
  return ours.map((name) => adapter.localKeyIn(file.entry(name))).find((key) => key !== undefined);
}

/** How one client's file stands; a file that cannot be read is a problem of that client alone. */
export async function summary(room: Room, adapter: ClientAdapter, wanted: readonly Wanted[]): Promise<ClientState> {
  const place = await adapter.place(room.around);
  const base = {
    id: adapter.id,
    name: adapter.name,
    file: place.file,
    installed: await adapter.installed(room.around, place),
    sees: adapter.sees,
    evidence: adapter.evidence,
  };
  try {
    return { ...base, ...(await standingSummary(room, adapter, wanted)) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ...base, sync: { kind: 'problem', problem: error }, canUndo: false, cells: [] };
  }
}

async function standingSummary(
  room: Room,
  adapter: ClientAdapter,
  wanted: readonly Wanted[],
): Promise<Pick<ClientState, 'sync' | 'canUndo' | 'cells'>> {
  const seen = await look(room, adapter);
  const decisions = decisionsOf(seen, wanted);
  const statuses = new Map(decisions.map((d) => [d.server, d.status]));
  const changes = decisions.filter(isWrite).length;
  const drifted = decisions.filter((d) => d.status === 'drift').length;
  return {
    sync:
      drifted > 0
        ? { kind: 'drift', count: drifted, changes }
        : changes > 0
          ? { kind: 'changes', count: changes }
          : { kind: 'in-sync' },
    canUndo: seen.records.history.length > 0,
    cells: wanted.map((one) => cellOf(one, adapter, statuses.get(one.server.name) ?? 'absent')),
  };
}

function cellOf(wanted: Wanted, adapter: ClientAdapter, status: CellStatus): Cell {
  const [direct, brokered] = [saidDirect(wanted, adapter), saidBrokered(wanted, adapter)];
  return {
    server: wanted.server.name,
    delivery: deliveryOf(wanted, adapter),
    chosen: wanted.chosen,
    status,
    ...(typeof direct === 'string' && { cannotDirect: direct }),
    ...(typeof brokered === 'string' && { cannotBrokered: brokered }),
  };
}

/** Tells listeners about changes of every file that a summary is made of. */
function createWatch(
  room: Room,
  adapters: readonly ClientAdapter[],
  log: Logger,
): { onChange: (listener: () => void) => Stop; stop: AsyncStop } {
  const listeners = new Set<() => void>();
  const stops: AsyncStop[] = [];
  let started: Promise<void> | undefined;
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const onError = (error: unknown) => log.warn('a client file cannot be watched', { error: String(error) });
  const start = async () => {
    const places = await Promise.all(adapters.map(async (a) => ({ id: a.id, place: await a.place(room.around) })));
    const files = new Set(places.flatMap(({ id, place }) => watched(room, id, place)));
    await Promise.all([...files].map(async (file) => void stops.push(await watchFile(file, tell, { onError }))));
    // What changed between a listener's first look and now was seen by nobody.
    tell();
  };
  return {
    onChange: (listener) => {
      listeners.add(listener);
      started ??= start().catch(onError);
      return () => void listeners.delete(listener);
    },
    stop: async () => {
      listeners.clear();
      await started;
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}

function watched(room: Room, client: ClientId, place: ClientPlace): string[] {
  return place.watched.flatMap((file) => [file, recordFile(room.paths.state, client, file)]);
}
