// The one way a client's file gets written: backup, intent, file, check, record; a kill between any two is understood.
import { rm } from 'node:fs/promises';
import { AppError } from '../../shared/errors';
import { hashText, readTextFile, sweepTempFiles, writeTextFile } from '../files/text-file';
import { withLock } from './lock';
import { type Look, look, lookAgain, openText, type Room, readPlace } from './look';
import { standingOf } from './plan';
import { ABSENT, type Applied, type Memory, type Records, saveStored, type Touched } from './records';

/** A change worked out from one look, to be written if that look still holds. */
export interface Change {
  /** The whole new text; undefined removes the file. */
  readonly text: string | undefined;
  /** A secret comes to stand in the file: others on this machine may not read it from now on. */
  readonly ownerOnly: boolean;
  readonly touched: Touched;
  readonly memory: Memory;
  /** The history after the write. */
  readonly history: (write: Pick<Applied, 'at' | 'backup' | 'left'>) => Records['history'];
}

type Outcome<C> =
  | { readonly kind: 'again'; readonly seen: Look }
  | { readonly kind: 'done'; readonly change: C | undefined };

/** Looks at a busy file that change under our hands before the work is done under the lock. */
const TRIES_OUTSIDE = 3;

/**
 * Works a change out and writes it under the client's lock. `work` may be called again if the file changes meanwhile;
 * undefined means there is nothing to write. Parsing and editing happen before the lock is taken, so that it is held for
 * the writing alone. Resolves with what was written. @throws AppError file-*, disk-full, verify-failed, and what `work` throws
 */
export async function writeUnderLock<C extends Change>(
  room: Room,
  first: Look,
  work: (seen: Look) => Promise<C | undefined>,
): Promise<C | undefined> {
  let seen = first;
  for (let tries = 1; ; tries++) {
    const prepared = await work(seen);
    if (!prepared) return undefined;
    const outcome = await withLock(seen.place.file, seen.lock, room.lock, async (requireHeld): Promise<Outcome<C>> => {
      const now = await lookAgain(room, seen);
      if (now !== seen && tries < TRIES_OUTSIDE) return { kind: 'again', seen: now };
      const change = now === seen ? prepared : await work(now);
      if (change) await commit(room, now, change, requireHeld);
      return { kind: 'done', change };
    });
    if (outcome.kind === 'done') return outcome.change;
    seen = outcome.seen;
  }
}

async function commit(room: Room, seen: Look, change: Change, requireHeld: () => void): Promise<void> {
  const { stored, recordPath, records, backups } = seen;
  const at = room.clock.now();
  for (const folder of seen.folders) await sweepTempFiles(folder, at);
  const backup = seen.text === undefined ? ABSENT : await backups.save(seen.text, at);
  const left = change.text === undefined ? ABSENT : hashText(change.text);
  const history = change.history({ at, backup, left });
  const next: Records = { ...change.memory, history, original: records.original ?? backup };
  const intent = { ...stored, now: records, pending: { left, touched: change.touched, next } };
  const recordHash = await saveStored(recordPath, intent, seen.recordHash);
  requireHeld();
  await writeOrRemove(seen, change);
  await verify(seen, change, left, backups.path(backup));
  await saveStored(recordPath, { ...stored, now: next, pending: undefined }, recordHash);
  await backups.prune([...history.map((applied) => applied.backup), ...(next.original ? [next.original] : [])]);
}

async function writeOrRemove({ place, hash }: Look, { text, ownerOnly }: Change): Promise<void> {
  if (text !== undefined) {
    try {
      await writeTextFile({
        path: place.file,
        text,
        expected: hash,
        newFileMode: place.shared ? 0o644 : 0o600,
        ownerOnly,
      });
    } catch (error) {
      // A writer that takes no lock came right after us; whether ours still stands is seen by reading back.
      if (!(error instanceof AppError) || error.code !== 'file-overwritten') throw error;
    }
    return;
  }
  const found = await readTextFile(place.file);
  if ((found?.hash ?? ABSENT) !== hash) throw new AppError('file-changed', { file: place.file });
  if (found) await rm(found.realPath);
}

/** Reads back. Someone else's write right after ours is fine as long as every entry says what we wrote. */
async function verify(seen: Look, change: Change, left: string, backup: string): Promise<void> {
  const { adapter, place } = seen;
  const found = await readPlace(adapter, place);
  const hash = found?.hash ?? ABSENT;
  if (hash === left) return;
  const standing = standingOf(openText(adapter, place, found?.text), hash, adapter);
  const stands = Object.entries(change.touched).every(([name, { after }]) => standing.entryHash(name) === after);
  if (!stands) throw new AppError('verify-failed', { file: place.file, backup });
}

/** Changes our records alone, under the same lock as everything else. */
export async function updateRecords(
  room: Room,
  first: Look,
  update: (seen: Look) => Records | undefined,
): Promise<void> {
  await withLock(first.place.file, first.lock, room.lock, async (requireHeld) => {
    const seen = await look(room, first.adapter);
    const next = update(seen);
    if (!next) return;
    requireHeld();
    await saveStored(seen.recordPath, { ...seen.stored, now: next, pending: undefined }, seen.recordHash);
  });
}
