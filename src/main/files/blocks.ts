// Whole lines put into a text and taken out again: the tables of TOML, the block mappings of YAML. Taking out is the
// inverse of putting in, byte for byte, also where a file ends without a line end, or holds nothing else.
import { applyChanges, type Change, eolAt, startOf } from './place';

/** Offset of the first character of the line of `offset`; a byte order mark belongs to no line. */
export function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1) + 1, startOf(text));
}

/** Where the line of `offset` ends: before its line end, or at the end of the text. */
export function lineEnd(text: string, offset: number): number {
  const feed = text.indexOf('\n', offset);
  if (feed < 0) return text.length;
  return feed > offset && text[feed - 1] === '\r' ? feed - 1 : feed;
}

/** Behind the line end at `offset`, which is where a line ends. */
export const nextLine = (text: string, offset: number): number => offset + eolLength(text, offset);

function eolLength(text: string, offset: number): number {
  if (text[offset] === '\n') return 1;
  return text[offset] === '\r' && text[offset + 1] === '\n' ? 2 : 0;
}

/** The end of the last line up to `limit` that says anything; undefined where none does. */
export function lastSaying(text: string, limit: number): number | undefined {
  const start = startOf(text);
  const said = text.slice(start, limit).trimEnd();
  return said === '' ? undefined : lineEnd(text, start + said.length);
}

export interface BlockOptions {
  /** Set the lines off from what stands before them by an empty one. */
  readonly apart: boolean;
}

/** Puts lines in behind the line that ends at `after`; undefined stands for the start of a text that says nothing. */
export function insertLines(
  text: string,
  after: number | undefined,
  lines: readonly string[],
  { apart }: BlockOptions,
): Change[] {
  if (after === undefined) {
    const offset = startOf(text);
    const first = lineEnd(text, offset);
    // Blanks on the first line stay a line of their own: they must not come to stand on one of ours.
    if (first > offset) return insertLines(text, first, lines, { apart: false });
    return [{ offset, end: offset, text: lines.join(eolAt(text, offset)) }];
  }
  const ends = eolLength(text, after);
  const eol = ends > 0 ? text.slice(after, after + ends) : eolAt(text, after);
  const block = (apart ? eol : '') + lines.join(eol);
  const offset = after + ends;
  return [{ offset, end: offset, text: ends > 0 ? block + eol : eol + block }];
}

/** Takes out the lines from `start`, where one begins, to `end`, where one ends, as `insertLines` put them in. */
export function removeLines(text: string, start: number, end: number, { apart }: BlockOptions): Change[] {
  const ends = eolLength(text, end);
  const cut = (from: number, to: number): Change[] => [{ offset: from, end: to, text: '' }];
  if (start === startOf(text)) {
    if (text.slice(end).trim() === '') return cut(start, end);
    const next = end + ends;
    return cut(start, apart ? next + eolLength(text, next) : next);
  }
  const before = eolBefore(text, start);
  const blank = apart ? eolBefore(text, start - before) : 0;
  if (ends > 0) return cut(start - (blank > 0 ? before : 0), end + ends);
  return cut(start - before - blank, end);
}

/** Length of the line end that ends at `offset`. */
function eolBefore(text: string, offset: number): number {
  if (offset <= startOf(text) || text[offset - 1] !== '\n') return 0;
  return text[offset - 2] === '\r' ? 2 : 1;
}

/** Lines of a text that are taken out one after the other, each as the ones before it have left it. */
export interface Lines {
  readonly start: number;
  readonly end: number;
}

/** `text` without them, and with that the places of the others moved: `cut` says what goes with each. */
export function cutInTurn<L extends Lines>(
  text: string,
  all: readonly L[],
  cut: (text: string, lines: L) => readonly Change[],
): string {
  let now = text;
  let left = all;
  while (left.length > 0) {
    const [lines, ...others] = left;
    const changes = lines ? cut(now, lines) : [];
    now = applyChanges(now, changes);
    left = others.map((other) => ({
      ...other,
      start: movedBy(changes, other.start),
      end: movedBy(changes, other.end),
    }));
  }
  return now;
}

/** Where an offset is after changes that only take out, and that it does not lie in. */
export function movedBy(changes: readonly Change[], offset: number): number {
  return changes.reduce(
    (moved, change) => (change.end <= offset ? moved - (change.end - change.offset) : moved),
    offset,
  );
}

/** Where the first line behind that of `offset` begins that is neither empty nor a comment of TOML or YAML, or the end. */
export function nextSaying(text: string, offset: number): number {
  for (let end = lineEnd(text, offset); ; ) {
    const at = nextLine(text, end);
    if (at === end) return text.length;
    end = lineEnd(text, at);
    if (!/^[ \t]*(?:#|$)/u.test(text.slice(at, end))) return at;
  }
}

/** True if not all lines end in the same way. */
export const hasMixedEnds = (text: string): boolean => text.includes('\r') && /(?<!\r)\n|\r(?!\n)/u.test(text);
