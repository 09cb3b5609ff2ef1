// One look at one client: where its file is, what stands in it, and what our records say about that.
import path from 'node:path';
import { readTextFile } from '../files/text-file';
import type { Clock, Logger, Paths } from '../ports';
import type { ClientAdapter, ClientPlace, EntriesFile, LockProtocol, Surroundings } from './adapter';
import { Backups } from './backups';
import type { LockTimings } from './lock';
import { standingOf } from './plan';
import { ABSENT, loadStored, placeTag, type Records, recordFile, type Standing, type Stored, settle } from './records';

/** What every part of this room works with. */
export interface Room {
  readonly paths: Paths;
  readonly around: Surroundings;
  readonly clock: Clock;
  readonly lock: LockTimings;
  readonly log: Logger;
}

/** A lock of the client's own is not there to keep two of ours apart; this one is, beside our records. */
const OWN_STALE_MS = 10_000;

export interface Look {
  /** The client's lock, or one of our own. */
  readonly lock: LockProtocol;
  readonly adapter: ClientAdapter;
  readonly place: ClientPlace;
  readonly recordPath: string;
  readonly backups: Backups;
  /** Hash of the file's text, or `absent`. */
  readonly hash: string;
  readonly text: string | undefined;
  /** Permission bits; undefined without a file, and where the system has none. */
  readonly mode: number | undefined;
  /** Folders in which a write of ours may have left a temp file. */
  readonly folders: readonly string[];
  readonly file: EntriesFile;
  readonly standing: Standing;
  readonly stored: Stored;
  /** Hash of the record file as it was read, or `absent`. */
  readonly recordHash: string;
  /** Our records, with a write that was cut short made out. */
  readonly records: Records;
}

/** What stands for a file that is not there: its edit ends with a line end. */
const NEW_FILE = '\n';

/** @throws AppError file-syntax, file-shape, file-*, records-invalid */
export async function look(room: Room, adapter: ClientAdapter): Promise<Look> {
  const place = await adapter.place(room.around);
  const recordPath = recordFile(room.paths.state, adapter.id, place.file, place.part);
  const found = await readPlace(adapter, place);
  const file = openText(adapter, place, found?.text);
  const hash = found?.hash ?? ABSENT;
  const standing = standingOf(file, hash, adapter);
  const { stored, expected } = await loadStored(recordPath, place.file);
  return {
    adapter,
    place,
    recordPath,
    lock: place.lock ?? { kind: 'mkdir', path: `${recordPath}.lock`, staleMs: OWN_STALE_MS },
    backups: new Backups(path.join(room.paths.state, 'backups', adapter.id), placeTag(place.file, place.part)),
    hash,
    text: found?.text,
    mode: room.around.platform === 'win32' ? undefined : found?.mode,
    folders: [path.dirname(found?.realPath ?? place.file), path.dirname(recordPath)],
    file,
    standing,
    stored,
    recordHash: expected,
    records: settle(stored, standing),
  };
}

/** More than settings take. */
const LIMIT_BYTES = 5 * 1024 * 1024;

/** The client's file as it is now; undefined where there is none. @throws AppError file-* */
export function readPlace({ limitBytes = LIMIT_BYTES }: ClientAdapter, { file }: ClientPlace) {
  return readTextFile(file, { limitBytes });
}

/** `text` as the client's file; undefined stands for a file that is not there. */
export function openText(adapter: ClientAdapter, place: ClientPlace, text: string | undefined): EntriesFile {
  return text === undefined
    ? adapter.open(NEW_FILE, place.file, { ...place, emptyIsNew: true })
    : adapter.open(text, place.file, place);
}

/** The same look where nothing changed since, else a new one. Cheap: nothing is parsed twice. */
export async function lookAgain(room: Room, seen: Look): Promise<Look> {
  const place = await seen.adapter.place(room.around);
  const found = await readPlace(seen.adapter, place);
  const { expected } = await loadStored(seen.recordPath, seen.place.file);
  const same =
    place.file === seen.place.file &&
    place.emptyIsNew === seen.place.emptyIsNew &&
    (found?.hash ?? ABSENT) === seen.hash &&
    expected === seen.recordHash;
  return same ? seen : look(room, seen.adapter);
}
