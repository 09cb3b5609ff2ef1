import { mkdir } from 'node:fs/promises';
// The clients room as the rest of the core sees it: every client's file planned, written, watched and taken back.

import { AppError } from '../../shared/errors';
import type { Cell, CellStatus, ClientId, Delivery } from '../../shared/model';
import { own } from '../../shared/own';
import { foldersOf } from '../files/text-file';
import { watchFile } from '../files/watch';
import type { AsyncStop, ClientState, Clients, Clock, Logger, Paths, Stop, Wanted } from '../ports';
import type { ClientAdapter, ClientPlace, Surroundings } from './adapter';
import { applyPlan, decisionsOf, makePlan } from './apply';
import { holdsKey, writesIn } from './besides';
import { settleDrift } from './drift';
import { undoLast } from './history';
import type { LockTimings } from './lock';
import { backupsOf, isInstalled, look, placeOf, type Room } from './look';
import { canRestore, planOriginal, restoreOriginal } from './original';
import { ownEntries } from './own-entries';
import { PATIENCE, type Patience } from './patience';
import { deliveryOf, saidBrokered, saidDirect } from './plan';
import { recordFile, recordsFolder } from './records';
import { ADAPTERS, adapterOf } from './registry';
import { remaining } from './remaining';
import { createRepairs, REPAIR, type RepairTimings } from './repair';
import { takeBack } from './take-back';

export interface ClientsOptions extends Pick<Surroundings, 'env' | 'platform'> {
  readonly paths: Paths;
  readonly clock: Clock;
  readonly log: Logger;
  readonly lock?: LockTimings;
  readonly patience?: Patience;
  readonly repair?: RepairTimings;
  readonly adapters?: readonly ClientAdapter[];
}

/** Claude holds its lock for milliseconds; who waits longer than this should be told. */
const LOCK: LockTimings = { waitMs: 5000, retryMs: 40 };

export function roomOf(options: ClientsOptions): Room {
  const { paths, clock, log, env, platform } = options;
  return {
    paths,
    clock,
    log,
    around: { home: paths.home, env, platform },
    lock: options.lock ?? LOCK,
    parsed: new Map(),
    patience: options.patience ?? PATIENCE,
    repairs: createRepairs(clock, options.repair ?? REPAIR),
  };
}

/** Watching starts with the first listener of `onChange` and ends with `stop`. */
export function createClients(options: ClientsOptions): Clients {
  const { adapters = ADAPTERS } = options;
  const room = roomOf(options);
  const { repairs } = room;
  const watch = createWatch(room, adapters, options.log);
  return {
    ids: adapters.map((adapter) => adapter.id),
    summaries: (wanted) => Promise.all(adapters.map((adapter) => summary(room, adapter, wanted(adapter.id)))),
    usesBroker: (client, wanted) => {
      const adapter = adapterOf(client, adapters);
      return !adapter.bridged && wanted.some((one) => deliveryOf(one, adapter) === 'brokered');
    },
    nameOf: (client) => adapterOf(client, adapters).name,
    ownEntries: async (client) => ownEntries(room, adapterOf(client, adapters)),
    wayTo: (client, wanted) => wayTo(adapterOf(client, adapters), wanted),
    plan: async (client, wanted, take) => makePlan(room, adapterOf(client, adapters), wanted, take),
    apply: async (client, wanted, id, take) => applyPlan(room, adapterOf(client, adapters), wanted, id, take),
    takeBack: async (client, tag) => takeBack(room, adapterOf(client, adapters), tag),
    undo: async (client) => undoLast(room, adapterOf(client, adapters)),
    restore: async (client) => restoreOriginal(room, adapterOf(client, adapters)),
    planRestore: async (client) => planOriginal(room, adapterOf(client, adapters)),
    settled: repairs.settled,
    resolveDrift: async (client, server, choice) => {
      repairs.letGo(client);
      return settleDrift(room, adapterOf(client, adapters), server, choice);
    },
    standingKey: async (client) => standingKey(room, adapterOf(client, adapters)),
    remaining: () => remaining(room),
    folders: () => writtenIn(room, adapters),
    onChange: watch.onChange,
    stop: async () => {
      await Promise.all([watch.stop(), repairs.stop()]);
    },
  };
}

/** Undefined where the client cannot be told about the server in the way it is meant to get it. */
function wayTo(adapter: ClientAdapter, wanted: Wanted): Delivery | undefined {
  const delivery = deliveryOf(wanted, adapter);
  if (delivery === 'off') return delivery;
  const said = delivery === 'brokered' ? saidBrokered(wanted, adapter) : saidDirect(wanted, adapter);
  return typeof said === 'string' ? undefined : delivery;
}

/** Only what we wrote counts: anyone who can write an entry would choose our key for us. */
export async function standingKey(room: Room, adapter: ClientAdapter): Promise<string | undefined> {
  const { file, records, standing } = await look(room, adapter);
  const ours = Object.keys(records.entries).filter((name) => own(records.entries, name) === standing.entryHash(name));
  return ours.map((name) => adapter.localKeyIn(file.entry(name))).find((key) => key !== undefined);
}

async function writtenIn(room: Room, adapters: readonly ClientAdapter[]): Promise<readonly string[]> {
  // Where a client's file cannot be looked for, nothing was written.
  const places = await Promise.all(
    adapters.map((a) => placeOf(room, a).then((place) => [{ id: a.id, place }], noPlace)),
  );
  const files = places.flat().flatMap(({ id, place: { file, part, troubleFile } }) => {
    const own = [recordFile(room.paths.state, id, file, part), backupsOf(room.paths.state, id, file, part).path('any')];
    return [file, ...own, ...(troubleFile === undefined ? [] : [troubleFile])];
  });
  return [...(await foldersOf(files))];
}

function noPlace(error: unknown): [] {
  if (error instanceof AppError) return [];
  throw error;
}

/** How one client's file stands; a file that cannot be read is a problem of that client alone. */
export async function summary(room: Room, adapter: ClientAdapter, wanted: readonly Wanted[]): Promise<ClientState> {
  const { id, name, sees, evidence, bridged = false } = adapter;
  const base = { id, name, sees, evidence, bridged };
  // Of a client that cannot be looked for nobody knows that it is not there: its problem is told.
  let found = { file: '', installed: true, canRestore: true };
  try {
    const place = await placeOf(room, adapter);
    found = { ...found, file: place.file };
    found = { ...found, canRestore: await canRestore(room, id, place) };
    found = { ...found, installed: await isInstalled(room, adapter, place) };
    return { ...base, ...found, ...(await standingSummary(room, adapter, wanted)) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const file = found.file || String(error.params.file);
    const sync = { kind: 'problem', problem: error } as const;
    return { ...base, ...found, file, sync, canUndo: false, holdsKey: false, cells: [] };
  }
}

async function standingSummary(
  room: Room,
  adapter: ClientAdapter,
  wanted: readonly Wanted[],
): Promise<Pick<ClientState, 'sync' | 'canUndo' | 'holdsKey' | 'cells'>> {
  const seen = await look(room, adapter);
  const decisions = decisionsOf(seen, wanted);
  const statuses = new Map(decisions.map((d) => [d.server, d.status]));
  const changes = writesIn(seen, decisions);
  const drifted = decisions.filter((d) => d.status === 'drift').length;
  return {
    sync:
      drifted > 0
        ? { kind: 'drift', count: drifted, changes }
        : changes > 0
          ? { kind: 'changes', count: changes }
          : { kind: 'in-sync' },
    canUndo: seen.records.history.length > 0,
    holdsKey: holdsKey(adapter, seen.file, seen.records.entries),
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
    // Where the folder is missing its parent is watched, in which the lock of this instance beats every second.
    await mkdir(recordsFolder(room.paths.state), { recursive: true, mode: 0o700 }).catch(onError);
    // What cannot be watched keeps nothing else from it.
    const places = await Promise.all(
      adapters.map(async (a) => placeOf(room, a).then((place) => watched(room, a.id, place), onError)),
    );
    const files = new Set(places.flatMap((found) => found ?? []));
    const watchOne = async (file: string) => void stops.push(await watchFile(file, tell, { onError }));
    await Promise.all([...files].map((file) => watchOne(file).catch(onError)));
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
