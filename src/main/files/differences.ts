// What has to change in an object so that it says what another one says: as little as possible, so that comments and
// the hand of whoever wrote it survive. And the proof that nothing else changed with it.
import type { Json, JsonObject } from '../../shared/model';
import { sameJson } from './json-text';
import { isFilled } from './values';

export type Difference =
  | { readonly kind: 'set' | 'add'; readonly path: readonly string[]; readonly value: Json }
  | { readonly kind: 'remove'; readonly path: readonly string[] };

/**
 * In the order in which they are to be done: what comes before what goes, so that no object is empty in between. Paths
 * begin inside the object. An object that loses or gains all it holds is set as a whole.
 */
export function differences(old: object, now: JsonObject): readonly Difference[] {
  const all = differencesAt(old, now, []);
  return ORDER.flatMap((kind) => all.filter((difference) => difference.kind === kind));
}

const ORDER = ['set', 'add', 'remove'] as const;

function differencesAt(old: object, now: JsonObject, at: readonly string[]): Difference[] {
  const before = new Map<string, unknown>(Object.entries(old));
  const gone = [...before.keys()].filter((key) => !Object.hasOwn(now, key));
  const rest = Object.entries(now).flatMap(([key, value]): Difference[] => {
    const path = [...at, key];
    if (!before.has(key)) return [{ kind: 'add', path, value }];
    const was = before.get(key);
    if (sameJson(was, value)) return [];
    return isFilled(was) && isFilledJson(value) ? differencesAt(was, value, path) : [{ kind: 'set', path, value }];
  });
  return [...rest, ...gone.map((key): Difference => ({ kind: 'remove', path: [...at, key] }))];
}

const isFilledJson = (value: Json): value is JsonObject => isFilled(value);

/** The items of a list that are others now; undefined if it is longer or shorter, and so another list. */
export function changedItems(old: unknown, now: Json): readonly { index: number; item: Json }[] | undefined {
  if (!Array.isArray(old) || !isList(now) || old.length !== now.length) return undefined;
  return now.flatMap((item, index) => (sameJson(old[index], item) ? [] : [{ index, item }]));
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/**
 * True if the two say the same but for what stands at `path`, of which only `names` where they are given; an object that
 * is missing on the way says nothing.
 */
export function sameBut(
  before: unknown,
  after: unknown,
  path: readonly string[],
  names?: ReadonlySet<string>,
): boolean {
  const [key, ...rest] = path;
  if (key === undefined && !names) return true;
  const [left, right] = [entriesOf(before), entriesOf(after)];
  if (!left || !right) return false;
  const isOurs = (name: string) => (key === undefined ? names?.has(name) === true : name === key);
  const others = [...new Set([...left.keys(), ...right.keys()])].filter((name) => !isOurs(name));
  const same = others.every((name) => left.has(name) && right.has(name) && sameJson(left.get(name), right.get(name)));
  return same && (key === undefined || sameBut(left.get(key), right.get(key), rest, names));
}

function entriesOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (value === undefined) return new Map();
  if (typeof value !== 'object' || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value ?? {}));
}
