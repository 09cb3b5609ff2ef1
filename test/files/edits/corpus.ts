// Files as programs and people write them, with the ways a machine or an editor may change their ends and line ends.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { openJsonEntries } from '../../../src/main/clients/json-entries';
import { openTomlEntries } from '../../../src/main/clients/toml-entries';
import { openYamlEntries } from '../../../src/main/clients/yaml-entries';
import { type Format, said } from './second-opinion';

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
  /** A hand has slipped in it. */
  readonly slipped: boolean;
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
      slips: fc.option(fc.array(slip, { minLength: 1, maxLength: 4 }), { freq: 2 }),
      crlf: fc.constantFrom('none', 'none', 'all', 'all', 'some'),
      end: fc.constantFrom(...ENDS),
    })
    .map(({ name, path, bom, slips, crlf, end }) => {
      const whole = end(corpus.get(name) ?? '');
      const lines = slips === null ? whole.split('\n') : slipped(format, path, whole.split('\n'), slips);
      const eol = (i: number) => (crlf === 'all' || (crlf === 'some' && i % 3 === 1) ? '\r\n' : '\n');
      const text = lines.map((line, i) => line + (i === lines.length - 1 ? '' : eol(i))).join('');
      return { format, name, path, text: bom + text, slipped: slips !== null };
    });
}

/** What a hand may do to a line: `at` picks it. */
const slip = fc.record({
  at: fc.nat(),
  kind: fc.constantFrom('blank', 'comment', 'inner comment', 'note', 'blanks', 'gone', 'twice', 'swapped', 'moved in'),
});

/** The lines after those slips that leave a text which can be read, by us and by others. */
function slipped(
  format: Format,
  path: readonly string[],
  lines: readonly string[],
  slips: readonly { at: number; kind: string }[],
): readonly string[] {
  return slips.reduce((now, { at, kind }) => {
    const next = slippedOnce(now, at % Math.max(1, now.length), kind, format.startsWith('json') ? '//' : '#');
    return canBeRead(format, path, next.join('\n')) ? next : now;
  }, lines);
}

function slippedOnce(lines: readonly string[], at: number, kind: string, sign: string): readonly string[] {
  const line = lines[at] ?? '';
  const indent = /^\s*/u.exec(line)?.[0] ?? '';
  switch (kind) {
    case 'blank':
      return lines.toSpliced(at, 0, '');
    case 'comment':
      return lines.toSpliced(at, 0, `${indent}${sign} a word`);
    case 'inner comment':
      return lines.toSpliced(at + 1, 0, `${indent}  ${sign} [a] {word}: "x"`);
    case 'note':
      return lines.toSpliced(at, 1, `${line} ${sign} noted`);
    case 'blanks':
      return lines.toSpliced(at, 1, `${line}  `);
    case 'gone':
      return lines.toSpliced(at, 1);
    case 'twice':
      return lines.toSpliced(at, 0, line);
    case 'swapped':
      return lines.toSpliced(at, 2, lines[at + 1] ?? '', line);
    default:
      return lines.toSpliced(at, 1, `  ${line}`);
  }
}

function canBeRead(format: Format, path: readonly string[], text: string): boolean {
  try {
    open({ format, path }, text);
    said(format, text);
    return true;
  } catch {
    // Whatever it is that cannot be read, it is no sample.
    return false;
  }
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
