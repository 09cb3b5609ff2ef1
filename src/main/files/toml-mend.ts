// An entry of a TOML text written anew, changed where it stands, or taken out: edits one after the other, each of a text
// that has been read.
import type { Json, JsonObject } from '../../shared/model';
import type { Difference } from './differences';
import type { TextPath } from './keyed-text';
import { applyChanges, type Change } from './place';
import { addEntry, addKey, removeLast, setValue } from './toml-edit';
import { tomlStyle } from './toml-style';
import { readTomlTree, type TomlTree } from './toml-tree';

export function changed(tree: TomlTree, changes: readonly Change[]): TomlTree {
  return readTomlTree(applyChanges(tree.text, changes), tree.file);
}

/** The text without anything about `path`. */
export function cleared(tree: TomlTree, path: TextPath): TomlTree {
  let now = tree;
  for (let changes = removeLast(now, path); changes; changes = removeLast(now, path)) now = changed(now, changes);
  return now;
}

export function writtenAnew(tree: TomlTree, path: TextPath, value: JsonObject): TomlTree {
  const without = cleared(tree, path);
  return changed(without, addEntry(without, path, value));
}

/** The text with each of the differences made where the entry stands; undefined if one of them has no place there. */
export function mended(
  tree: TomlTree,
  path: TextPath,
  all: readonly Difference[],
  style = tomlStyle(tree, path.slice(0, -1)),
): TomlTree | undefined {
  let now: TomlTree | undefined = tree;
  for (const difference of all) {
    const at: TextPath = [...path, ...difference.path];
    if (difference.kind === 'remove') now = cleared(now, at);
    else now = difference.kind === 'set' ? valueSet(now, at, difference.value) : keyAdded(now, at, difference.value);
    if (!now) return undefined;
  }
  return now;

  function valueSet(before: TomlTree, at: TextPath, value: Json): TomlTree | undefined {
    const changes = setValue(before, at, value, style);
    return changes ? changed(before, changes) : keyAdded(cleared(before, at), at, value);
  }

  function keyAdded(before: TomlTree, at: TextPath, value: Json): TomlTree | undefined {
    const changes = addKey(before, at.slice(0, -1), at.at(-1) ?? '', value, style);
    return changes && changed(before, changes);
  }
}
