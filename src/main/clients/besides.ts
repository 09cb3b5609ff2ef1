// What a brokered entry needs besides itself: a file that its owner alone may read where a local key stands in it, and a
// client that has forgotten that the server once could not be signed in to.
import { AppError } from '../../shared/errors';
import type { PlanBeside } from '../../shared/model';
import { own } from '../../shared/own';
import { type JsonText, parseJsonText } from '../files/json-text';
import { readTextFile, type TextFile, writeTextFile } from '../files/text-file';
import type { Logger } from '../ports';
import type { ClientAdapter, ClientPlace, EntriesFile } from './adapter';
import type { Look } from './look';
import { type Decision, isWrite } from './plan';
import type { Memory } from './records';

const OTHERS = 0o077;
const ATTEMPTS = 5;

/** True if a local key shows in an entry that is ours, be it one that someone changed since. */
export function holdsKey(adapter: ClientAdapter, file: EntriesFile, entries: Memory['entries']): boolean {
  return Object.keys(entries).some((name) => adapter.localKeyIn(file.entry(name)) !== undefined);
}

/** True if a local key of ours will stand in the file once the writes among `decisions` are done. */
export function willHoldKey({ adapter, file, records }: Look, decisions: readonly Decision[]): boolean {
  return decisions.some((d) => {
    const isOurs = own(records.entries, d.server) !== undefined;
    const entry = isWrite(d) || d.status === 'in-sync' ? d.ours : isOurs ? file.entry(d.server) : undefined;
    return adapter.localKeyIn(entry) !== undefined;
  });
}

/** True if others on this machine can read a local key that stays in the file, or comes into it. */
export function isOpen(seen: Look, decisions: readonly Decision[]): boolean {
  return seen.mode !== undefined && (seen.mode & OTHERS) !== 0 && willHoldKey(seen, decisions);
}

/** How many changes apply would make: the entries, or else that the file is made its owner's alone. */
export function writesIn(seen: Look, decisions: readonly Decision[]): number {
  const entries = decisions.filter(isWrite).length;
  return entries === 0 && isOpen(seen, decisions) ? 1 : entries;
}

/** Names of the brokered entries that would be written. */
export function brokeredWrites(decisions: readonly Decision[]): readonly string[] {
  return decisions.filter((d) => isWrite(d) && d.brokered).map((d) => d.server);
}

/** What apply would do besides the entries. */
export async function besidesOf(seen: Look, decisions: readonly Decision[]): Promise<readonly PlanBeside[]> {
  const names = brokeredWrites(decisions);
  const { place } = seen;
  if (place.shared) return names.length > 0 ? [{ kind: 'needs-mcp-tray', file: place.file, servers: names }] : [];
  const remembered = names.length > 0 ? await readTrouble(place) : undefined;
  const servers = names.filter((name) => remembered?.json.value([name]) !== undefined);
  return [
    ...(isOpen(seen, decisions) ? [{ kind: 'owner-only', file: place.file } as const] : []),
    ...(remembered && servers.length > 0
      ? [{ kind: 'forgets-trouble', file: remembered.found.path, servers } as const]
      : []),
  ];
}

/**
 * Takes these names out of what the client remembers; every other byte stays. The entries stand already, so that a side
 * file which cannot be written is told in the log and is no failure of theirs.
 */
export async function forgetTrouble(place: ClientPlace, names: readonly string[], log: Logger): Promise<void> {
  try {
    await takeOut(place, names);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.warn('what a client remembers of a failed sign-in could not be cleared', { code: error.code });
  }
}

async function takeOut(place: ClientPlace, names: readonly string[]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const remembered = await readTrouble(place);
    if (!remembered) return;
    const { json, found } = remembered;
    const { text } = names.reduce(
      (left, name) => (left.value([name]) === undefined ? left : left.without([name])),
      json,
    );
    if (text === found.text) return;
    try {
      await writeTextFile({ path: found.path, text, expected: found.hash });
      return;
    } catch (error) {
      // The client writes it whenever it likes, and takes no lock.
      const isRace = error instanceof AppError && (error.code === 'file-changed' || error.code === 'file-overwritten');
      if (!isRace || attempt === ATTEMPTS) throw error;
    }
  }
}

async function readTrouble({ troubleFile }: ClientPlace): Promise<{ json: JsonText; found: TextFile } | undefined> {
  if (troubleFile === undefined) return undefined;
  try {
    const found = await readTextFile(troubleFile);
    return found && { json: parseJsonText(found.text, { file: troubleFile, comments: false, empty: true }), found };
  } catch (error) {
    // What we cannot read, be it no text or no JSON, the client cannot read either.
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
