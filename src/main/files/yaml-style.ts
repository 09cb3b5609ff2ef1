// How a hand writes its mappings of YAML, and a pair written in that hand.
import type { Json, JsonObject } from '../../shared/model';
import { YamlHands } from './yaml-hands';
import type { YamlMap, YamlTree } from './yaml-tree';

export interface YamlStyle {
  /** One step of indentation. */
  readonly unit: string;
  /** Blanks by which the items of a list stand farther in than its name. */
  readonly item: string;
  /** True if an empty line stands between entries. */
  readonly apart: boolean;
  /** True if an entry stands in braces on one line. */
  readonly inBraces: boolean;
  /** False where every string has quotes. */
  readonly plain: boolean;
  readonly quote: '"' | "'";
  /** True where every name has quotes, as in JSON. */
  readonly quotedNames: boolean;
  /** Blanks inside brackets and braces. */
  readonly arrayPad: ' ' | '';
  readonly bracePad: ' ' | '';
}

/** The style of the entries in `map`, undefined where there are none; of the whole text in what they leave open. */
export function yamlStyle(tree: YamlTree, map: YamlMap | undefined): YamlStyle {
  const hands = new YamlHands(tree, map);
  if (map) for (const pair of map.items) hands.add(tree.text, map, pair);
  return hands.style();
}

/** A pair as lines; the first one begins at `indent`. */
export function pairLines(name: string, value: Json, indent: string, style: YamlStyle): string[] {
  const key = `${indent}${keyText(name, style)}:`;
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
    return [`${key} ${flowText(value, style)}`];
  }
  if (isList(value)) return [key, ...value.map((item) => `${indent}${style.item}- ${flowText(item, style)}`)];
  return [key, ...blockLines(value, indent + style.unit, style)];
}

const blockLines = (value: JsonObject, indent: string, style: YamlStyle): string[] =>
  Object.entries(value).flatMap(([name, inner]) => pairLines(name, inner, indent, style));

export const flowPair = (name: string, value: Json, style: YamlStyle): string =>
  `${keyText(name, style)}: ${flowText(value, style)}`;

/** A value on one line. */
export function flowText(value: Json, style: YamlStyle): string {
  const between = (open: string, parts: readonly string[], close: string, pad: string) =>
    parts.length === 0 ? open + close : open + pad + parts.join(', ') + pad + close;
  if (typeof value === 'string') return stringText(value, style);
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (isList(value))
    return between(
      '[',
      value.map((item) => flowText(item, style)),
      ']',
      style.arrayPad,
    );
  return between(
    '{',
    Object.entries(value).map(([name, item]) => flowPair(name, item, style)),
    '}',
    style.bracePad,
  );
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const keyText = (name: string, style: YamlStyle): string =>
  stringText(name, { plain: !style.quotedNames, quote: style.quote });

/** Nothing that any version of YAML, in a block or in braces, takes for something else than this very string. */
const PLAIN = /^-{0,2}[A-Za-z_/](?:[\w./:@%+=~-]|(?<=\S) (?=[^\s#]))*(?<!:)$/u;
const WORDS = /^(?:y|yes|n|no|on|off|true|false|null)$/iu;

function stringText(value: string, { plain, quote }: Pick<YamlStyle, 'plain' | 'quote'>): string {
  if (plain && PLAIN.test(value) && !value.includes(': ') && !WORDS.test(value)) return value;
  return quoted(value, quote);
}

export function quoted(value: string, quote: '"' | "'"): string {
  // Single quotes know no escape.
  if (quote === "'" && !UNSEEN.test(value)) return `'${value.replaceAll("'", "''")}'`;
  return JSON.stringify(value).replace(/[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/gu, (c) => {
    return `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

const UNSEEN = /[\p{Cc}\u2028\u2029\uFEFF\uFFFE\uFFFF]/u;

/** With a point, without which older YAML takes an exponent for a string. */
const numberText = (value: number): string => String(value).replace(/^(-?\d+)e/u, '$1.0e');
