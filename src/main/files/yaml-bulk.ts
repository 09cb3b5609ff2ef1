// Many entries of a YAML text put in at once: all of them in the hand of the first, then read once, and each looked at for
// whether the next would have been put in the same way.
import { isAlias, isMap, isSeq } from 'yaml';
import { cutInTurn, hasMixedEnds, type Lines, lineStart, nextSaying, removeLines } from './blocks';
import { differences } from './differences';
import { sameJson } from './json-text';
import type { NamedEntry, Passed, TextPath } from './keyed-text';
import { applyChanges, type Change } from './place';
import { attempt, sayAll, sayNone } from './proven';
import { isFilled, valueAt } from './values';
import { addPair, endOf, hasPlainKey, keepsBlanks, valueEnd } from './yaml-edit';
import { YamlHands } from './yaml-hands';
import { mended } from './yaml-mend';
import { type YamlStyle, yamlStyle } from './yaml-style';
import { hasDouble, mapAt, nameOf, readYamlTree, type YamlNode, type YamlPair, type YamlTree } from './yaml-tree';

/**
 * `tree` with the first of `entries`, at least one, behind the entry that was put in last, as they would come to stand
 * there one after the other; undefined where that cannot be told. None of their names stands in the text.
 */
export function withPairs(
  tree: YamlTree,
  holder: TextPath,
  entries: readonly NamedEntry[],
): Passed<YamlTree> | undefined {
  const map = mapAt(tree, holder);
  if (!map || map.flow || map.items.length === 0) return undefined;
  const style = yamlStyle(tree, map);
  const all = tried(tree, holder, entries, style);
  if (!all) return undefined;
  const done = sameHandUpTo(tree, all, holder, entries, style);
  if (done === entries.length) return { after: all, done };
  const after = done > 0 ? tried(tree, holder, entries.slice(0, done), style) : undefined;
  return after && { after, done };
}

function tried(tree: YamlTree, holder: TextPath, entries: readonly NamedEntry[], style: YamlStyle) {
  const after = attempt(tree, ({ text, file }) => {
    const changes = joined();
    return changes && readYamlTree(applyChanges(text, changes), file);
  });
  return after && sayAll(tree, after, holder, entries) ? after : undefined;

  /** Each goes behind the one before, which ends as the one before that did. */
  function joined(): Change[] | undefined {
    const changes = entries.map(([name, entry]) => addPair(tree, [...holder, name], entry, style, true)?.[0]);
    const [first] = changes;
    return first && [{ ...first, text: changes.map((change) => change?.text ?? '').join('') }];
  }
}

/** How many of the entries stand in `after` as they would, had each been put in by itself. */
function sameHandUpTo(
  before: YamlTree,
  after: YamlTree,
  holder: TextPath,
  entries: readonly NamedEntry[],
  used: YamlStyle,
): number {
  const [standing, map] = [mapAt(before, holder), mapAt(after, holder)];
  if (!standing || !map) return 0;
  const hands = new YamlHands(before, standing);
  for (const pair of standing.items) hands.add(before.text, standing, pair);
  const added = map.items.slice(standing.items.length);
  for (const [index, [name]] of entries.entries()) {
    const pair = added[index];
    if (!pair || nameOf(pair.key) !== name) return 0;
    if (JSON.stringify(used) !== JSON.stringify(hands.style())) return index;
    hands.add(after.text, map, pair);
  }
  return entries.length;
}

/**
 * `tree` without these pairs, all of which stand and none of which is the last of its mapping, as they would go one after
 * the other; undefined where that cannot be told.
 */
export function withoutPairs(tree: YamlTree, holder: TextPath, names: readonly string[]): YamlTree | undefined {
  const { text } = tree;
  const map = mapAt(tree, holder);
  if (!map || map.flow || map.items.some((pair) => keepsBlanks(text, pair))) return undefined;
  const places = new Map(map.items.map((pair, index) => [nameOf(pair.key), { pair, index }]));
  const standing = new Set(map.items.keys());
  const lines: (Lines & { readonly apart: boolean })[] = [];
  for (const name of names) {
    const place = places.get(name);
    if (!place || !hasPlainKey(text, map, place.pair)) return undefined;
    const [first] = standing;
    standing.delete(place.index);
    const start = lineStart(text, place.pair.key.range[0]);
    lines.push({ start, end: endOf(text, place.pair), apart: place.index !== first });
  }
  const left = cutInTurn(text, lines, (now, { start, end, apart }) => removeLines(now, start, end, { apart }));
  const after = attempt(tree, ({ file }) => readYamlTree(left, file));
  return after && sayNone(tree, after, holder, names) ? after : undefined;
}

/**
 * `tree` with pairs that stand in it changed, each in lines of its own, as it would go one after the other; undefined
 * where one of them is tied to something else in the text, or may be seen by another.
 */
export function withChangedPairs(
  tree: YamlTree,
  holder: TextPath,
  entries: readonly NamedEntry[],
): YamlTree | undefined {
  const { text, file } = tree;
  const map = mapAt(tree, holder);
  if (!map || map.flow || hasMixedEnds(text)) return undefined;
  const style = yamlStyle(tree, map);
  const pairs = new Map(map.items.map((pair) => [nameOf(pair.key), pair]));
  const changes: Change[] = [];
  for (const [name, entry] of entries) {
    const old = valueAt(tree.value, [...holder, name]);
    if (sameJson(old, entry)) continue;
    const pair = pairs.get(name);
    if (!pair || !hasPlainKey(text, map, pair) || isTied(pair) || hasDouble(pair.value)) return undefined;
    const [start, end] = [lineStart(text, pair.key.range[0]), nextSaying(text, valueEnd(text, pair))];
    const part = attempt(tree, () => readYamlTree(text.slice(start, end), file));
    const now = part && changedPart(part, [name, entry], old, style);
    if (now === undefined) return undefined;
    changes.push({ offset: start, end, text: now });
  }
  changes.sort((a, b) => a.offset - b.offset);
  const after = attempt(tree, () => readYamlTree(applyChanges(text, changes), file));
  return after && sayAll(tree, after, holder, entries) ? after : undefined;
}

/** The lines of one pair, changed; undefined where its hand would be another one afterwards. */
function changedPart(part: YamlTree, [name, entry]: NamedEntry, old: unknown, style: YamlStyle) {
  if (!isFilled(old) || !isFilled(entry)) return undefined;
  const now = attempt(part, (small) => mended(small, [name], differences(old, entry), entry, style));
  return now && factsOf(part) === factsOf(now) ? now.text : undefined;
}

function factsOf(tree: YamlTree): string {
  const hands = new YamlHands(tree, undefined);
  if (tree.root) for (const pair of tree.root.items) hands.add(tree.text, tree.root, pair);
  return hands.facts();
}

/** True if something in the pair has a name or a type of its own, or stands for something else. */
function isTied({ key, value }: YamlPair): boolean {
  const tied = (node: YamlNode | null): boolean => {
    if (node === null) return false;
    if (isAlias(node) || node.anchor || node.tag) return true;
    if (isMap(node)) return node.items.some(isTied);
    return isSeq(node) && node.items.some(tied);
  };
  return tied(key) || tied(value);
}
