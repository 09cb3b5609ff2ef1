// Server entries in a TOML file: the tables inside one table.
import { parseTomlText } from '../files/toml-text';
import type { EntriesFile } from './adapter';
import { openEntries } from './entries';

export interface TomlEntriesOptions {
  readonly file: string;
  /** Where the table of entries stands: names from the root, such as `['mcp_servers']`. */
  readonly path: readonly string[];
}

/** A text that says nothing is a file without entries. @throws AppError file-syntax with line and column, file-shape */
export function openTomlEntries(text: string, { file, path }: TomlEntriesOptions): EntriesFile {
  return openEntries(parseTomlText(text, { file }), { path, makesAround: false });
}
