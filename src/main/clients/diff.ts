// Turns two versions of a client's file into the lines a person reviews, server by server, with secrets as dots.
import { diffArrays } from 'diff';
import type { PlanLine } from '../../shared/model';
import type { EntriesFile, LineRange } from './adapter';
import { maskValue } from './mask';

/** Servers whose entry, in the old and in the new text, is one we wrote or would write. */
export interface OursIn {
  readonly before: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
}

/** Unchanged lines shown before and after a change. */
const CONTEXT = 2;
/** A file on one line, or nearly so, is shown entry by entry instead of by its own lines. */
const LONGEST_LINE = 400;

interface Row extends PlanLine {
  /** The server this change belongs to; unchanged lines belong to nobody. */
  server?: string;
}

/** Lines of every server in `servers`, which are those whose entries differ between the two. */
export function reviewLines(
  before: EntriesFile,
  after: EntriesFile,
  servers: readonly string[],
  ours: OursIn,
): ReadonlyMap<string, readonly PlanLine[]> {
  if (servers.length === 0) return new Map();
  const rows = rowsOf(before, after, ours);
  if (rows.some((row) => row.text.length > LONGEST_LINE)) return entryByEntry(before, after, servers, ours);
  assign(rows, rangesOf(before, servers), rangesOf(after, servers));
  return new Map(servers.map((server) => [server, linesOf(rows, server)]));
}

/** The part of the two files that differs, with its context, compared line by line. */
function rowsOf(before: EntriesFile, after: EntriesFile, ours: OursIn): Row[] {
  const [old, now] = [splitLines(before.text), splitLines(after.text)];
  const shown = { old: maskedLines(before, ours.before), now: maskedLines(after, ours.after) };
  const same = commonEnds(old, now);
  const first = Math.max(0, same.start - CONTEXT);
  const after2 = Math.max(0, same.end - CONTEXT);
  const rows: Row[] = [];
  let [o, n] = [first, first];
  for (const part of diffArrays(old.slice(first, old.length - after2), now.slice(first, now.length - after2))) {
    for (const line of part.value) {
      if (part.removed) rows.push({ kind: 'removed', oldLine: o + 1, text: shown.old[o++] ?? line });
      else if (part.added) rows.push({ kind: 'added', newLine: n + 1, text: shown.now[n++] ?? line });
      else rows.push({ kind: 'same', oldLine: ++o, newLine: n + 1, text: shown.now[n++] ?? line });
    }
  }
  return rows;
}

const splitLines = (text: string) => text.replace(/^\uFEFF/u, '').split(/\r?\n/u);
const maskedLines = (file: EntriesFile, ours: ReadonlySet<string>) =>
  splitLines(file.masked((server, path, value) => maskValue(server, path, value, ours)));

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

/** Gives each changed line to the entry it stands in; a comma or brace between entries goes to the nearest change. */
function assign(rows: Row[], old: ReadonlyMap<string, LineRange>, now: ReadonlyMap<string, LineRange>): void {
  for (const row of rows) {
    const at =
      row.kind === 'removed' ? find(old, row.oldLine) : row.kind === 'added' ? find(now, row.newLine) : undefined;
    if (at !== undefined) row.server = at;
  }
  const changed = rows.map((row, index) => ({ row, index })).filter(({ row }) => row.kind !== 'same');
  for (const { row, index } of changed) {
    if (row.server !== undefined) continue;
    const nearest = changed
      .filter((c) => c.row.server !== undefined)
      .sort((a, b) => Math.abs(a.index - index) - Math.abs(b.index - index))[0];
    if (nearest?.row.server !== undefined) row.server = nearest.row.server;
  }
}

function find(ranges: ReadonlyMap<string, LineRange>, line = 0): string | undefined {
  for (const [server, { first, last }] of ranges) if (line - 1 >= first && line - 1 <= last) return server;
  return undefined;
}

/** A server's changed lines in order, with context around each run of them. */
function linesOf(rows: readonly Row[], server: string): PlanLine[] {
  const mine = rows.map((row) => row.server === server && row.kind !== 'same');
  const near = (index: number) => mine.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).includes(true);
  return rows
    .filter((row, index) => mine[index] === true || (row.kind === 'same' && near(index)))
    .map(({ server: _server, ...line }) => line);
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
  const masked = maskTree(entry, [], (path, value) => maskValue(server, path, value, ours));
  return `${JSON.stringify(server)}: ${JSON.stringify(masked, null, 2)}`.split('\n').map((line) => line.slice(0, 4000));
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
