// Takes what an import wrote into one client's file back, also where more was written since.
import { AppError } from '../../shared/errors';
import type { ApplyResult } from '../../shared/model';
import { own } from '../../shared/own';
import type { ClientAdapter, EntriesFile } from './adapter';
import { holdsKey } from './besides';
import { type Change, writeUnderLock } from './commit';
import { isLetGo, undoOf } from './history';
import { type Look, look, openText, type Room } from './look';
import { ABSENT, type Applied, remembered } from './records';
import { writtenIn } from './take-over';

/** Undefined where nothing of this tag was written, or it was taken back already. @throws AppError as `undoLast` */
export async function takeBack(room: Room, adapter: ClientAdapter, tag: string): Promise<ApplyResult | undefined> {
  let result: ApplyResult | undefined;
  for (;;) {
    const seen = await look(room, adapter);
    if (!seen.records.history.some((applied) => applied.tag === tag)) return result;
    const change = await writeUnderLock(room, seen, (now) => changeOf(now, tag));
    const written = (result?.written ?? 0) + writtenIn(change?.touched ?? {});
    result = { client: adapter.id, written, file: seen.place.file };
  }
}

async function changeOf(seen: Look, tag: string): Promise<Change | undefined> {
  const { history } = seen.records;
  const applied = history.findLast((one) => one.tag === tag);
  if (!applied) return undefined;
  const isUntouched = applied === history.at(-1) && seen.hash === applied.left;
  return isUntouched ? undoOf(seen) : takenOut(seen, applied);
}

/** Each entry by itself: what was written since, by us and by others, stays. */
async function takenOut(seen: Look, applied: Applied): Promise<Change> {
  const { adapter, place, records, standing } = seen;
  const text = applied.backup === ABSENT ? undefined : await seen.backups.load(applied.backup);
  const names = Object.keys(applied.touched).filter((name) => !isLetGo(seen, applied, name));
  const file = names.reduce(
    (left, name) => putBack(left, name, seen, applied, openText(adapter, place, text)),
    seen.file,
  );
  const touched = names.map((name) => {
    const after = own(applied.touched, name)?.before ?? ABSENT;
    return [name, { before: standing.entryHash(name), after }] as const;
  });
  const known = remembered(records, applied.memory, names);
  return {
    text: file.text,
    ownerOnly: holdsKey(adapter, file, known.entries),
    touched: Object.fromEntries(touched),
    memory: {
      ...known,
      made: file.wouldMake().length > 0 ? [] : records.made,
    },
    history: () => records.history.filter((one) => one !== applied),
  };
}

/** What stands may be what the import wrote, what a later apply of ours made of it, or nothing. */
function putBack(file: EntriesFile, name: string, seen: Look, applied: Applied, before: EntriesFile): EntriesFile {
  const stands = seen.standing.entryHash(name);
  const change = own(applied.touched, name);
  if (stands === change?.before) return file;
  const isOurs = stands === change?.after || stands === own(seen.records.entries, name);
  if (!isOurs && stands !== ABSENT) throw new AppError('undo-conflict', { server: name, file: seen.place.file });
  const source = before.source(name);
  return source === undefined ? file.remove(name, seen.records.made) : file.setSource(name, source);
}
