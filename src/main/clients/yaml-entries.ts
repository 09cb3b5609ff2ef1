// Server entries in a YAML file: the pairs of one mapping.
import { parseYamlText } from '../files/yaml-text';
import type { EntriesFile } from './adapter';
import { openEntries } from './entries';

export interface YamlEntriesOptions {
  readonly file: string;
  /** Where the mapping of entries stands: names from the root, such as `['extensions']`. */
  readonly path: readonly string[];
}

/**
 * A text that says nothing is a file without entries.
 * @throws AppError file-syntax with line and column, also about a mapping that cannot be edited, file-shape
 */
export function openYamlEntries(text: string, { file, path }: YamlEntriesOptions): EntriesFile {
  return openEntries(parseYamlText(text, { file }), { path, makesAround: true });
}
