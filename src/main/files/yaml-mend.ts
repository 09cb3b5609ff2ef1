// An entry of a YAML text written as a whole, or changed where it stands: edits one after the other, each of a text that
// has been read.
import { isAlias } from 'yaml';
import type { Json, JsonObject } from '../../shared/model';
import type { Difference } from './differences';
import type { TextPath } from './keyed-text';
import { applyChanges, type Change } from './place';
import { isEntry, valueAt } from './values';
import { addPair, removePair, setPair } from './yaml-edit';
import { yamlStyle } from './yaml-style';
import { mapAt, pairAt, readYamlTree, type YamlTree } from './yaml-tree';

export const styleAt = (tree: YamlTree, path: TextPath) => yamlStyle(tree, mapAt(tree, path.slice(0, -1)));

export function changed(tree: YamlTree, changes: readonly Change[] | undefined): YamlTree | undefined {
  return changes && readYamlTree(applyChanges(tree.text, changes), tree.file);
}

export function writtenWhole(tree: YamlTree, path: TextPath, value: JsonObject): YamlTree | undefined {
  if (!pairAt(tree, path)) return added(tree, path, value);
  return changed(tree, setPair(tree, path, value, styleAt(tree, path)));
}

/** Adds the entry, and around it the mappings that are missing. */
function added(tree: YamlTree, path: TextPath, value: JsonObject): YamlTree | undefined {
  let depth = path.length;
  while (depth > 1 && !pairAt(tree, path.slice(0, depth - 1))) depth--;
  const whole = path.slice(depth).reduceRight<Json>((inner, name) => ({ [name]: inner }), value);
  return changed(tree, addPair(tree, path.slice(0, depth), whole, styleAt(tree, path), depth === path.length));
}

/** The text with each of the differences made where the entry stands; undefined if one of them has no place there. */
export function mended(
  tree: YamlTree,
  path: TextPath,
  all: readonly Difference[],
  value: JsonObject,
  style = styleAt(tree, path),
): YamlTree | undefined {
  let now: YamlTree | undefined = tree;
  for (const difference of all) {
    if (!now) return undefined;
    const { kind, at, to } = withoutAlias(now, path, difference, value);
    if (kind === 'remove') now = changed(now, removePair(now, at));
    else if (to === undefined) return undefined;
    else now = changed(now, kind === 'set' ? setPair(now, at, to, style) : addPair(now, at, to, style));
  }
  return now;
}

/** What an alias points to is not ours: it is the alias that changes, as a whole. */
function withoutAlias(tree: YamlTree, path: TextPath, difference: Difference, value: JsonObject) {
  for (let depth = 1; depth < difference.path.length; depth++) {
    const inner = difference.path.slice(0, depth);
    const node = pairAt(tree, [...path, ...inner])?.pair.value;
    if (!node || !isAlias(node)) continue;
    const to = valueAt(value, inner);
    return { kind: 'set', at: [...path, ...inner], to: isEntry(to) ? to : undefined } as const;
  }
  const to = difference.kind === 'remove' ? undefined : difference.value;
  return { kind: difference.kind, at: [...path, ...difference.path], to };
}
