// Takes the last apply back: byte for byte where nobody wrote since, entry by entry where someone did.

import { AppError } from '../../shared/errors';
import type { ApplyResult } from '../../shared/model';
import { own } from '../../shared/own';
import type { ClientAdapter, EntriesFile } from './adapter';
import { holdsKey } from './besides';
import { type Change, writeUnderLock } from './commit';
import { type Look, look, openText, type Room } from './look';
import { madeAfter } from './plan';
import { ABSENT, type Applied, remembered, type Touched } from './records';
import { writtenIn } from './take-over';

/** @throws AppError nothing-to-undo, undo-conflict, file-*, disk-full, verify-failed, records-invalid */
export async function undoLast(room: Room, adapter: ClientAdapter): Promise<ApplyResult> {
  const seen = await look(room, adapter);
  const change = await writeUnderLock(room, seen, undoOf);
  return { client: adapter.id, written: writtenIn(change?.touched ?? {}), file: seen.place.file };
}

/** Takes the newest apply back. @throws AppError nothing-to-undo, undo-conflict, file-* */
export async function undoOf(seen: Look): Promise<Change> {
  const { adapter, records, hash } = seen;
  const last = records.history.at(-1);
  if (!last) throw new AppError('nothing-to-undo', { client: adapter.name });
  const before = last.backup === ABSENT ? undefined : await seen.backups.load(last.backup);
  const touched = Object.entries(last.touched).filter(([name]) => hash === last.left || !isLetGo(seen, last, name));
  const rest = {
    touched: Object.fromEntries(
      touched.map(([name, t]) => [name, { before: seen.standing.entryHash(name), after: t.before }]),
    ),
    history: () => records.history.slice(0, -1),
  };
  const names = touched.map(([name]) => name);
  const known = remembered(records, last.memory, names);
  const opened = () => openText(adapter, seen.place, before);
  if (hash === last.left) {
    // A text from before our first entry comes back unread: the client may call it broken.
    const ownerOnly = Object.keys(known.entries).length > 0 && holdsKey(adapter, opened(), known.entries);
    return { ...rest, ownerOnly, text: before, memory: { ...known, made: last.memory.made } };
  }
  const file = takeBack(seen, Object.fromEntries(touched), opened());
  const made = madeAfter(records, { before: seen.file, after: file, fileIsNew: seen.text === undefined });
  return { ...rest, ownerOnly: holdsKey(adapter, file, known.entries), text: file.text, memory: { ...known, made } };
}

/** True for an entry we wrote that someone changed since and the person let them keep: it is no longer ours to undo. */
export function isLetGo({ records, standing }: Look, last: Applied, name: string): boolean {
  const wrote = own(last.touched, name)?.after ?? ABSENT;
  return wrote !== ABSENT && standing.entryHash(name) !== wrote && own(records.entries, name) === undefined;
}

/** Puts each entry of the apply back to what it was; what others wrote elsewhere stays. */
function takeBack(seen: Look, touched: Touched, before: EntriesFile): EntriesFile {
  let file = seen.file;
  for (const [name, change] of Object.entries(touched)) {
    const stands = seen.standing.entryHash(name);
    if (stands === change.before) continue;
    if (stands !== change.after) throw new AppError('undo-conflict', { server: name, file: seen.place.file });
    const source = before.source(name);
    file = source === undefined ? file.remove(name, seen.records.made) : file.setSource(name, source);
  }
  return file;
}
