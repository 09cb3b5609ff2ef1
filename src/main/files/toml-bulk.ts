// Many entries of a TOML text put in at once: all of them in the hand of the first, then read once, and each looked at for
// whether the next would have been put in the same way.
import { cutInTurn, hasMixedEnds, type Lines, lineEnd, lineStart, nextSaying, removeLines } from './blocks';
import { differences } from './differences';
import { sameJson } from './json-text';
import type { NamedEntry, Passed, TextPath } from './keyed-text';
import { applyChanges, type Change } from './place';
import { attempt, sayAll, sayNone } from './proven';
import { insertTable, lastTables } from './toml-edit';
import { TomlHands, tablesBelow } from './toml-hands';
import { mended } from './toml-mend';
import { type TomlStyle, tableLines, tomlStyle } from './toml-style';
import { inlineAt, piecesOf, readTomlTree, type TomlTree } from './toml-tree';
import { isFilled, valueAt } from './values';

/**
 * `tree` with the first of `entries`, at least one, behind the entry that was put in last, as they would come to stand
 * there one after the other; undefined where that cannot be told. None of their names stands in the text.
 */
export function withTables(
  tree: TomlTree,
  holder: TextPath,
  entries: readonly NamedEntry[],
): Passed<TomlTree> | undefined {
  if (inlineAt(tree, holder)) return undefined;
  const style = tomlStyle(tree, holder);
  const all = tried(tree, holder, entries, style);
  if (!all) return undefined;
  const done = sameHandUpTo(tree, all, holder, entries, style);
  if (done === entries.length) return { after: all, done };
  const after = done > 0 ? tried(tree, holder, entries.slice(0, done), style) : undefined;
  return after && { after, done };
}

function tried(tree: TomlTree, holder: TextPath, entries: readonly NamedEntry[], style: TomlStyle) {
  const after = attempt(tree, ({ text, file }) => readTomlTree(applyChanges(text, joined(tree)), file));
  return after && sayAll(tree, after, holder, entries) ? after : undefined;

  /** Each goes behind the one before, which ends as the one before that did. */
  function joined(before: TomlTree): Change[] {
    const changes = entries.flatMap(([name, entry]) =>
      insertTable(before, holder, tableLines([...holder, name], entry, style)),
    );
    const [first] = changes;
    return first ? [{ ...first, text: changes.map(({ text }) => text).join('') }] : [];
  }
}

/** How many of the entries stand in `after` as they would, had each been put in by itself. */
function sameHandUpTo(
  before: TomlTree,
  after: TomlTree,
  holder: TextPath,
  entries: readonly NamedEntry[],
  used: TomlStyle,
): number {
  const hands = new TomlHands(after, holder);
  const tables = tablesBelow(after, holder);
  const standing = tablesBelow(before, holder).length;
  for (const table of tables.slice(0, standing)) hands.add(table);
  if (!hands.speak) return 0;
  const added = tables.slice(standing);
  for (const [index, [name, entry]] of entries.entries()) {
    if (!isSame(used, hands.style(), entry)) return index;
    for (const table of added) if (table.resolvedKey[holder.length] === name) hands.add(table);
  }
  return entries.length;
}

/** True if an entry comes out the same in both. */
function isSame(a: TomlStyle, b: TomlStyle, entry: NamedEntry[1]): boolean {
  const { ownTable: ownInA, ...restA } = a;
  const { ownTable: ownInB, ...restB } = b;
  const objects = Object.entries(entry).filter(([, value]) => isFilled(value));
  return JSON.stringify(restA) === JSON.stringify(restB) && objects.every(([name]) => ownInA(name) === ownInB(name));
}

/**
 * `tree` without these entries, all of which stand, as they would go one after the other; undefined where one of them is
 * more than tables in a row.
 */
export function withoutTables(tree: TomlTree, holder: TextPath, names: readonly string[]): TomlTree | undefined {
  const { text } = tree;
  const lines: Lines[] = [];
  for (const name of names) {
    const pieces = piecesOf(tree, [...holder, name]);
    const group = lastTables(tree, pieces);
    const [first, last] = [group[0], group.at(-1)];
    if (!first || !last || group.length !== pieces.length) return undefined;
    lines.push({ start: lineStart(text, first.range[0]), end: lineEnd(text, last.range[1]) });
  }
  const left = cutInTurn(text, lines, (now, { start, end }) => removeLines(now, start, end, { apart: true }));
  const after = attempt(tree, ({ file }) => readTomlTree(left, file));
  return after && sayNone(tree, after, holder, names) ? after : undefined;
}

/**
 * `tree` with entries that stand in it changed, each in lines of its own, as it would go one after the other; undefined
 * where one of them is more than tables in a row, or may be seen by another.
 */
export function withChangedTables(
  tree: TomlTree,
  holder: TextPath,
  entries: readonly NamedEntry[],
): TomlTree | undefined {
  const { text, file } = tree;
  if (hasMixedEnds(text) || inlineAt(tree, holder)) return undefined;
  const style = tomlStyle(tree, holder);
  const changes: Change[] = [];
  for (const [name, entry] of entries) {
    const path = [...holder, name];
    const old = valueAt(tree.value, path);
    if (sameJson(old, entry)) continue;
    const lines = linesOf(tree, path);
    if (!lines || !isFilled(old) || !isFilled(entry)) return undefined;
    const part = attempt(tree, () => readTomlTree(text.slice(lines.start, lines.end), file));
    const now = part && attempt(part, (small) => mended(small, path, differences(old, entry), style));
    if (!part || !now || factsOf(part, holder) !== factsOf(now, holder)) return undefined;
    changes.push({ offset: lines.start, end: lines.end, text: now.text });
  }
  changes.sort((a, b) => a.offset - b.offset);
  const after = attempt(tree, () => readTomlTree(applyChanges(text, changes), file));
  return after && sayAll(tree, after, holder, entries) ? after : undefined;
}

/** The lines of an entry, with the empty ones and comments below it. */
function linesOf(tree: TomlTree, path: TextPath): Lines | undefined {
  const pieces = piecesOf(tree, path);
  const group = lastTables(tree, pieces);
  const [first, last] = [group[0], group.at(-1)];
  if (!first || !last || group.length !== pieces.length) return undefined;
  return { start: lineStart(tree.text, first.range[0]), end: nextSaying(tree.text, last.range[1]) };
}

function factsOf(tree: TomlTree, holder: TextPath): string {
  const hands = new TomlHands(tree, holder);
  for (const table of tablesBelow(tree, holder)) hands.add(table);
  return hands.facts();
}
