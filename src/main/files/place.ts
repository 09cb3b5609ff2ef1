// Lines of a text: where one begins and ends, how it ends, and how far it is indented.

/** What an edit replaces. Changes of one edit never overlap and are in order. */
export interface Change {
  readonly offset: number;
  readonly end: number;
  readonly text: string;
}

export function applyChanges(text: string, changes: readonly Change[]): string {
  let out = '';
  let at = 0;
  for (const change of changes) {
    out += text.slice(at, change.offset) + change.text;
    at = change.end;
  }
  return out + text.slice(at);
}

export interface TextPlace {
  readonly offset: number;
  readonly length: number;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

/** Line and column of an offset, both from 1; columns count UTF-16 units and leave a byte order mark out. */
export function positionAt(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = startOf(text);
  for (let i = 0; i < offset; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) {
      line++;
      start = i + 1;
    }
  }
  return { line, column: Math.max(1, offset - start + 1) };
}

/** Counting lines takes a walk through the text: only for those who ask. */
export function placeOf(text: string, offset: number, end: number): TextPlace {
  let position: { line: number; column: number } | undefined;
  const find = () => {
    position ??= positionAt(text, offset);
    return position;
  };
  return {
    offset,
    length: end - offset,
    get line() {
      return find().line;
    },
    get column() {
      return find().column;
    },
  };
}

/** Where the text begins behind its byte order mark. */
export const startOf = (text: string): number => (text.startsWith('\uFEFF') ? 1 : 0);

/** The line end in force at `offset`: that of the line before, else the first one of the text, else LF. */
export function eolAt(text: string, offset: number): string {
  const before = text.lastIndexOf('\n', offset - 1);
  const at = before >= 0 ? before : text.indexOf('\n');
  return at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n';
}

/** Blanks the line of `offset` begins with. */
export function indentAt(text: string, offset: number): string {
  // The other line end is looked for on this line alone: most files have none, and a megabyte is long to look through.
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*/u.exec(line.slice(line.lastIndexOf('\r') + 1).replace(/^\uFEFF/u, ''))?.[0] ?? '';
}

/** True when nothing but blanks stands before `offset` on its line, and it is not the first line. */
export function opensLine(text: string, offset: number): boolean {
  const indent = indentAt(text, offset);
  return /[\n\r]/u.test(text[offset - indent.length - 1] ?? '');
}
