// How a hand writes its tables of TOML, and a table written in that hand.
import type { Json, JsonObject } from '../../shared/model';
import { lineStart } from './blocks';
import type { TextPath } from './keyed-text';
import { indentAt, opensLine } from './place';
import { startsWith, type TomlContent, type TomlPair, type TomlTable, type TomlTree } from './toml-tree';
import { isFilled } from './values';

interface TomlHand {
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
  const { text, body } = tree;
  const tables = body.filter((s) => s.type === 'TOMLTable' && s.kind === 'standard' && startsWith(s.resolvedKey, path));
  const deep = (depth: number) =>
    tables.filter((t): t is TomlTable => t.type === 'TOMLTable' && t.resolvedKey.length === path.length + depth);
  const [entries, subs] = [deep(1), deep(2)];
  const own = [...entries, ...subs].flatMap((t) => t.body);
  const all = own.length > 0 ? own : body.flatMap((s) => (s.type === 'TOMLTable' ? s.body : [s]));
  const contents = all.flatMap((pair) => contentsOf(pair.value));
  const table = handOf(text, entries, { indent: '', inner: '', apart: true });
  const pad = (type: TomlContent['type'], usual: ' ' | '') => {
    const last = contents.findLast(
      (c) => c.type === type && /^.[^\]}\n]*\S/u.test(text.slice(c.range[0], c.range[1] - 1)),
    );
    if (!last) return usual;
    return text[last.range[0] + 1] === ' ' ? ' ' : '';
  };
  const lists = contents.filter((c) => c.type === 'TOMLArray' && c.elements.length > 1);
  const strings = contents.filter((c) => c.type === 'TOMLValue' && c.kind === 'string' && !c.multiline);
  const literal = strings.filter((c) => text[c.range[0]] === "'");
  const first = all[0];
  return {
    table,
    sub: handOf(text, subs, table),
    equals: first && text.slice(first.key.range[1], first.value.range[0]) === '=' ? '=' : ' = ',
    quote: literal.length * 2 > strings.length ? "'" : '"',
    arrayPad: pad('TOMLArray', ''),
    bracePad: pad('TOMLInlineTable', ' '),
    comma: lists.some((c) => /,\s/u.test(text.slice(...c.range))) || lists.length === 0 ? ', ' : ',',
    ownTable: (name) => {
      const inline = entries.flatMap((t) => t.body).filter((pair) => pair.value.type === 'TOMLInlineTable');
      if (subs.some((t) => t.resolvedKey.at(-1) === name)) return true;
      if (inline.some((pair) => text.slice(...pair.key.range) === name)) return false;
      return subs.length > 0 && inline.length === 0;
    },
  };
}

function contentsOf(node: TomlContent): TomlContent[] {
  if (node.type === 'TOMLArray') return [node, ...node.elements.flatMap(contentsOf)];
  if (node.type === 'TOMLInlineTable') return [node, ...node.body.flatMap((pair) => contentsOf(pair.value))];
  return [node];
}

function handOf(text: string, tables: readonly TomlTable[], usual: TomlHand): TomlHand {
  const last = tables.at(-1);
  if (!last) return usual;
  const pair = tables.findLast((t) => t.body.length > 0)?.body[0];
  const indent = indentAt(text, last.range[0]);
  return {
    indent,
    inner: pair ? indentOf(text, pair) : indent,
    apart: standsApart(text, last.range[0]) ?? usual.apart,
  };
}

const indentOf = (text: string, pair: TomlPair) =>
  opensLine(text, pair.range[0]) ? indentAt(text, pair.range[0]) : '';

/** Whether an empty line stands before the header at `offset` and the comments above it; undefined at the very start. */
function standsApart(text: string, offset: number): boolean | undefined {
  const before = text.slice(0, lineStart(text, offset)).replace(/(?:(?<=^|\n)[ \t]*#[^\n]*\n)+$/u, '');
  return before.trim() === '' ? undefined : /\n[ \t]*\r?\n$/u.test(before);
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
