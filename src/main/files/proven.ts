// Tries edits until one says what it should and nothing else has changed its meaning with it: the last line of defence
// of a file that is not ours.
import { AppError } from '../../shared/errors';
import { sameBut } from './differences';
import { sameJson } from './json-text';
import type { NamedEntry, TextPath } from './keyed-text';
import { positionAt } from './place';
import { valueAt } from './values';

interface Tree {
  readonly text: string;
  readonly file: string;
  /** What the whole text says. */
  readonly value: unknown;
}

/** A way to edit, which may end in a text that cannot be read; undefined where it does not apply. */
export type Way<T> = (tree: T) => T | undefined;

/**
 * The first outcome of `ways` in which `value`, undefined for nothing, stands at `path` and all else says what it said.
 * @throws AppError file-syntax (notEditable) at `offset` where there is none
 */
export function firstProven<T extends Tree>(
  tree: T,
  path: TextPath,
  value: unknown,
  offset: number,
  ways: readonly Way<T>[],
): T {
  for (const way of ways) {
    const after = attempt(tree, way);
    if (after && sameJson(valueAt(after.value, path), value) && sameBut(tree.value, after.value, path)) return after;
  }
  throw notEditable(tree, offset, path);
}

/** True if `after` says each of `entries` below `holder`, and all else as `before` did. */
export function sayAll(before: Tree, after: Tree, holder: TextPath, entries: readonly NamedEntry[]): boolean {
  const said = valueAt(after.value, holder);
  return (
    entries.every(([name, value]) => sameJson(valueAt(said, [name]), value)) &&
    sameBut(before.value, after.value, holder, new Set(entries.map(([name]) => name)))
  );
}

/** True if `after` says none of `names` below `holder`, and all else as `before` did. */
export function sayNone(before: Tree, after: Tree, holder: TextPath, names: readonly string[]): boolean {
  const said = valueAt(after.value, holder);
  return (
    names.every((name) => valueAt(said, [name]) === undefined) &&
    sameBut(before.value, after.value, holder, new Set(names))
  );
}

function notEditable({ text, file }: Tree, offset: number, path: TextPath): AppError {
  const key = path.at(-1) ?? '';
  return new AppError('file-syntax', { file, ...positionAt(text, offset), problem: 'notEditable', key });
}

/** The outcome of a way; undefined also where it cannot be read, or where nothing may be changed. */
export function attempt<T>(tree: T, way: Way<T>): T | undefined {
  try {
    return way(tree);
  } catch (error) {
    // The next way may do better.
    if (error instanceof AppError && error.code === 'file-syntax') return undefined;
    throw error;
  }
}
