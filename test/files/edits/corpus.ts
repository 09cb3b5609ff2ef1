// Files as programs and people write them, with the ways a machine or an editor may change their ends and line ends.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { openJsonEntries } from '../../../src/main/clients/json-entries';
import { openTomlEntries } from '../../../src/main/clients/toml-entries';
import { openYamlEntries } from '../../../src/main/clients/yaml-entries';
import type { Format } from './second-opinion';

const FOLDER = fileURLToPath(new URL('../corpus/', import.meta.url));

/** Where clients keep their entries, one of them or another in every file. */
const PATHS: Readonly<Record<Format, readonly (readonly string[])[]>> = {
  json: [['mcpServers'], ['projects', '/home/ada/src/engine', 'mcpServers'], ['projects', '/new/a.b', 'mcpServers']],
  jsonc: [['mcpServers'], ['mcp'], ['mcp', 'servers'], ['servers'], ['amp.mcpServers'], ['context_servers']],
  toml: [['mcp_servers']],
  yaml: [['extensions'], ['new', 'extensions']],
};

const COMMENT = { json: '', jsonc: '// mine', toml: '# mine', yaml: '# mine' };

export interface Sample {
  readonly format: Format;
  readonly name: string;
  readonly path: readonly string[];
  readonly text: string;
}

/** The files of a format by name, with LF; `none` and the like are texts that say nothing. */
export function corpusOf(format: Format): ReadonlyMap<string, string> {
  const files = readdirSync(FOLDER + format).sort();
  const texts = files.map((file) => [file, readFileSync(`${FOLDER}${format}/${file}`, 'utf8')] as const);
  const nothing = ['', '\n', ' \n\n', COMMENT[format], `${COMMENT[format]}\n`].map(
    (text, i) => [`nothing-${i}`, text] as const,
  );
  return new Map([...texts, ...nothing].map(([name, text]) => [name, text.replaceAll('\r\n', '\n')]));
}

/** One of the texts of a format, as one of its variants. */
export function sampleOf(format: Format): fc.Arbitrary<Sample> {
  const corpus = corpusOf(format);
  return fc
    .record({
      name: fc.constantFrom(...corpus.keys()),
      path: fc.constantFrom(...PATHS[format]),
      bom: fc.constantFrom('', '', '\uFEFF'),
      crlf: fc.constantFrom('none', 'none', 'all', 'all', 'some'),
      end: fc.constantFrom(...ENDS),
    })
    .map(({ name, path, bom, crlf, end }) => {
      const lines = end(corpus.get(name) ?? '').split('\n');
      const eol = (i: number) => (crlf === 'all' || (crlf === 'some' && i % 3 === 1) ? '\r\n' : '\n');
      const text = lines.map((line, i) => line + (i === lines.length - 1 ? '' : eol(i))).join('');
      return { format, name, path, text: bom + text };
    });
}

const ENDS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text,
  (text) => text.trimEnd(),
  (text) => `${text}\n\n`,
  (text) => `${text}  `,
];

export function open({ format, path }: Pick<Sample, 'format' | 'path'>, text: string) {
  const file = `sample.${format}`;
  if (format === 'toml') return openTomlEntries(text, { file, path });
  if (format === 'yaml') return openYamlEntries(text, { file, path });
  return openJsonEntries(text, { file, path, comments: format === 'jsonc', empty: true });
}
