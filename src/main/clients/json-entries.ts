// Server entries in a JSON or JSONC file.
import { visit } from 'jsonc-parser';
import { parseJsonText } from '../files/json-text';
import type { TextPart } from '../files/keyed-text';
import type { EntriesFile } from './adapter';
import { openEntries } from './entries';

export interface JsonEntriesOptions {
  readonly file: string;
  /** Where the object of entries stands: names from the root, such as `['mcpServers']`. */
  readonly path: readonly string[];
  /** True for JSONC. */
  readonly comments: boolean;
  /** True if a text without any value counts as an empty object. */
  readonly empty: boolean;
}

/** @throws AppError file-syntax with line and column, file-shape if what holds the entries is no object */
export function openJsonEntries(text: string, options: JsonEntriesOptions): EntriesFile {
  const { file, path, comments, empty } = options;
  const json = parseJsonText(text, { file, comments, empty });
  return openEntries(json, { path, makesAround: true, parts: (now, from, to) => partsOf(now.text, from, to) });
}

function partsOf(text: string, from: number, to: number): readonly TextPart[] {
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

/** Narrow helper for adapters: a plain object, or undefined. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined;
}
