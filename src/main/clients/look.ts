// One look at one client: where its file is, what stands in it, and what our records say about that.
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ClientId } from '../../shared/model';
import { readTextFile, systemError, type TextFile } from '../files/text-file';
import type { Clock, Logger, Paths } from '../ports';
import type { ClientAdapter, ClientPlace, EntriesFile, LockProtocol, Surroundings } from './adapter';
import { Backups } from './backups';
import type { LockTimings } from './lock';
import { type Patience, readPatiently } from './patience';
import { standingOf } from './plan';
import { ABSENT, loadStored, placeTag, type Records, recordFile, type Standing, type Stored, settle } from './records';
import type { Repairs } from './repair';

/** What every part of this room works with. */
export interface Room {
  readonly paths: Paths;
  readonly around: Surroundings;
  readonly clock: Clock;
  readonly lock: LockTimings;
  readonly patience: Patience;
  readonly repairs: Repairs;
  readonly log: Logger;
  /** The last look at each client's file, as far as it is the same for the same text. */
  readonly parsed: Map<ClientId, Parsed>;
}

interface Parsed extends Pick<Look, 'file' | 'standing'> {
  readonly from: Pick<ClientPlace, 'file' | 'emptyIsNew' | 'part'> & Pick<Look, 'hash'>;
}

/** Longer texts are read anew each time: what they were parsed into would be kept for nothing most of the day. */
const KEPT_CHARACTERS = 2 ** 20;

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
  const place = await placeOf(room, adapter);
  const recordPath = recordFile(room.paths.state, adapter.id, place.file, place.part);
  const { found, hash, file, standing } = await readWhole(room, adapter, place);
  const { stored, expected } = await loadStored(recordPath, place.file);
  return {
    adapter,
    place,
    recordPath,
    lock: place.lock ?? { kind: 'mkdir', path: `${recordPath}.lock`, staleMs: OWN_STALE_MS },
    backups: backupsOf(room.paths.state, adapter.id, place.file, place.part),
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

/** Where the client's file is. @throws AppError file-failed where the system does not let us find out */
export const placeOf = ({ around }: Room, adapter: ClientAdapter): Promise<ClientPlace> =>
  adapter.place(around).catch(notFindable);

/** Whether the client is there. @throws as `placeOf` */
export const isInstalled = ({ around }: Room, adapter: ClientAdapter, place: ClientPlace): Promise<boolean> =>
  adapter.installed(around, place).catch(notFindable);

function notFindable(error: unknown): never {
  throw systemError(error, error instanceof Error && 'path' in error ? String(error.path) : '');
}

export const backupsOf = (state: string, client: ClientId, file: string, part?: string): Backups =>
  new Backups(path.join(state, 'backups', client), placeTag(file, part));

/** A plan, its apply and the summaries between them look at the same text: it is parsed, and its entries hashed, once. */
function parsedOnce(
  { parsed }: Room,
  adapter: ClientAdapter,
  place: ClientPlace,
  text: string | undefined,
  hash: string,
): Parsed {
  const { part, emptyIsNew } = place;
  const from = { file: place.file, emptyIsNew, hash, ...(part !== undefined && { part }) };
  const known = parsed.get(adapter.id);
  if (known && isDeepStrictEqual(known.from, from)) return known;
  const file = openText(adapter, place, text);
  const made = { file, standing: standingOf(file, hash, adapter), from };
  parsed.delete(adapter.id);
  if (file.text.length <= KEPT_CHARACTERS) parsed.set(adapter.id, made);
  return made;
}

interface Whole extends Pick<Look, 'hash' | 'file' | 'standing'> {
  readonly found: TextFile | undefined;
}

/** The client's file, read again where it may be in the middle of being written. @throws AppError file-* */
export function readWhole(room: Room, adapter: ClientAdapter, place: ClientPlace): Promise<Whole> {
  return readPatiently(room, place.file, async () => {
    const found = await readPlace(adapter, place);
    const hash = found?.hash ?? ABSENT;
    const { file, standing } = parsedOnce(room, adapter, place, found?.text, hash);
    return {
      value: { found, hash, file, standing },
      unfinished: await mayBeUnfinished(room, adapter, place, found?.text),
    };
  });
}

/** An empty file may be one that is being written; a missing one may be about to come back where there was one. */
async function mayBeUnfinished({ paths }: Room, { id }: ClientAdapter, { file, part }: ClientPlace, text?: string) {
  if (text !== undefined) return text.trim() === '';
  const { stored } = await loadStored(recordFile(paths.state, id, file, part), file);
  const left = stored.now.history.at(-1)?.left ?? ABSENT;
  return left !== ABSENT;
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
  const place = await placeOf(room, seen.adapter);
  const found = await readPlace(seen.adapter, place);
  const { expected } = await loadStored(seen.recordPath, seen.place.file);
  const same =
    place.file === seen.place.file &&
    place.emptyIsNew === seen.place.emptyIsNew &&
    (found?.hash ?? ABSENT) === seen.hash &&
    expected === seen.recordHash;
  return same ? seen : look(room, seen.adapter);
}
