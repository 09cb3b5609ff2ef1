// Our own memory of what we wrote into a client's file: whose entry is whose, and how to take an apply back.
// It is written before the file and after it, so that a run that died in between is understood by the next one.

import { createHash } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors';
import type { JsonObject } from '../../shared/model';
import { own } from '../../shared/own';
import { hashText, readTextFile, writeTextFile } from '../files/text-file';

/** Hash of an entry evened out by its adapter, or `absent`. */
export type EntryHash = string;
export const ABSENT = 'absent';

const hash = z.string().max(128);
const hashes = z.record(z.string(), hash);
const members = z.record(z.string(), z.json()) satisfies z.ZodType<unknown> as z.ZodType<JsonObject>;
const made = z.array(z.array(z.string()));
const touched = z.record(z.string(), z.object({ before: hash, after: hash }));
const memory = z.object({
  /** Entries that are ours, with the hash of what we wrote. */
  entries: hashes,
  /** What our first entry had to create around itself. */
  made,
  /** By server, what its entry says besides: members of the client's own in an entry that was taken over. */
  kept: z.record(z.string(), members).optional(),
});
const applied = z.object({
  /** Epoch ms. */
  at: z.number(),
  /** File name of the backup that holds the text before; `absent` if there was no file. */
  backup: z.string(),
  /** Hash of the file as it was left. */
  left: hash,
  touched,
  /** Our memory before. */
  memory,
  /** The import it belongs to. */
  tag: z.string().max(128).optional(),
});
const records = memory.extend({
  /** Newest last. */
  history: z.array(applied),
  /** Backup of the first text we ever saw, kept forever. */
  original: z.string().optional(),
  /** By every name we ever wrote: what our last write left of it. */
  ever: hashes.optional(),
  /** What our last write left of the file, as long as each of ours found what the one before had left. */
  unbroken: hash.optional(),
});
const stored = z.object({
  version: z.literal(1),
  file: z.string(),
  now: records,
  /** A write that was about to happen: what it would change in the file, and our records if it did. */
  pending: z.object({ left: hash, touched, next: records }).optional(),
});

export type Memory = Readonly<z.infer<typeof memory>>;
export type Applied = Readonly<z.infer<typeof applied>>;
export type Touched = Readonly<z.infer<typeof touched>>;
export type Records = Readonly<z.infer<typeof records>>;
export type Stored = Readonly<z.infer<typeof stored>>;

/** Applies that can be taken back one after the other. */
const HISTORY_LIMIT = 10;

/** The newest ones, and the last import however long ago it was: it is taken back as a whole. */
export function bounded(history: Records['history']): Records['history'] {
  const newest = history.slice(-HISTORY_LIMIT);
  const imported = history.findLast((applied) => applied.tag !== undefined);
  return !imported || newest.includes(imported) ? newest : [imported, ...newest];
}

/** Names we remember having written. */
const EVER_LIMIT = 5000;

/** Every name we ever wrote, these newest. */
export function everAfter(ever: Records['ever'], names: Touched): Records['ever'] {
  const older = Object.entries(ever ?? {}).filter(([name]) => own(names, name) === undefined);
  const newer = Object.entries(names).map(([name, { after }]) => [name, after] as const);
  return Object.fromEntries([...older, ...newer].slice(-EVER_LIMIT));
}

export const NO_RECORDS: Records = { entries: {}, made: [], history: [] };

/** Absolute; made when it is first needed. */
export const recordsFolder = (stateFolder: string): string => path.join(stateFolder, 'ownership');

/** The record file of one client file, or of one part of it: records of another place never mix in. */
export function recordFile(stateFolder: string, client: string, file: string, part?: string): string {
  return path.join(recordsFolder(stateFolder), `${client}-${placeTag(file, part)}.json`);
}

/** Tells a place from every other in the names of our own files. */
export const placeTag = (file: string, part?: string) => shortHash(part === undefined ? file : `${file}\0${part}`);

const shortHash = (text: string) => hashText(text).slice(0, 12);

/** @throws AppError records-invalid, file-* */
export async function loadStored(recordPath: string, file: string): Promise<{ stored: Stored; expected: string }> {
  const found = await readTextFile(recordPath);
  if (!found) return { stored: { version: 1, file, now: NO_RECORDS }, expected: ABSENT };
  const parsed = stored.safeParse(parseJson(found.text, recordPath));
  if (!parsed.success) throw new AppError('records-invalid', { file: recordPath }, { cause: parsed.error });
  return { stored: parsed.data, expected: found.hash };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new AppError('records-invalid', { file }, { cause: error });
    throw error;
  }
}

/** Writes the record file, 0600. `expected` as in writeTextFile; resolves with the new one. @throws AppError file-* */
export async function saveStored(recordPath: string, value: Stored, expected: string): Promise<string> {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (hashText(text) === expected) return expected;
  return writeTextFile({ path: recordPath, text, expected, newFileMode: 0o600 });
}

/** What is needed of the client's file to see whether a pending write took place. */
export interface Standing {
  /** Hash of the text, `absent` without a file. */
  readonly hash: string;
  entryHash(name: string): EntryHash;
}

/**
 * Our records as the file proves them. The file is replaced as a whole, so a pending write happened or did not; where
 * others wrote since, each of its entries tells by itself.
 */
export function settle({ now, pending }: Stored, standing: Standing): Records {
  if (!pending) return now;
  if (standing.hash === pending.left) return pending.next;
  const names = Object.keys(pending.touched);
  const happened = names.filter((name) => {
    const change = own(pending.touched, name);
    return change !== undefined && change.before !== change.after && standing.entryHash(name) === change.after;
  });
  if (happened.length === 0) return now;
  return { ...pending.next, ...remembered(now, pending.next, happened) };
}

/** The memory with what `before` says about these entries. */
export function remembered(memory: Memory, before: Memory, names: readonly string[]): Pick<Memory, 'entries' | 'kept'> {
  const kept = takeOver(memory.kept ?? {}, before.kept ?? {}, names);
  const entries = takeOver(memory.entries, before.entries, names);
  return Object.keys(kept).length > 0 ? { entries, kept } : { entries };
}

/** What is remembered of `records` besides their history. */
export const memoryOf = ({ entries, made: created, kept }: Memory): Memory => ({
  entries,
  made: created,
  ...(kept && { kept }),
});

/** `from`, with what `to` says about `names`. */
function takeOver<T>(
  from: Readonly<Record<string, T>>,
  to: Readonly<Record<string, T>>,
  names: readonly string[],
): Record<string, T> {
  const merged = new Map(Object.entries(from));
  for (const name of names) {
    const value = own(to, name);
    if (value === undefined) merged.delete(name);
    else merged.set(name, value);
  }
  return Object.fromEntries(merged);
}

/** Order of members does not count; numbers and texts do. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  let members = '';
  for (const key of Object.keys(value).sort()) {
    members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${canonical(Reflect.get(value, key))}`;
  }
  return `{${members}}`;
}

export const hashOf = (value: unknown): EntryHash =>
  createHash('sha256').update(canonical(value), 'utf8').digest('hex');
