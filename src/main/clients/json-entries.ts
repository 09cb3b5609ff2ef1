// Server entries in a JSON or JSONC file.
import { parseJsonText } from '../files/json-text';
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
  /** True if the client calls a file without that object broken: made for our entries, it stays when they go. */
  readonly stays?: boolean;
}

/** @throws AppError file-syntax with line and column, file-shape if what holds the entries is no object */
export function openJsonEntries(text: string, options: JsonEntriesOptions): EntriesFile {
  const { file, path, comments, empty, stays = false } = options;
  return openEntries(parseJsonText(text, { file, comments, empty }), { path, makesAround: !stays });
}

/** Narrow helper for adapters: a plain object, or undefined. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined;
}
