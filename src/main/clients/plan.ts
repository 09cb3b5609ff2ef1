// Decides what one client's file should say: pure, from what is wanted, what stands there and what we wrote before.

import { assertNever } from '../../shared/errors';
import type { CellStatus, Delivery, JsonObject } from '../../shared/model';
import { own } from '../../shared/own';
import { hashText } from '../files/text-file';
import type { Wanted } from '../ports';
import type { ClientAdapter, EntriesFile, Said } from './adapter';
import { ABSENT, type EntryHash, hashOf, type Memory, type Standing, type Touched } from './records';

export interface Decision {
  readonly server: string;
  readonly status: CellStatus;
  /** What stands in the file. */
  readonly theirs: EntryHash;
  /** What we would write; absent where nothing of ours should stand. */
  readonly ours?: JsonObject;
  /** `ours` goes by the broker. */
  readonly brokered?: boolean;
}

/** The file as it stands, for decisions and for settling a pending write. `hash` is that of the text. */
export function standingOf(file: EntriesFile, hash: string, adapter: ClientAdapter): Standing {
  const hashes = new Map<string, EntryHash>();
  const hashNow = (name: string) => {
    const entry = file.entry(name);
    return entry === undefined ? ABSENT : hashOf(adapter.comparable(entry));
  };
  return {
    hash,
    entryHash: (name) => {
      const known = hashes.get(name) ?? hashNow(name);
      hashes.set(name, known);
      return known;
    },
  };
}

/** One decision per wanted server, in that order, then one per entry of ours that is no longer wanted. */
export function decide(
  wanted: readonly Wanted[],
  standing: Standing,
  memory: Memory,
  adapter: ClientAdapter,
): readonly Decision[] {
  const names = new Set(wanted.map((w) => w.server.name));
  const left = Object.keys(memory.entries).filter((name) => !names.has(name));
  return [
    ...wanted.map((w) => decideWanted(w, standing, memory, adapter)),
    ...left.map((server) => decideUnwanted(server, standing, memory)).filter((d) => d.status !== 'absent'),
  ];
}

function decideWanted(wanted: Wanted, standing: Standing, memory: Memory, adapter: ClientAdapter): Decision {
  const { server } = wanted;
  const { delivery, said } = toldOf(wanted, adapter);
  if (delivery === 'off') return decideUnwanted(server.name, standing, memory);
  const theirs = standing.entryHash(server.name);
  const known = own(memory.entries, server.name);
  const kept = own(memory.kept ?? {}, server.name);
  const ours = said === undefined || typeof said === 'string' ? undefined : { ...said, ...kept };
  if (!ours) {
    const foreign = theirs !== ABSENT && known === undefined;
    return { server: server.name, theirs, status: foreign ? 'foreign' : 'waiting' };
  }
  const equal = theirs !== ABSENT && theirs === hashOf(adapter.comparable(ours));
  const brokered = delivery === 'brokered';
  return { server: server.name, theirs, ours, brokered, status: statusOf(theirs, known, equal) };
}

/** What the client gets: by default the broker says for it what it cannot say itself. */
export const deliveryOf = (wanted: Wanted, adapter: ClientAdapter): Delivery => toldOf(wanted, adapter).delivery;

/** The same, and what it is told; undefined where that is nothing. */
function toldOf(wanted: Wanted, adapter: ClientAdapter): { readonly delivery: Delivery; readonly said?: Said } {
  const { delivery, chosen } = wanted;
  if (delivery === 'off') return { delivery };
  if (delivery === 'brokered') return { delivery, said: saidBrokered(wanted, adapter) };
  const direct = saidDirect(wanted, adapter);
  if (chosen || typeof direct !== 'string') return { delivery, said: direct };
  const brokered = saidBrokered(wanted, adapter);
  return typeof brokered === 'string' ? { delivery, said: direct } : { delivery: 'brokered', said: brokered };
}

/** A direct choice does not put a secret into a client's file. */
export function saidDirect({ server, holdsSecret }: Wanted, adapter: ClientAdapter): Said {
  return holdsSecret ? 'secret' : adapter.entryOf(server);
}

export function saidBrokered({ server, door }: Wanted, adapter: ClientAdapter): Said {
  return adapter.brokeredEntryOf(server, door);
}

function statusOf(theirs: EntryHash, known: EntryHash | undefined, equal: boolean): CellStatus {
  if (theirs === ABSENT) return known === undefined ? 'add' : 'drift';
  if (known === undefined) return 'foreign';
  if (equal) return 'in-sync';
  return known === theirs ? 'update' : 'drift';
}

/** Off, or gone from the shared config: nothing of ours should stand, and nothing of anyone else's is touched. */
function decideUnwanted(server: string, standing: Standing, memory: Memory): Decision {
  const theirs = standing.entryHash(server);
  const known = own(memory.entries, server);
  if (theirs === ABSENT) return { server, theirs, status: 'absent' };
  if (known === undefined) return { server, theirs, status: 'foreign' };
  return { server, theirs, status: known === theirs ? 'remove' : 'drift' };
}

/** True for decisions that change the file. */
export function isWrite({ status }: Decision): boolean {
  return status === 'add' || status === 'update' || status === 'remove';
}

/** The same as long as the same entries would be written over the same entries; the rest of the file may change. */
export function planId(file: string, decisions: readonly Decision[]): string {
  const writes = decisions
    .filter(isWrite)
    .map(({ server, status, theirs, ours }) => ({ server, status, theirs, ours }));
  return hashText(JSON.stringify([file, writes]));
}

/** The file after the writes among `decisions`. Removals come last, so that what holds the entries is not made anew. */
export function edit(file: EntriesFile, decisions: readonly Decision[], memory: Memory): EntriesFile {
  const writes = decisions.filter(isWrite);
  const set = file.setAll(writes.flatMap(({ server, ours }) => (ours ? [[server, ours] as const] : [])));
  const gone = writes.flatMap(({ server, ours }) => (ours ? [] : [server]));
  return set.removeAll(gone, memory.made);
}

/** What the writes among `decisions` change, as hashes. */
export function touchedBy(decisions: readonly Decision[], adapter: ClientAdapter): Touched {
  const changes = decisions.filter(isWrite).map((d) => {
    const after = d.ours ? hashOf(adapter.comparable(d.ours)) : ABSENT;
    return [d.server, { before: d.theirs, after }] as const;
  });
  return Object.fromEntries(changes);
}

/** Our memory after the writes among `decisions`. `fileIsNew`: nothing stood there, so an empty object may stay. */
export function remember(
  memory: Memory,
  decisions: readonly Decision[],
  adapter: ClientAdapter,
  files: { readonly before: EntriesFile; readonly after: EntriesFile; readonly fileIsNew: boolean },
): Memory {
  const entries = new Map(Object.entries(memory.entries));
  for (const { server, status, ours, theirs } of decisions) {
    switch (status) {
      case 'add':
      case 'update':
        if (ours) entries.set(server, hashOf(adapter.comparable(ours)));
        break;
      case 'remove':
      case 'absent':
        entries.delete(server);
        break;
      case 'in-sync':
      case 'drift':
      case 'foreign':
      case 'waiting':
        if (theirs === ABSENT && status === 'waiting') entries.delete(server);
        break;
      default:
        assertNever(status);
    }
  }
  // Entries of ours that neither stand in the file nor are wanted are forgotten: a later one of that name is not ours.
  const spoken = new Set(decisions.map((d) => d.server));
  for (const name of entries.keys()) if (!spoken.has(name)) entries.delete(name);
  const kept = Object.entries(memory.kept ?? {}).filter(([name]) => entries.has(name));
  return {
    entries: Object.fromEntries(entries),
    made: madeAfter(memory, files),
    ...(kept.length > 0 && { kept: Object.fromEntries(kept) }),
  };
}

/** What our entries had created around themselves once `before` has become `after`. */
export function madeAfter(
  memory: Pick<Memory, 'made'>,
  { before, after, fileIsNew }: { before: EntriesFile; after: EntriesFile; fileIsNew: boolean },
): Memory['made'] {
  const missing = before.wouldMake();
  if (after.wouldMake().length > 0) return [];
  if (missing.length === 0) return memory.made;
  return missing.filter((made) => !fileIsNew || made.length > 0).map((made) => [...made]);
}
