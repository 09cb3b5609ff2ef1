// The values and comments of a YAML text, for those who show it.
import { isAlias, isMap, isScalar, type Scalar } from 'yaml';
import { dotted, type TextPart } from './keyed-text';
import { quoted } from './yaml-style';
import { nameOf, type YamlNode, type YamlTree, yamlComments } from './yaml-tree';

type ValuePath = readonly (string | number)[];

/** Strings and numbers that reach into `[from, to)`, and comments, in the order of the text. */
export function yamlParts({ text, root }: YamlTree, from: number, to: number): readonly TextPart[] {
  const values = root ? valuesIn(text, root, []) : [];
  const within = values.filter(({ offset, end }) => end > from && offset < to);
  return [...within, ...yamlComments(text)].sort((a, b) => a.offset - b.offset);
}

function valuesIn(text: string, node: YamlNode, path: ValuePath): TextPart[] {
  if (isAlias(node)) return [];
  if (isMap(node)) {
    return node.items.flatMap(({ key, value }) => (value ? valuesIn(text, value, [...path, nameOf(key) ?? '']) : []));
  }
  if (!isScalar(node)) return node.items.flatMap((item, i) => valuesIn(text, item, [...path, i]));
  // Without quotes a key made of digits is a number: it is shown no more than one in quotes.
  if (typeof node.value !== 'string' && typeof node.value !== 'number') return [];
  const [start, end] = node.range;
  // The first line of a block says how to read it, and may end in a comment, which is a part of its own.
  const body = text.indexOf('\n', start) + 1;
  const offset = isBlock(node) ? Math.min(body > start ? body : end, end) : start;
  const source = text.slice(offset, end);
  const value = String(node.value);
  return [
    {
      offset,
      end,
      string: { path, value, written: (shown) => (isBlock(node) ? dotted(source) : writtenAs(source, shown)) },
    },
  ];
}

const isBlock = ({ type }: Scalar): boolean => type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED';

function writtenAs(source: string, shown: string): string {
  const [first = ''] = source.split('\n', 1);
  if (first.length < source.length) return dotted(source, /["'\s]/u);
  return /^["']/u.test(source) ? quoted(shown, source.startsWith("'") ? "'" : '"') : shown;
}
