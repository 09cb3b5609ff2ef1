// The one way a client's file gets written: backup, intent, file, check, record; a kill between any two is understood.
import { AppError } from '../../shared/errors';
import { sweepTempFiles } from '../files/temp-files';
import { hashText, removeTextFile, writeTextFile } from '../files/text-file';
import { withLock } from './lock';
import { type Look, look, lookAgain, type Room, readWhole } from './look';
import { waitForQuiet } from './patience';
import { standingOf } from './plan';
import {
  ABSENT,
  type Applied,
  everAfter,
  type Memory,
  NO_RECORDS,
  type Records,
  saveStored,
  type Touched,
} from './records';
import { holdReplaced, type Replaced } from './replaced';

/** A change worked out from one look, to be written if that look still holds. */
export interface Change {
  /** The whole new text; undefined removes the file. */
  readonly text: string | undefined;
  /** A secret stands in the text: others on this machine may not read it from now on. */
  readonly ownerOnly: boolean;
  readonly touched: Touched;
  readonly memory: Memory;
  /** The history after the write. */
  readonly history: (write: Pick<Applied, 'at' | 'backup' | 'left'>) => Records['history'];
  /** Set where `text` has something of others that did not stand in the file. */
  readonly bringsOthers?: boolean;
  /** Set where nothing is to be known of this file afterwards. */
  readonly forgets?: boolean;
}

/** A change that was written. */
export interface Written<C> {
  readonly change: C;
  /** The file that stood there, to be closed; undefined where the client's lock keeps others out of it. */
  readonly replaced: Replaced | undefined;
}

type Outcome<C> =
  | { readonly kind: 'again'; readonly seen: Look | undefined }
  | { readonly kind: 'done'; readonly written: Written<C> | undefined };

/** Looks at a busy file that change under our hands before the work is done under the lock. */
const TRIES_OUTSIDE = 3;
/** Writes that come too late, for a client that takes no lock wrote between our last look and ours. */
const TRIES_TOO_LATE = 10;

/**
 * Works a change out and writes it under the client's lock. `work` may be called again if the file changes meanwhile;
 * undefined means there is nothing to write. Parsing and editing happen before the lock is taken, so that it is held for
 * the writing alone. What was written is looked after for a while. Resolves with it.
 * @throws AppError file-*, disk-full, verify-failed, and what `work` throws
 */
export async function writeUnderLock<C extends Change>(
  room: Room,
  first: Look,
  work: (seen: Look) => Promise<C | undefined>,
): Promise<C | undefined> {
  const onWritten = (one: Written<C>) => room.repairs.wrote(room, first, one);
  const written = await writeOnce(room, first, work, { onWritten });
  return written?.change;
}

interface Around<C> {
  /** Before the lock is given back: whoever waits for it to look after an earlier write has to know of this one. */
  readonly onWritten?: (written: Written<C>) => Promise<void>;
  /** Asked under the lock: true where what the last `work` went by, besides the look, is no longer so. */
  readonly isStale?: () => boolean;
}

/** The same, with nobody who looks after it. */
export async function writeOnce<C extends Change>(
  room: Room,
  first: Look,
  work: (seen: Look) => Promise<C | undefined>,
  { onWritten, isStale }: Around<C> = {},
): Promise<Written<C> | undefined> {
  let seen = first;
  for (let tries = 1; ; tries++) {
    const prepared = await work(seen);
    if (!prepared) return undefined;
    if (tries === 1) await letOthersFinish(room, seen);
    const outcome = await withLock(seen.place.file, seen.lock, room, async (requireHeld): Promise<Outcome<C>> => {
      const now = await lookAgain(room, seen);
      if (now !== seen && tries < TRIES_OUTSIDE) return { kind: 'again', seen: now };
      const change = now === seen && !isStale?.() ? prepared : await work(now);
      if (!change) return { kind: 'done', written: undefined };
      const written = await inTime(() => commitHolding(room, now, change, requireHeld), tries);
      if (!written) return AGAIN;
      await onWritten?.(written);
      return { kind: 'done', written };
    });
    if (outcome.kind === 'done') return outcome.written;
    seen = outcome.seen ?? (await look(room, seen.adapter));
  }
}

const AGAIN = { kind: 'again', seen: undefined } as const;

/** Undefined if someone was faster and nothing was written, which may be tried again. */
async function inTime<T>(write: () => Promise<T>, tries: number): Promise<T | undefined> {
  try {
    return await write();
  } catch (error) {
    if (tries < TRIES_TOO_LATE && error instanceof AppError && error.code === 'file-changed') return undefined;
    throw error;
  }
}

async function commitHolding<C extends Change>(
  room: Room,
  seen: Look,
  change: C,
  requireHeld: () => void,
): Promise<Written<C>> {
  const { file, lock } = seen.place;
  const replaced = lock ? undefined : await holdReplaced(file, seen.hash, room.around.platform);
  try {
    await commit(room, seen, change, requireHeld);
    return { change, replaced };
  } catch (error) {
    await replaced?.close();
    throw error;
  }
}

/** A client without a lock may be about to write more; our own last write is none of that. */
async function letOthersFinish(room: Room, { place, hash, records }: Look): Promise<void> {
  if (!place.lock && hash !== records.history.at(-1)?.left) await waitForQuiet(room, place.file);
}

async function commit(room: Room, seen: Look, change: Change, requireHeld: () => void): Promise<void> {
  const { stored, recordPath, records, backups } = seen;
  const at = room.clock.now();
  for (const folder of seen.folders) await sweepTempFiles(folder, at);
  const backup = seen.text === undefined ? ABSENT : await backups.save(seen.text, at);
  const left = change.text === undefined ? ABSENT : hashText(change.text);
  const history = change.history({ at, backup, left });
  const known = { ...change.memory, history, original: records.original ?? backup, ...traceOf(seen, change, left) };
  const next: Records = change.forgets ? NO_RECORDS : known;
  const intent = { ...stored, now: records, pending: { left, touched: change.touched, next } };
  const recordHash = await saveStored(recordPath, intent, seen.recordHash);
  requireHeld();
  await writeOrRemove(seen, change);
  await verify(room, seen, change, left, backups.path(backup));
  await saveStored(recordPath, { ...stored, now: next, pending: undefined }, recordHash);
  await backups.prune([...history.map((applied) => applied.backup), ...(next.original ? [next.original] : [])]);
}

/** What the way back to the first text has to know of this write. */
function traceOf({ records, hash }: Look, { touched, bringsOthers }: Change, left: string) {
  const isUnbroken = !bringsOthers && (records.original === undefined || records.unbroken === hash);
  return { ever: everAfter(records.ever, touched), ...(isUnbroken && { unbroken: left }) };
}

async function writeOrRemove({ place, hash }: Look, { text, ownerOnly }: Change): Promise<void> {
  if (text !== undefined) {
    // An entry may become ours as it stands.
    if (hashText(text) === hash && !ownerOnly) return;
    try {
      await writeTextFile({
        path: place.file,
        text,
        expected: hash,
        newFileMode: place.shared ? 0o644 : 0o600,
        ownerOnly,
        othersWrite: !place.lock,
      });
    } catch (error) {
      // A writer that takes no lock came right after us; whether ours still stands is seen by reading back.
      if (!(error instanceof AppError) || error.code !== 'file-overwritten') throw error;
    }
    return;
  }
  await removeTextFile(place.file, hash);
}

/**
 * Reads back. Someone else's write right after ours is fine as long as every entry says what we wrote. A client without
 * a lock may have put back what it had read long before: what looks after our writes puts that right.
 */
async function verify(room: Room, { adapter, place }: Look, change: Change, left: string, backup: string) {
  const { found, file } = await readWhole(room, adapter, place);
  const hash = found?.hash ?? ABSENT;
  if (hash === left || !place.lock) return;
  const standing = standingOf(file, hash, adapter);
  const stands = Object.entries(change.touched).every(([name, { after }]) => standing.entryHash(name) === after);
  if (!stands) throw new AppError('verify-failed', { file: place.file, backup });
}

/** Changes our records alone, under the same lock as everything else. */
export async function updateRecords(
  room: Room,
  first: Look,
  update: (seen: Look) => Records | undefined,
): Promise<void> {
  await withLock(first.place.file, first.lock, room, async (requireHeld) => {
    const seen = await look(room, first.adapter);
    const next = update(seen);
    if (!next) return;
    requireHeld();
    await saveStored(seen.recordPath, { ...seen.stored, now: next, pending: undefined }, seen.recordHash);
  });
}
