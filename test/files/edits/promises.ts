// What every edit promises, whatever the format. A promise that is broken throws, with what is needed to see it again.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { EntriesFile } from '../../../src/main/clients/adapter';
import { AppError } from '../../../src/shared/errors';
import type { JsonObject } from '../../../src/shared/model';
import { open, type Sample, sampleOf } from './corpus';
import { entryOf, ourName } from './entries';
import { type Format, said } from './second-opinion';

/** What went wrong, by kind; a run counts none of either. */
export class Broken extends Error {
  readonly kind: 'foreign' | 'unparseable' | 'wrong';

  constructor(kind: Broken['kind'], what: string, texts: readonly string[]) {
    super([`${kind}: ${what}`, ...texts.map((text) => JSON.stringify(text))].join('\n'));
    this.kind = kind;
  }
}

interface Edit {
  readonly name: string;
  /** Absent to remove. */
  readonly entry: JsonObject | null;
  /** The file is read anew before. */
  readonly restart: boolean;
}
type Entries = ReadonlyMap<string, JsonObject>;

/**
 * Up to twelve edits of our entries in one file, then all of them taken out again. `onEdit` is called for each, and
 * `onRefused` for a file in which a slip of the hand left no place where a line more would change nothing else.
 */
export function oursProperty(format: Format, onEdit: () => void, onRefused: () => void) {
  const edit = fc.record({ name: ourName, entry: fc.option(entryOf(format), { freq: 3 }), restart: fc.boolean() });
  return fc.property(sampleOf(format), fc.array(edit, { minLength: 1, maxLength: 12 }), (sample, edits) => {
    const start = open(sample, sample.text);
    const made = start.wouldMake();
    const before = reading(sample, sample.text);
    let now: Standing = { file: start, entries: new Map() };
    if (sample.slipped && isRefused(start)) {
      onRefused();
      return;
    }
    for (const one of edits) {
      now = edited(sample, now, one, made);
      onEdit();
      check(sample, before, now);
    }
    for (const name of now.entries.keys()) {
      now = edited(sample, now, { name, entry: null, restart: true }, made);
      onEdit();
    }
    if (now.file.text !== sample.text)
      throw new Broken('foreign', 'something is left behind', [sample.text, now.file.text]);
  });
}

/** Refused before anything is written: the file stays as it is. */
function isRefused(file: EntriesFile): boolean {
  try {
    file.set('ours', { command: 'ours' });
    return false;
  } catch (error) {
    if (error instanceof AppError && error.code === 'file-syntax') return true;
    throw error;
  }
}

interface Standing {
  readonly file: EntriesFile;
  readonly entries: Entries;
}

function edited(
  sample: Sample,
  now: Standing,
  { name, entry, restart }: Edit,
  made: ReturnType<EntriesFile['wouldMake']>,
): Standing {
  const file = restart ? reopened(sample, now.file.text) : now.file;
  const entries = new Map(now.entries);
  if (entry === null) {
    entries.delete(name);
    return { file: file.remove(name, made), entries };
  }
  entries.set(name, entry);
  const after = file.set(name, entry);
  const again = reopened(sample, after.text).set(name, entry);
  if (again.text !== after.text) throw new Broken('wrong', 'the same entry changes the text', [after.text, again.text]);
  return { file: after, entries };
}

function reopened(sample: Sample, text: string): EntriesFile {
  try {
    return open(sample, text);
  } catch (error) {
    if (error instanceof AppError) throw new Broken('unparseable', error.message, [sample.text, text]);
    throw error;
  }
}

function reading(sample: Sample, text: string): unknown {
  try {
    return said(sample.format, text);
  } catch (error) {
    throw new Broken('unparseable', String(error), [sample.text, text]);
  }
}

/** The text says what it said, and our entries; and of what was there, no byte is gone or has moved. */
function check(sample: Sample, before: unknown, { file, entries }: Standing): void {
  const texts = [sample.text, file.text];
  const after = reading(sample, file.text);
  for (const [name, entry] of entries) {
    const [own, other] = [file.entry(name), at(after, [...sample.path, name])];
    if (!isDeepStrictEqual(plain(own), plain(entry))) throw new Broken('wrong', `our reading of ${name}`, texts);
    if (!isDeepStrictEqual(plain(other), plain(entry))) throw new Broken('wrong', `a second reading of ${name}`, texts);
  }
  if (!isDeepStrictEqual(without(after, sample.path, entries), without(before, sample.path, entries))) {
    throw new Broken('foreign', 'something else is said', texts);
  }
  if (entries.size === 0 && file.text !== sample.text) throw new Broken('foreign', 'something is left behind', texts);
  if (!isWithin(sample.text, file.text)) throw new Broken('foreign', 'a byte is gone', texts);
}

/** Edits of entries that were there: changed, taken out, and put back from their source. */
export function theirsProperty(format: Format, onEdit: () => void) {
  return fc.property(sampleOf(format), fc.nat(), entryOf(format), entryOf(format), (sample, pick, one, two) => {
    const start = open(sample, sample.text);
    const names = start.names().filter((name) => isEntry(start.entry(name)));
    const name = names[pick % Math.max(1, names.length)];
    if (name === undefined) return;
    const before = reading(sample, sample.text);
    if (!isEditable(sample, start, name, one)) return;
    let file = start;
    for (const entry of [one, two, one]) {
      const next = reopened(sample, file.text).set(name, entry);
      onEdit();
      checkTheirs(sample, before, file, next, name, entry);
      file = next;
    }
    const removed = file.remove(name, []);
    onEdit();
    checkTheirs(sample, before, file, removed, name, undefined);
    const source = start.source(name) ?? '';
    const back = reopened(sample, removed.text).setSource(name, source);
    onEdit();
    checkTheirs(sample, before, removed, back, name, start.entry(name));
  });
}

/**
 * False for what is refused: a name that stands twice, and what anchors and aliases tie to something else, as they do
 * in one file of the corpus.
 */
function isEditable(sample: Sample, file: EntriesFile, name: string, entry: JsonObject): boolean {
  try {
    file.set(name, entry);
    file.remove(name, []);
    return true;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'file-syntax') throw error;
    const isTwice = error.params.problem === 'duplicateName';
    if (isTwice || sample.name === 'goose-anchors.yaml') return false;
    throw new Broken('wrong', `refused: ${error.message}`, [sample.text]);
  }
}

function checkTheirs(
  sample: Sample,
  original: unknown,
  before: EntriesFile,
  after: EntriesFile,
  name: string,
  entry: unknown,
): void {
  const texts = [sample.text, before.text, after.text];
  const read = reading(sample, after.text);
  const own = after.entry(name);
  if (!isDeepStrictEqual(plain(own), plain(entry))) throw new Broken('wrong', `our reading of ${name}`, texts);
  // Dates are the only values of theirs that the two read in their own ways.
  const other = at(read, [...sample.path, name]);
  if (!isDeepStrictEqual(plain(other), plain(entry))) throw new Broken('wrong', `a second reading of ${name}`, texts);
  const names = new Map([[name, {}]]);
  if (!isDeepStrictEqual(without(read, sample.path, names), without(original, sample.path, names))) {
    throw new Broken('foreign', 'something else is said', texts);
  }
  const [old, now] = [outside(before, name), outside(after, name)];
  if (!isWithin(old, now) && !isWithin(now, old))
    throw new Broken('foreign', 'what stands around the entry', [...texts, old, now]);
}

/** What stands on the lines before and after those of the entry; blanks and commas come and go with it. */
function outside(file: EntriesFile, name: string): string {
  const range = file.lines(name);
  const lines = file.text.split('\n').filter((_line, i) => !range || i < range.first || i > range.last);
  return lines.join('').replace(/[\s,]/gu, '');
}

/** True if the characters of `few` stand in `many`, in that order. */
function isWithin(few: string, many: string): boolean {
  let i = 0;
  for (const c of many) if (few.startsWith(c, i)) i += c.length;
  return i === few.length;
}

const isEntry = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** As JSON, so that objects of other kinds compare; members in any order. */
const plain = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

function at(value: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  return isEntry(value) ? at(Object.getOwnPropertyDescriptor(value, name)?.value, rest) : undefined;
}

/** What is said besides these entries; objects that hold nothing else say nothing. */
function without(value: unknown, path: readonly string[], names: ReadonlyMap<string, unknown>): unknown {
  const [step, ...rest] = path;
  if (!isEntry(value)) return step === undefined && value === null ? undefined : value;
  const members = Object.entries(value as object); // isEntry says so
  if (step === undefined) {
    const left = members.filter(([name]) => !names.has(name));
    return left.length === 0 ? undefined : Object.fromEntries(left);
  }
  const inner = members.find(([name]) => name === step)?.[1];
  const others = members.filter(([name]) => name !== step);
  const left = inner === undefined ? undefined : without(inner, rest, names);
  return left === undefined && others.length === 0 ? undefined : [others.sort(([a], [b]) => (a < b ? -1 : 1)), left];
}
