// Turns two versions of a client's file into the lines a person reviews, server by server, with secrets as dots.
import { diffArrays } from 'diff';
import type { PlanLine } from '../../shared/model';
import type { EntriesFile, LineRange } from './adapter';
import { masker } from './mask';

/** Servers whose entry, in the old and in the new text, is one we wrote or would write. */
export interface OursIn {
  readonly before: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
}

/** Unchanged lines shown before and after a change. */
const CONTEXT = 2;
/** A file on one line, or nearly so, is shown entry by entry instead of by its own lines. */
const LONGEST_LINE = 400;

interface Row {
  readonly line: PlanLine;
  /** The server this change belongs to; unchanged lines belong to nobody. */
  server?: string;
  /** True for a changed line that nobody could read. */
  readonly tooLong?: boolean;
}

/** Lines of every server in `servers`, which are those whose entries differ between the two. */
export function reviewLines(
  before: EntriesFile,
  after: EntriesFile,
  servers: readonly string[],
  ours: OursIn,
): ReadonlyMap<string, readonly PlanLine[]> {
  if (servers.length === 0) return new Map();
  const [old, now] = [sideOf(before, servers), sideOf(after, servers)];
  const window = windowOf(old, now);
  const rows = rowsOf(old, now, window, {
    old: maskedLines(before, ours.before, window),
    now: maskedLines(after, ours.after, window),
  });
  const crowded = rows.some((row) => row.tooLong) || shareLines(old.ranges) || shareLines(now.ranges);
  if (crowded) return entryByEntry(before, after, servers, ours);
  assignRest(rows);
  return linesByServer(rows, servers);
}

/** Lines of one version, and where in it the entries that change stand. */
interface Side {
  readonly lines: readonly string[];
  readonly ranges: ReadonlyMap<string, LineRange>;
}

const sideOf = (file: EntriesFile, servers: readonly string[]): Side => {
  return { lines: splitLines(file.text), ranges: rangesOf(file, servers) };
};

/** Lines as they may be shown, right within the window. */
interface Shown {
  readonly old: readonly string[];
  readonly now: readonly string[];
}

function maskedLines(file: EntriesFile, ours: ReadonlySet<string>, { first, end }: Window): string[] {
  // An argument may be a secret for what stands on the line before it.
  const range = { first: first - 4, last: file.text.split('\n').length - end };
  return splitLines(file.masked(masker(ours), range));
}

const splitLines = (text: string) => text.split('\n');

/**
 * The part of the two versions that differs, with its context. Each entry is compared with itself and what stands
 * outside of entries with what stood outside, so that a closing brace of one is never taken for that of another.
 */
function rowsOf(old: Side, now: Side, window: Window, shown: Shown): Row[] {
  const rows = new Rows(old, now, shown, window.first);
  const outside = diffArrays(linesOutside(old, window), linesOutside(now, window), BUT_COMMA);
  for (const part of outside) {
    for (let i = 0; i < part.value.length; i++) {
      rows.entriesHere();
      rows.line(kindOf(part));
    }
  }
  rows.entriesHere();
  return rows.all;
}

const LINE_END = /,?\r?$/u;
/** A comma comes and goes with what stands behind it; the line is shown as it will be. */
const BUT_COMMA = {
  comparator: (a: string, b: string) => a === b || a.replace(LINE_END, '') === b.replace(LINE_END, ''),
};

interface Window {
  readonly first: number;
  /** Lines at the end that are left out, the same in both. */
  readonly end: number;
}

function windowOf(old: Side, now: Side): Window {
  const same = commonEnds(old.lines, now.lines);
  const ranges = [...old.ranges.values(), ...now.ranges.values()];
  const lasts = [old, now].flatMap((side) => [...side.ranges.values()].map((r) => side.lines.length - 1 - r.last));
  return {
    first: Math.max(0, Math.min(same.start, ...ranges.map((r) => r.first)) - CONTEXT),
    end: Math.max(0, Math.min(same.end, ...lasts) - CONTEXT),
  };
}

function linesOutside({ lines, ranges }: Side, { first, end }: Window): string[] {
  const inside = new Set<number>();
  for (const range of ranges.values()) for (let at = range.first; at <= range.last; at++) inside.add(at);
  return lines.slice(first, lines.length - end).filter((_line, at) => !inside.has(first + at));
}

/** Walks both versions at once. */
class Rows {
  readonly all: Row[] = [];
  readonly #old: Side;
  readonly #now: Side;
  readonly #shown: Shown;
  /** Which server's entry begins on a line. */
  readonly #gone: ReadonlyMap<number, string>;
  readonly #come: ReadonlyMap<number, string>;
  #o: number;
  #n: number;

  constructor(old: Side, now: Side, shown: Shown, first: number) {
    this.#old = old;
    this.#now = now;
    this.#shown = shown;
    this.#gone = startsOf(old.ranges);
    this.#come = startsOf(now.ranges);
    this.#o = first;
    this.#n = first;
  }

  /** One line outside of entries, or inside of `server`'s. */
  line(kind: PlanLine['kind'], server?: string): void {
    const raw = (kind === 'removed' ? this.#old.lines[this.#o] : this.#now.lines[this.#n]) ?? '';
    const shown = (kind === 'removed' ? this.#shown.old[this.#o] : this.#shown.now[this.#n]) ?? '';
    const line: PlanLine = {
      kind,
      text: cut(shown),
      ...(kind !== 'added' && { oldLine: ++this.#o }),
      ...(kind !== 'removed' && { newLine: ++this.#n }),
    };
    this.all.push({
      line,
      tooLong: kind !== 'same' && raw.length > LONGEST_LINE,
      ...(server !== undefined && kind !== 'same' && { server }),
    });
  }

  /** The entries that begin where both versions have been walked to. */
  entriesHere(): void {
    for (;;) {
      const gone = this.#gone.get(this.#o);
      const come = this.#come.get(this.#n);
      const server = gone ?? come;
      if (server === undefined) return;
      const before = gone === server ? linesIn(this.#old, server) : [];
      const after = come === server ? linesIn(this.#now, server) : [];
      this.#entry(server, before, after);
    }
  }

  #entry(server: string, before: readonly string[], after: readonly string[]): void {
    // Most entries of a plan come or go as a whole.
    if (before.length === 0 || after.length === 0) {
      for (const _line of before) this.line('removed', server);
      for (const _line of after) this.line('added', server);
      return;
    }
    for (const part of diffArrays([...before], [...after], BUT_COMMA)) {
      for (const _line of part.value) this.line(kindOf(part), server);
    }
  }
}

function startsOf(ranges: ReadonlyMap<string, LineRange>): ReadonlyMap<number, string> {
  // Where two begin on one line, the first one counts.
  return new Map([...ranges].reverse().map(([server, { first }]) => [first, server]));
}

function linesIn({ lines, ranges }: Side, server: string): string[] {
  const range = ranges.get(server);
  return range ? lines.slice(range.first, range.last + 1) : [];
}

function cut(line: string): string {
  const plain = line.replace(/^\uFEFF|\r$/gu, '');
  return plain.length > LONGEST_LINE ? `${plain.slice(0, LONGEST_LINE)}…` : plain;
}

/** How many lines are the same at the start and, apart from those, at the end. */
function commonEnds(a: readonly string[], b: readonly string[]): { start: number; end: number } {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start++;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return { start, end };
}

function rangesOf(file: EntriesFile, servers: readonly string[]): ReadonlyMap<string, LineRange> {
  const ranges = new Map<string, LineRange>();
  for (const server of servers) {
    const range = file.lines(server);
    if (range) ranges.set(server, range);
  }
  return ranges;
}

/** A changed line outside of entries, a brace around the first one say, goes with the nearest change. */
function assignRest(rows: Row[]): void {
  const owned = rows.flatMap((row, index) => (row.server === undefined ? [] : [{ server: row.server, index }]));
  let next = 0;
  for (const [index, row] of rows.entries()) {
    if (owned[next]?.index === index) next++;
    if (row.line.kind === 'same' || row.server !== undefined) continue;
    const [above, below] = [owned[next - 1], owned[next]];
    const isBelow = below && (!above || below.index - index < index - above.index);
    const nearest = isBelow ? below : above;
    if (nearest) row.server = nearest.server;
  }
}

/** True if two entries stand on one line: then its change cannot be told apart by lines. */
function shareLines(ranges: ReadonlyMap<string, LineRange>): boolean {
  const sorted = [...ranges.values()].sort((a, b) => a.first - b.first);
  return sorted.some((range, index) => range.first <= (sorted[index - 1]?.last ?? -1));
}

/** Each server's changed lines in order, with context around each run of them. */
function linesByServer(rows: readonly Row[], servers: readonly string[]): ReadonlyMap<string, readonly PlanLine[]> {
  const shown = new Map(servers.map((server) => [server, new Set<number>()]));
  for (const [index, { server }] of rows.entries()) {
    const mine = server === undefined ? undefined : shown.get(server);
    for (let at = index - CONTEXT; mine && at <= index + CONTEXT; at++) {
      if (at === index || rows[at]?.line.kind === 'same') mine.add(at);
    }
  }
  const lineAt = (index: number): PlanLine[] => (rows[index] ? [rows[index].line] : []);
  return new Map([...shown].map(([server, at]) => [server, [...at].sort((a, b) => a - b).flatMap(lineAt)]));
}

/** Each entry set out in lines of its own, without line numbers: the file has no lines that could be shown. */
function entryByEntry(
  before: EntriesFile,
  after: EntriesFile,
  servers: readonly string[],
  ours: OursIn,
): ReadonlyMap<string, readonly PlanLine[]> {
  return new Map(
    servers.map((server) => {
      const old = entryLines(server, before.entry(server), ours.before);
      const now = entryLines(server, after.entry(server), ours.after);
      return [server, diffArrays(old, now).flatMap((part) => part.value.map((text) => ({ kind: kindOf(part), text })))];
    }),
  );
}

const kindOf = (part: { added?: boolean; removed?: boolean }) =>
  part.added ? 'added' : part.removed ? 'removed' : 'same';

function entryLines(server: string, entry: unknown, ours: ReadonlySet<string>): string[] {
  if (entry === undefined) return [];
  const mask = masker(ours);
  const masked = maskTree(entry, [], (path, value) => mask(server, path, value));
  return `${JSON.stringify(server)}: ${JSON.stringify(masked, null, 2)}`.split('\n').map(cut);
}

function maskTree(
  value: unknown,
  path: readonly (string | number)[],
  mask: (path: readonly (string | number)[], value: string) => string,
): unknown {
  if (typeof value === 'string') return mask(path, value);
  if (Array.isArray(value)) return value.map((item, index) => maskTree(item, [...path, index], mask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, maskTree(item, [...path, key], mask)]));
}
