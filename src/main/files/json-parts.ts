// The strings and comments of a JSON text, for those who show it.
import { visit } from 'jsonc-parser';
import type { TextPart } from './keyed-text';

/** Strings that reach into `[from, to)`, and comments, in the order of the text. */
export function jsonParts(text: string, from: number, to: number): readonly TextPart[] {
  const parts: TextPart[] = [];
  // visit has no use for a byte order mark; a blank in its place keeps every offset.
  visit(text.replace(/^\uFEFF/u, ' '), {
    onLiteralValue: (value, offset, length, _line, _column, pathOf) => {
      const end = offset + length;
      if (typeof value !== 'string' || end <= from || offset >= to) return;
      parts.push({ offset, end, string: { path: pathOf(), value, written: (shown) => JSON.stringify(shown) } });
    },
    onComment: (offset, length) => parts.push({ offset, end: offset + length }),
  });
  return parts;
}
