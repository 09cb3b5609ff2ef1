// The edits of a YAML text: a pair put into a mapping, its value changed where it stands, a pair taken out.
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Json } from '../../shared/model';
import { insertLines, lastSaying, lineEnd, lineStart, nextLine, removeLines } from './blocks';
import { addInline, gapIn, removeMember } from './braces';
import { changedItems } from './differences';
import type { TextPath } from './keyed-text';
import { type Change, eolAt, indentAt } from './place';
import { valueAt } from './values';
import { flowPair, flowText, pairLines, type YamlStyle } from './yaml-style';
import {
  bracesOf,
  isNothing,
  mapAt,
  pairAt,
  type YamlMap,
  type YamlNode,
  type YamlPair,
  type YamlTree,
  yamlComments,
} from './yaml-tree';

/** Lines of a pair, for the indentation it will have. */
type LinesAt = (indent: string) => readonly string[];

/**
 * Adds a pair at `path`, in whose mapping nothing of that name stands; undefined where it has no place to be. `entry`
 * is true for one among entries, which may stand apart from each other, or in braces each.
 */
export function addPair(
  tree: YamlTree,
  path: TextPath,
  value: Json,
  style: YamlStyle,
  entry = false,
): Change[] | undefined {
  const name = path.at(-1) ?? '';
  const map = mapAt(tree, path.slice(0, -1));
  if (map?.flow) return addToBraces(tree, map, flowPair(name, value, style), style);
  const lines: LinesAt = (indent) =>
    entry && style.inBraces ? [indent + flowPair(name, value, style)] : pairLines(name, value, indent, style);
  return addLines(tree, path.slice(0, -1), lines, style, entry && style.apart);
}

/** Puts the lines of a pair behind the last one of the block mapping at `path`, or into one that is left out. */
export function addLines(
  tree: YamlTree,
  path: TextPath,
  lines: LinesAt,
  style: Pick<YamlStyle, 'unit'>,
  apart: boolean,
): Change[] | undefined {
  const { text } = tree;
  const map = path.length === 0 ? tree.root : mapAt(tree, path);
  const last = map?.items.at(-1);
  if (map && last) {
    if (map.flow) return undefined;
    const indent = indentAt(text, last.key.range[0]);
    const after = commentsEnd(text, endOf(text, last), indent);
    // An empty line behind one that keeps them would be part of it, as soon as what stands between is taken out.
    const mayPart = !map.items.some((pair) => keepsBlanks(text, pair));
    return insertLines(text, after, lines(indent), { apart: apart && mayPart });
  }
  if (path.length === 0) return insertLines(text, lastSaying(text, contentLimit(text)), lines(''), { apart: false });
  const holder = pairAt(tree, path);
  if (!holder || holder.map.flow || !isNothing(holder.pair.value)) return undefined;
  const outer = indentAt(text, holder.pair.key.range[0]);
  const indent = outer + style.unit;
  return insertLines(text, commentsEnd(text, endOf(text, holder.pair), `${outer} `), lines(indent), { apart: false });
}

/** A text that says nothing may still say where it ends. */
const contentLimit = (text: string): number => /^\.\.\.(?:\s|$)/mu.exec(text)?.index ?? text.length;

function addToBraces(tree: YamlTree, map: YamlMap, member: string, style: YamlStyle): Change[] {
  const { text } = tree;
  const braces = bracesOf(map);
  const spacing = { eol: eolAt(text, map.range[0]), unit: style.unit, gap: gapIn(text, braces, ' ') };
  return addInline(text, yamlComments(text), braces, member, spacing);
}

/** Replaces the value of the pair at `path`, of a list what differs in it. */
export function setPair(tree: YamlTree, path: TextPath, value: Json, style: YamlStyle): Change[] | undefined {
  const { text } = tree;
  const found = pairAt(tree, path);
  if (!found || !hasPlainKey(text, found.map, found.pair)) return undefined;
  const { map, pair } = found;
  const items = setItems(pair.value, valueAt(tree.value, path), value, style);
  if (items) return items;
  const [offset, end] = pair.value ? pair.value.range : [0, 0];
  const isFlow = map.flow || typeof value !== 'object' || value === null || Object.keys(value).length === 0;
  if (isFlow && isSimple(pair.value)) return [{ offset, end, text: flowText(value, style) }];
  const name = path.at(-1) ?? '';
  const [start] = pair.key.range;
  if (map.flow) {
    return [{ offset: start, end: Math.max(end, pair.key.range[1]), text: flowPair(name, value, style) }];
  }
  const lines = pairLines(name, value, indentAt(text, start), style);
  const replaced = lines.join(eolAt(text, lineEnd(text, start) + 1)).trimStart();
  return [{ offset: start, end: valueEnd(text, pair), text: replaced }];
}

/** Replaces items one by one; undefined if that is not enough. */
function setItems(list: YamlNode | null, old: unknown, value: Json, style: YamlStyle): Change[] | undefined {
  const changed = list && isSeq(list) ? changedItems(old, value) : undefined;
  if (!changed || !list || !isSeq(list)) return undefined;
  const changes = changed.flatMap(({ index, item }): Change[] => {
    const node = list.items[index];
    return node && isSimple(node) ? [{ offset: node.range[0], end: node.range[1], text: flowText(item, style) }] : [];
  });
  return changes.length === changed.length ? changes : undefined;
}

/** True for a scalar on the line of its name that can be replaced as it stands. */
const isSimple = (node: YamlNode | null) =>
  node !== null && isScalar(node) && !isNothing(node) && !isBlockScalar(node) && !node.anchor && !node.tag;

/** Takes the pair at `path` out. */
export function removePair(tree: YamlTree, path: TextPath): Change[] | undefined {
  const { text } = tree;
  const found = pairAt(tree, path);
  if (!found) return undefined;
  const { map, pair, index } = found;
  if (map.flow) return removeMember(text, yamlComments(text), bracesOf(map), index);
  if (!hasPlainKey(text, map, pair)) return undefined;
  const previous = map.items[index - 1];
  const apart = previous !== undefined && !keepsBlanks(text, previous);
  return removeLines(text, lineStart(text, pair.key.range[0]), endOf(text, pair), { apart });
}

/** True if nothing but blanks stands before the key on its line: no `?`, no anchor, no tag. */
export function hasPlainKey(text: string, map: YamlMap, { key }: YamlPair): boolean {
  const [start] = key.range;
  return map.flow === true || /^ *$/u.test(text.slice(lineStart(text, start), start));
}

/** Where the last line of a pair ends, with a comment behind its value. */
export const endOf = (text: string, pair: YamlPair): number => lineEnd(text, valueEnd(text, pair));

/** Where a pair says its last. */
export function valueEnd(text: string, pair: YamlPair): number {
  const { node, end } = lastOf(text, pair);
  if (!node || !isBlockScalar(node)) return end;
  const source = text.slice(node.range[0], end);
  return node.range[0] + (isKeeping(source) ? source.replace(/\r?\n$/u, '') : source.trimEnd()).length;
}

/** What a pair ends with: its value, or what stands last in it; no node where a value is left out. */
function lastOf(text: string, { key, value }: YamlPair): { readonly node?: YamlNode; readonly end: number } {
  if (value && !isNothing(value)) return lastIn(text, value);
  const colon = /^[ \t]*:/u.exec(text.slice(key.range[1]))?.[0] ?? '';
  return { end: key.range[1] + colon.length };
}

function lastIn(text: string, node: YamlNode): { readonly node?: YamlNode; readonly end: number } {
  const itself = { node, end: node.range[1] };
  if (isAlias(node) || isScalar(node) || node.flow) return itself;
  if (isMap(node)) {
    const pair = node.items.at(-1);
    return pair ? lastOf(text, pair) : itself;
  }
  const item = node.items.at(-1);
  return item ? lastIn(text, item) : itself;
}

const isBlockScalar = (node: YamlNode) => isScalar(node) && /^BLOCK/u.test(node.type ?? '');

/** True for a block scalar to which the empty lines behind it belong. */
const isKeeping = (source: string) => /^[|>][^#\n]*\+/u.test(source);

/** True if a pair ends in a block scalar to which the empty lines behind it belong. */
export function keepsBlanks(text: string, pair: YamlPair): boolean {
  const { node, end } = lastOf(text, pair);
  return node !== undefined && isBlockScalar(node) && isKeeping(text.slice(node.range[0], end));
}

/** Where the comments end that stand right below the line that ends at `end`, indented by `indent` or more. */
export function commentsEnd(text: string, end: number, indent: string): number {
  let last = end;
  for (let at = nextLine(text, end); at > last; at = nextLine(text, last)) {
    const line = text.slice(at, lineEnd(text, at));
    if (!line.startsWith(indent) || !line.trimStart().startsWith('#')) return last;
    last = at + line.length;
  }
  return last;
}
