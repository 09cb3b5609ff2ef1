// The strings and comments of a TOML text, for those who show it.
import { dotted, type TextPart } from './keyed-text';
import { stringText } from './toml-style';
import { namesOf, type TomlContent, type TomlPair, type TomlTree } from './toml-tree';

type ValuePath = readonly (string | number)[];

/** Strings that reach into `[from, to)`, and comments, in the order of the text. */
export function tomlParts({ text, body, comments }: TomlTree, from: number, to: number): readonly TextPart[] {
  const strings = body.flatMap((s) =>
    s.type === 'TOMLTable' ? s.body.flatMap((pair) => inPair(text, pair, s.resolvedKey)) : inPair(text, s, []),
  );
  const within = strings.filter(({ offset, end }) => end > from && offset < to);
  return [...within, ...comments].sort((a, b) => a.offset - b.offset);
}

const inPair = (text: string, { key, value }: TomlPair, at: ValuePath): TextPart[] =>
  inContent(text, value, [...at, ...namesOf(key)]);

function inContent(text: string, node: TomlContent, path: ValuePath): TextPart[] {
  if (node.type === 'TOMLArray') return node.elements.flatMap((item, i) => inContent(text, item, [...path, i]));
  if (node.type === 'TOMLInlineTable') return node.body.flatMap((pair) => inPair(text, pair, path));
  if (node.kind !== 'string') return [];
  const [offset, end] = node.range;
  const source = text.slice(offset, end);
  const written = (shown: string) =>
    node.multiline ? dotted(source, /["'\s]/u) : stringText(shown, source.startsWith("'") ? "'" : '"');
  return [{ offset, end, string: { path, value: node.value, written } }];
}
