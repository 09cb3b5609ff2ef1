// Brings a client's file back to what it was before our first write: byte for byte where nobody else wrote since, entry
// by entry where someone did.
import { AppError } from '../../shared/errors';
import type { CellStatus, ClientId, Plan, PlanChange, Restored } from '../../shared/model';
import { own } from '../../shared/own';
import { hashText } from '../files/text-file';
import type { ClientAdapter, ClientPlace, EntriesFile } from './adapter';
import { type Change, writeUnderLock } from './commit';
import { reviewLines } from './diff';
import { type Look, look, openText, type Room } from './look';
import { standingOf } from './plan';
import { ABSENT, type EntryHash, loadStored, NO_RECORDS, type Records, recordFile, type Standing } from './records';
import { writtenIn } from './take-over';

interface WayBack extends Change {
  /** Entries that someone else changed; they stay. */
  readonly left: readonly string[];
}

/**
 * Takes everything of ours out and brings back what stood in its place; what others changed since stays. Our memory of
 * the file goes. @throws AppError nothing-to-restore, file-*, disk-full, verify-failed, records-invalid
 */
export async function restoreOriginal(room: Room, adapter: ClientAdapter): Promise<Restored> {
  const seen = await look(room, adapter);
  room.repairs.letGo(adapter.id);
  const back = await writeUnderLock(room, seen, wayBack);
  const { left = [], touched = {} } = back ?? {};
  return { client: adapter.id, file: seen.place.file, written: writtenIn(touched), left };
}

/** What `restoreOriginal` would change; what stays, for someone changed it, is foreign. @throws as it does */
export async function planOriginal(room: Room, adapter: ClientAdapter): Promise<Plan> {
  const seen = await look(room, adapter);
  const { text, touched, left } = await wayBack(seen);
  const { file, place, records, standing } = seen;
  const changed = Object.entries(touched).filter(([, { before, after }]) => before !== after);
  const servers = changed.map(([name]) => name);
  const ours = Object.keys(records.entries).filter((name) => own(records.entries, name) === standing.entryHash(name));
  const lines = reviewLines(file, opened(seen, text), servers, { before: new Set(ours), after: new Set() });
  const changes = changed.map(([server, { before, after }]): PlanChange => {
    const status: CellStatus = after === ABSENT ? 'remove' : before === ABSENT ? 'add' : 'update';
    return { server, status, lines: lines.get(server) ?? [] };
  });
  const staying = left.map((server): PlanChange => ({ server, status: 'foreign', lines: [] }));
  const writes = Math.max(changed.length, Number(text !== seen.text));
  const id = hashText(JSON.stringify([place.file, seen.hash, text ?? ABSENT]));
  return { client: adapter.id, file: place.file, id, changes: [...changes, ...staying], writes, besides: [] };
}

/** True once we wrote the file; also of records nobody can read, which may say so. @throws AppError file-* */
export async function canRestore(room: Room, client: ClientId, { file, part }: ClientPlace): Promise<boolean> {
  try {
    const { stored } = await loadStored(recordFile(room.paths.state, client, file, part), file);
    return (stored.now.original ?? stored.pending?.next.original) !== undefined;
  } catch (error) {
    if (error instanceof AppError && error.code === 'records-invalid') return true;
    throw error;
  }
}

async function wayBack(seen: Look): Promise<WayBack> {
  const { adapter, records, hash } = seen;
  if (records.original === undefined) throw new AppError('nothing-to-restore', { client: adapter.name });
  const text = records.original === ABSENT ? undefined : await seen.backups.load(records.original);
  const before = opened(seen, text);
  const was = standingOf(before, text === undefined ? ABSENT : hashText(text), adapter);
  const names = everWritten(records);
  const isUntouched = records.unbroken === hash;
  const steps = new Map(names.map((name) => [name, isUntouched ? 'back' : stepOf(seen, name, was)] as const));
  const which = (step: Step) => names.filter((name) => steps.get(name) === step);
  const touched = which('back').map((name) => {
    return [name, { before: seen.standing.entryHash(name), after: was.entryHash(name) }] as const;
  });
  return {
    text: isUntouched ? text : merged(seen, which('back'), before),
    ownerOnly: false,
    touched: Object.fromEntries(touched),
    left: which('theirs'),
    memory: NO_RECORDS,
    history: () => [],
    forgets: true,
  };
}

/** An empty file is a new one, whatever the client calls it now. */
function opened({ adapter, place }: Look, text: string | undefined): EntriesFile {
  return openText(adapter, place, text?.trim() === '' ? undefined : text);
}

function everWritten({ ever, entries, history }: Records): readonly string[] {
  const before = history.flatMap(({ touched }) => Object.keys(touched));
  return [...new Set([...Object.keys(ever ?? {}), ...before, ...Object.keys(entries)])];
}

/** `back`: it becomes what it was at first. `theirs`: someone else changed it since. */
type Step = 'back' | 'theirs' | 'stays';

function stepOf({ records, standing }: Look, name: string, was: Standing): Step {
  const [stands, first] = [standing.entryHash(name), was.entryHash(name)];
  // What our last write had left as it was at first, someone else took away.
  if (stands === ABSENT) return first !== ABSENT && lastWrote(records, name) !== first ? 'back' : 'stays';
  if (stands === own(records.entries, name)) return 'back';
  return stands === first ? 'stays' : 'theirs';
}

function lastWrote({ ever, history, entries }: Records, name: string): EntryHash | undefined {
  const last = history.findLast(({ touched }) => own(touched, name) !== undefined);
  return own(ever ?? {}, name) ?? own(last?.touched ?? {}, name)?.after ?? own(entries, name);
}

/** The file with these entries as they were at first. */
function merged(seen: Look, names: readonly string[], before: EntriesFile): string | undefined {
  let { file } = seen;
  for (const name of names) {
    const source = before.source(name);
    if (source !== undefined && source !== file.source(name)) file = file.setSource(name, source);
  }
  // Removals come last, so that what holds the entries is not made anew.
  const gone = names.filter((name) => before.source(name) === undefined && file.source(name) !== undefined);
  file = file.removeAll(gone, seen.records.made);
  return file.text === seen.file.text ? seen.text : file.text;
}
