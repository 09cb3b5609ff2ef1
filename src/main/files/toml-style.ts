// How a hand writes its tables of TOML, and a table written in that hand.
import type { Json, JsonObject } from '../../shared/model';
import type { TextPath } from './keyed-text';
import { TomlHands, tablesBelow } from './toml-hands';
import type { TomlTree } from './toml-tree';
import { isFilled } from './values';

export interface TomlHand {
  /** Of a header, and of the pairs below it. */
  readonly indent: string;
  readonly inner: string;
  /** True if an empty line stands before it. */
  readonly apart: boolean;
}

export interface TomlStyle {
  readonly table: TomlHand;
  /** Of a table inside an entry. */
  readonly sub: TomlHand;
  readonly equals: ' = ' | '=';
  readonly quote: '"' | "'";
  /** Blanks inside brackets and braces. */
  readonly arrayPad: ' ' | '';
  readonly bracePad: ' ' | '';
  readonly comma: ', ' | ',';
  /** True if an object of that name in an entry gets a table of its own. */
  ownTable(name: string): boolean;
}

/** The style of the entries in the table at `path`; of the whole text in what they leave open. */
export function tomlStyle(tree: TomlTree, path: TextPath): TomlStyle {
  const hands = new TomlHands(tree, path);
  for (const table of tablesBelow(tree, path)) hands.add(table);
  return hands.style();
}

/** Lines of the table at `path`, with the tables inside of it that the style gives one of their own. */
export function tableLines(path: TextPath, entry: JsonObject, style: TomlStyle): string[] {
  const isOwn = ([name, value]: [string, Json]) => isFilled(value) && style.ownTable(name);
  const members = Object.entries(entry);
  return [
    ...ownLines(path, Object.fromEntries(members.filter((m) => !isOwn(m))), style, style.table),
    ...members.filter(isOwn).flatMap(([name, value]) => subLines([...path, name], value, style)),
  ];
}

/** Lines of a table inside an entry, with the empty one before it. */
function subLines(path: TextPath, value: Json, style: TomlStyle): string[] {
  const members = isFilled(value) ? Object.fromEntries(Object.entries(value)) : {};
  return [...(style.sub.apart ? [''] : []), ...ownLines(path, members, style, style.sub)];
}

export function ownLines(path: TextPath, members: JsonObject, style: TomlStyle, hand: TomlHand): string[] {
  return [
    hand.indent + headerText(path, style),
    ...Object.entries(members).map(([name, value]) => hand.inner + pairText(name, value, style)),
  ];
}

export const headerText = (path: TextPath, style: TomlStyle): string =>
  `[${path.map((name) => keyText(name, style)).join('.')}]`;

export const pairText = (name: string, value: Json, style: TomlStyle): string =>
  keyText(name, style) + style.equals + inlineText(value, style);

export const keyText = (name: string, style: TomlStyle): string =>
  /^[A-Za-z0-9_-]+$/u.test(name) ? name : stringText(name, style.quote);

/** A value on one line. */
export function inlineText(value: Json, style: TomlStyle): string {
  const between = (open: string, parts: readonly string[], close: string, pad: string) =>
    parts.length === 0 ? open + close : open + pad + parts.join(style.comma) + pad + close;
  if (typeof value === 'string') return stringText(value, style.quote);
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return String(value);
  if (value === null) throw new Error('TOML cannot say null');
  if (isList(value))
    return between(
      '[',
      value.map((item) => inlineText(item, style)),
      ']',
      style.arrayPad,
    );
  return between(
    '{',
    Object.entries(value).map(([name, item]) => pairText(name, item, style)),
    '}',
    style.bracePad,
  );
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

export function stringText(value: string, quote: '"' | "'"): string {
  // A literal string knows no escape.
  if (quote === "'" && !/['\p{Cc}]/u.test(value)) return `'${value}'`;
  return JSON.stringify(value).replaceAll('\u007F', '\\u007F');
}

function numberText(value: number): string {
  // What lies beyond 64 bits is no integer to TOML.
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
}
