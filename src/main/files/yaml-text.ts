// A YAML file as text whose entries, pairs of one mapping, can be asked and edited. An edit touches the lines of one
// entry; every other byte (comments, order, indentation, line ends, byte order mark, spelling) stays as it was.
import { isAlias, isMap, isScalar } from 'yaml';
import { AppError } from '../../shared/errors';
import type { JsonObject } from '../../shared/model';
import { lineStart } from './blocks';
import { differences } from './differences';
import { sameJson } from './json-text';
import {
  alikeUpTo,
  inPasses,
  type KeyedText,
  mayGoTogether,
  type NamedEntry,
  type Passed,
  type TextPart,
  type TextPath,
} from './keyed-text';
import { indentAt, placeOf, positionAt, type TextPlace } from './place';
import { attempt, firstProven, type Way } from './proven';
import { isEntry, isFilled, valueAt } from './values';
import { withChangedPairs, withoutPairs, withPairs } from './yaml-bulk';
import { addLines, commentsEnd, endOf, hasPlainKey, removePair, valueEnd } from './yaml-edit';
import { changed, mended, styleAt, writtenWhole } from './yaml-mend';
import { yamlParts } from './yaml-parts';
import {
  hasDouble,
  isNothing,
  mapAt,
  nameOf,
  pairAt,
  readYamlTree,
  type YamlMap,
  type YamlNode,
  type YamlPair,
  type YamlTree,
} from './yaml-tree';

/** Immutable: an edit gives a new one. A path is that of an entry, its own name last, unless a method says otherwise. */
export interface YamlText extends KeyedText {
  /** The parsed value at any path, undefined where there is none. Of a name that stands twice the last one counts. */
  value(path: TextPath): unknown;
  /** The entry's lines, its name among them. */
  source(path: TextPath): string | undefined;
  /** From the name to the end of the value, at any path; `[]` is the whole mapping. */
  where(path: TextPath): TextPlace | undefined;
  /**
   * Names at any path. @throws AppError file-shape if there is something else than a mapping, file-syntax if it is none
   * that can be edited: an alias, one with a merge key, one of two of that name
   */
  keys(path: TextPath): readonly string[];
  /**
   * Adds the entry behind the last one, in the hand of its siblings, or changes what differs in the one that stands
   * there. An equal one changes nothing. Mappings missing on the way are created.
   * @throws AppError as `keys` for everything on the way, file-syntax (notEditable) if the text cannot say it without
   * something else changing
   */
  with(path: TextPath, value: JsonObject): YamlText;
  withAll(holder: TextPath, entries: readonly NamedEntry[]): YamlText;
  /** Adds or replaces the entry by lines that `source` gave. @throws as `with`, file-syntax also about the source */
  withSource(path: TextPath, source: string): YamlText;
  /**
   * Removes the entry so that `with` then `without` gives the text back byte for byte. `prune` names mappings to remove
   * as well if they are left with neither entry nor comment: those that `with` had to create. @throws as `with`
   */
  without(path: TextPath, options?: { readonly prune?: readonly TextPath[] }): YamlText;
}

/** Reads YAML 1.2 of one document. @throws AppError file-syntax with line and column (from 1) */
export function parseYamlText(text: string, { file }: { readonly file: string }): YamlText {
  return new Text(readYamlTree(text, file));
}

class Text implements YamlText {
  readonly #tree: YamlTree;

  constructor(tree: YamlTree) {
    this.#tree = tree;
  }

  get text(): string {
    return this.#tree.text;
  }

  value(path: TextPath): unknown {
    return valueAt(this.#tree.value, path);
  }

  source(path: TextPath): string | undefined {
    const found = pairAt(this.#tree, path);
    if (!found) return undefined;
    const { map, pair } = found;
    const [start] = pair.key.range;
    const isLines = !map.flow && hasPlainKey(this.text, map, pair);
    return this.text.slice(isLines ? lineStart(this.text, start) : start, valueEnd(this.text, pair));
  }

  where(path: TextPath): TextPlace | undefined {
    const { root } = this.#tree;
    if (path.length === 0) return root && placeOf(this.text, root.range[0], root.range[1]);
    const pair = pairAt(this.#tree, path)?.pair;
    return pair && placeOf(this.text, pair.key.range[0], valueEnd(this.text, pair));
  }

  keys(path: TextPath): readonly string[] {
    this.#check(path);
    return Object.keys(this.value(path) ?? {});
  }

  with(path: TextPath, value: JsonObject): Text {
    this.#check(path.slice(0, -1));
    const old = this.value(path);
    this.#checkEntry(path);
    if (old !== undefined && sameJson(old, value)) return this;
    // Who reads a name that stands twice may be of another mind about it, or fail.
    const isMendable = isFilled(old) && isFilled(value) && !hasDouble(pairAt(this.#tree, path)?.pair.value ?? null);
    const inPlace: Way<YamlTree> = (tree) =>
      isMendable ? mended(tree, path, differences(old, value), value) : undefined;
    return this.#proven(path, value, [inPlace, (tree) => writtenWhole(tree, path, value)]);
  }

  withAll(holder: TextPath, entries: readonly NamedEntry[]): YamlText {
    return inPasses<Text>(this, entries, (text, left) => text.#pass(holder, left));
  }

  withSource(path: TextPath, source: string): YamlText {
    this.#check(path.slice(0, -1));
    this.#checkEntry(path);
    // Lines end; a text that keeps the empty ones behind it needs to see that.
    const given = readYamlTree(`${source}\n`, this.#tree.file, true);
    const value = valueAt(given.value, path.slice(-1));
    if (isEntry(value)) {
      const whole: Way<YamlTree> = (tree) => writtenWhole(tree, path, value);
      return this.#proven(path, value, [(tree) => withLines(tree, path, source, given), whole]);
    }
    // What its aliases point to is said by the text around it alone.
    const way: Way<YamlTree> = (tree) => withLines(tree, path, source, given);
    const after = attempt(this.#tree, way);
    return this.#proven(path, after && valueAt(after.value, path), [() => after]);
  }

  without(path: TextPath, { prune = [] }: { readonly prune?: readonly TextPath[] } = {}): YamlText {
    this.#check(path.slice(0, -1));
    this.#checkEntry(path);
    if (!pairAt(this.#tree, path)) return this;
    return this.#proven(path, undefined, [
      (tree) => {
        const removed = changed(tree, removePair(tree, path));
        return removed && prune.reduce(pruned, removed);
      },
    ]);
  }

  withoutAll(holder: TextPath, names: readonly string[], options: { readonly prune: readonly TextPath[] }): YamlText {
    const [last = '', ...others] = names.toReversed();
    const inOnePass = mayGoTogether(names, (name) => this.#isOurs([...holder, name]));
    // The last one by itself: what is left empty may go with it.
    const tree = inOnePass ? withoutPairs(this.#tree, holder, others.reverse()) : undefined;
    const left = tree ? [last] : names;
    const start: YamlText = tree ? new Text(tree) : this;
    return left.reduce<YamlText>((text, name) => text.without([...holder, name], options), start);
  }

  parts(from: number, to: number): readonly TextPart[] {
    return yamlParts(this.#tree, from, to);
  }

  /** The first of `entries`, and with it those that can be put in behind it in one pass. */
  #pass(holder: TextPath, entries: readonly NamedEntry[]): Passed<Text> {
    const [[name, value] = ['', {}], ...more] = entries;
    const alike = alikeUpTo(entries, (one) => this.value([...holder, one]) !== undefined);
    const isNew = this.value([...holder, name]) === undefined;
    const run = entries.slice(0, alike);
    if (!isNew && alike > 1 && run.every(([one]) => this.#isOurs([...holder, one]))) {
      const tree = withChangedPairs(this.#tree, holder, run);
      if (tree) return { after: new Text(tree), done: alike };
    }
    const first = this.with([...holder, name], value);
    const rest = isNew && alike > 2 ? withPairs(first.#tree, holder, more.slice(0, alike - 1)) : undefined;
    return rest ? { after: new Text(rest.after), done: rest.done + 1 } : { after: first, done: 1 };
  }

  #proven(path: TextPath, value: unknown, ways: readonly Way<YamlTree>[]): Text {
    const offset = this.where(path)?.offset ?? this.where(path.slice(0, -1))?.offset ?? 0;
    return new Text(firstProven(this.#tree, path, value, offset, ways));
  }

  /** Everything on the way to `path`, and what stands there, has to be a mapping of its own, or left out. */
  #check(path: TextPath): void {
    if (this.#tree.root && path.length === 0) this.#checkMerge(this.#tree.root, '');
    for (let depth = 1; depth <= path.length; depth++) {
      const at = path.slice(0, depth);
      const value = this.#only(at)?.value ?? null;
      if (isNothing(value)) return;
      this.#checkOwn(value, at.at(-1) ?? '');
      if (!value || isMap(value)) continue;
      throw this.#error('file-shape', value.range[0], { key: at.join('.') });
    }
  }

  /** True for an entry that stands and can be taken out. */
  #isOurs(path: TextPath): boolean {
    const checked = attempt(this, (text) => {
      text.#check(path.slice(0, -1));
      text.#checkEntry(path);
      return text;
    });
    return checked !== undefined && this.value(path) !== undefined;
  }

  #checkEntry(path: TextPath): void {
    const value = this.#only(path)?.value ?? null;
    this.#checkOwn(value, path.at(-1) ?? '');
  }

  #checkOwn(value: YamlNode | null, key: string): void {
    if (value && isAlias(value)) throw this.#error('file-syntax', value.range[0], { problem: 'aliasHere', key });
    if (value) this.#checkMerge(value, key);
  }

  #checkMerge(value: YamlNode, name: string): void {
    // In quotes it is a name like any other.
    const isMerge = ({ key }: YamlPair) => isScalar(key) && key.value === '<<' && key.type === 'PLAIN';
    const merge = isMap(value) ? value.items.find(isMerge) : undefined;
    if (merge) throw this.#error('file-syntax', merge.key.range[0], { problem: 'mergeKey', key: name });
  }

  /** An edit next to a double would leave it to each parser which of the two it meant, so it is refused. */
  #only(path: TextPath): YamlPair | undefined {
    const name = path.at(-1) ?? '';
    const [first, second] = mapAt(this.#tree, path.slice(0, -1))?.items.filter(({ key }) => nameOf(key) === name) ?? [];
    if (!second) return first;
    throw this.#error('file-syntax', second.key.range[0], { problem: 'duplicateName', key: name });
  }

  #error(code: 'file-syntax' | 'file-shape', offset: number, params: Readonly<Record<string, string>>): AppError {
    return new AppError(code, { file: this.#tree.file, ...positionAt(this.text, offset), ...params });
  }
}

/** The lines of `source`, read as `given`, in place of the entry's own; undefined where they do not fit in. */
function withLines(tree: YamlTree, path: TextPath, source: string, given: YamlTree): YamlTree | undefined {
  const [pair, ...more] = given.root?.items ?? [];
  if (!pair || more.length > 0 || given.root?.flow || nameOf(pair.key) !== path.at(-1)) return undefined;
  const standing = pairAt(tree, path);
  const indent = source.slice(0, pair.key.range[0]);
  if (!standing) {
    let fits = true;
    const lines = (wanted: string) => {
      fits = wanted === indent;
      return [source];
    };
    const style = styleAt(tree, path);
    const changes = addLines(tree, path.slice(0, -1), lines, style, style.apart);
    return fits ? changed(tree, changes) : undefined;
  }
  const { map, pair: old } = standing;
  const start = lineStart(tree.text, old.key.range[0]);
  if (map.flow || tree.text.slice(start, old.key.range[0]) !== indent) return undefined;
  return changed(tree, [{ offset: start, end: valueEnd(tree.text, old), text: source }]);
}

/** The text without the mapping at `path`, if nothing is left in it. */
function pruned(tree: YamlTree, path: TextPath): YamlTree {
  const found = pairAt(tree, path);
  if (!found || hasComment(tree.text, found.map, found.pair)) return tree;
  const { value } = found.pair;
  const isEmpty = isNothing(value) || (value !== null && isMap(value) && value.items.length === 0);
  return isEmpty ? (changed(tree, removePair(tree, path)) ?? tree) : tree;
}

/** True if a comment stands in a pair that holds nothing else, or below it where its pairs would. */
function hasComment(text: string, { flow }: YamlMap, pair: YamlPair): boolean {
  const end = flow ? valueEnd(text, pair) : endOf(text, pair);
  if (text.slice(pair.key.range[1], end).includes('#')) return true;
  return !flow && commentsEnd(text, end, `${indentAt(text, pair.key.range[0])} `) > end;
}
