// The edits of a TOML text: an entry put in, a value changed where it stands, an entry taken out.
import type { Json, JsonObject } from '../../shared/model';
import { insertLines, lastSaying, lineEnd, lineStart, nextLine, removeLines } from './blocks';
import { addInline, type Braces, gapIn, removeMember } from './braces';
import { changedItems } from './differences';
import type { TextPath } from './keyed-text';
import { type Change, eolAt, indentAt } from './place';
import { inlineText, keyText, ownLines, pairText, type TomlStyle, tableLines, tomlStyle } from './toml-style';
import {
  inlineAt,
  namesOf,
  piecesOf,
  startsWith,
  type TomlInline,
  type TomlPair,
  type TomlPiece,
  type TomlTable,
  type TomlTree,
} from './toml-tree';
import { isFilled, valueAt } from './values';

/** Adds the entry at `path`, whose last name is its own: as a table, or into the inline table that holds the others. */
export function addEntry(tree: TomlTree, path: TextPath, entry: JsonObject): Change[] {
  const holder = path.slice(0, -1);
  const style = tomlStyle(tree, holder);
  const inside = inlineAt(tree, holder);
  if (!inside) return insertTable(tree, holder, tableLines(path, entry, style));
  const name = [...inside.rest, ...path.slice(-1)].map((step) => keyText(step, style)).join('.');
  return addToInline(tree, inside.inline, name + style.equals + inlineText(entry, style), style);
}

/** Puts the lines of a table behind the last table of `holder`, or at the end of the text. */
export function insertTable(tree: TomlTree, holder: TextPath, lines: readonly string[]): Change[] {
  const { text } = tree;
  const last = tree.body.findLast((s) => s.type === 'TOMLTable' && startsWith(s.resolvedKey, holder));
  const after = last ? contentEnd(text, last) : lastSaying(text, text.length);
  return insertLines(text, after, lines, tomlStyle(tree, holder).table);
}

/** Replaces the value at `path`, of a list what differs in it; undefined where it is said by more than one value. */
export function setValue(tree: TomlTree, path: TextPath, value: Json, style: TomlStyle): Change[] | undefined {
  const [piece, ...more] = piecesOf(tree, path);
  if (piece?.kind !== 'pair' || more.length > 0 || lengthOf(piece) !== path.length) return undefined;
  const node = piece.pair.value;
  const put = ([offset, end]: readonly [number, number], said: Json): Change => ({
    offset,
    end,
    text: inlineText(said, style),
  });
  const items = node.type === 'TOMLArray' ? changedItems(valueAt(tree.value, path), value) : undefined;
  if (!items || node.type !== 'TOMLArray') return [put(node.range, value)];
  return items.flatMap(({ index, item }) => {
    const element = node.elements[index];
    return element ? [put(element.range, item)] : [];
  });
}

/** Adds a key to the table at `path`, which is inside of an entry or is one; undefined where it has no place to be. */
export function addKey(
  tree: TomlTree,
  path: TextPath,
  name: string,
  value: Json,
  style: TomlStyle,
): Change[] | undefined {
  const { text } = tree;
  const inside = inlineAt(tree, path);
  if (inside)
    return inside.rest.length > 0 ? undefined : addToInline(tree, inside.inline, pairText(name, value, style), style);
  const pieces = piecesOf(tree, path);
  const own = pieces.find((p) => p.kind === 'table' && p.table.resolvedKey.length === path.length);
  if (own?.kind === 'table') return addToTable(text, own.table, name, value, style);
  const last = pieces.findLast((p) => p.kind === 'pair');
  if (last?.kind !== 'pair') return undefined;
  const upTo = last.pair.key.keys[path.length - last.at.length - 1];
  if (!upTo) return undefined;
  const dotted = `${text.slice(last.pair.range[0], upTo.range[1])}.${pairText(name, value, style)}`;
  const line = indentAt(text, last.pair.range[0]) + dotted;
  return insertLines(text, lineEnd(text, last.pair.range[1]), [line], { apart: false });
}

function addToTable(text: string, table: TomlTable, name: string, value: Json, style: TomlStyle): Change[] {
  const names = table.resolvedKey.map(String);
  if (isFilled(value) && style.ownTable(name)) {
    const lines = ownLines([...names, name], Object.fromEntries(Object.entries(value)), style, style.sub);
    return insertLines(text, contentEnd(text, table), lines, style.sub);
  }
  const last = table.body.at(-1);
  const indent = last ? indentAt(text, last.range[0]) : style.table.inner;
  return insertLines(text, lineEnd(text, table.range[1]), [indent + pairText(name, value, style)], { apart: false });
}

function addToInline(tree: TomlTree, inline: TomlInline, member: string, style: TomlStyle): Change[] {
  const { text, comments } = tree;
  const braces = bracesOf(text, inline);
  const spacing = {
    eol: eolAt(text, inline.range[0]),
    unit: '  ',
    gap: gapIn(text, braces, style.comma === ',' ? '' : ' '),
  };
  return addInline(text, comments, braces, member, spacing);
}

/** Takes out the last of what says something about `path`; undefined once nothing does. */
export function removeLast(tree: TomlTree, path: TextPath): Change[] | undefined {
  const { text } = tree;
  const pieces = piecesOf(tree, path);
  const last = pieces.at(-1);
  if (!last) return undefined;
  if (last.kind === 'table') {
    const group = lastTables(tree, pieces);
    const start = lineStart(text, group[0]?.range[0] ?? last.table.range[0]);
    return removeLines(text, start, lineEnd(text, last.table.range[1]), { apart: true });
  }
  if (last.inline) {
    return removeMember(text, tree.comments, bracesOf(text, last.inline), last.inline.body.indexOf(last.pair));
  }
  const [offset, end] = last.pair.range;
  return removeLines(text, lineStart(text, offset), lineEnd(text, end), { apart: false });
}

/** The tables at the end of `pieces` that stand together. */
export function lastTables({ body }: TomlTree, pieces: readonly TomlPiece[]): readonly TomlTable[] {
  const tables: TomlTable[] = [];
  for (const piece of pieces.toReversed()) {
    if (piece.kind !== 'table') break;
    const next = tables[0];
    if (next && body.indexOf(piece.table) !== body.indexOf(next) - 1) break;
    tables.unshift(piece.table);
  }
  return tables;
}

/** Names from the root to the pair's value. */
const lengthOf = ({ at, pair }: { at: readonly unknown[]; pair: TomlPair }) => at.length + namesOf(pair.key).length;

function bracesOf(text: string, { range, body }: TomlInline): Braces {
  const members = body.map((pair) => {
    const [offset, end] = pair.range;
    const comma = commaAfter(text, end);
    return { offset, end, ...(comma !== undefined && { comma }) };
  });
  return { offset: range[0], end: range[1], members };
}

/** Blanks, and since TOML 1.1 line ends and comments, may stand before it. */
function commaAfter(text: string, offset: number): number | undefined {
  const blank = /^(?:\s|#[^\n]*\n)*/u.exec(text.slice(offset))?.[0] ?? '';
  const at = offset + blank.length;
  return text[at] === ',' ? at : undefined;
}

/** Where a table's lines end, with the comments right below them, unless those stand right above what comes next. */
function contentEnd(text: string, table: { readonly range: readonly [number, number] }): number {
  const end = lineEnd(text, table.range[1]);
  let last = end;
  for (let at = nextLine(text, end); at > last; at = nextLine(text, last)) {
    const line = text.slice(at, lineEnd(text, at));
    if (line.trim() === '') return last;
    if (!/^[ \t]*#/u.test(line)) return end;
    last = at + line.length;
  }
  return last;
}
