// A JSON file as text that can be asked and edited by path. An edit touches one member and its separator; every other
// byte (comments, order, indentation, line ends, byte order mark, number spelling) stays as it was.
import { AppError } from '../../shared/errors';
import type { Json } from '../../shared/model';
import { addMembers, replaceValues, withoutMembers } from './json-bulk';
import { addMember, createRoot, type NewValue, removeMember, removeRoot, replaceValue } from './json-edit';
import { findMember, membersOf } from './json-members';
import { jsonParts } from './json-parts';
import {
  type JsonMember,
  type JsonNode,
  type JsonObjectNode,
  type JsonOptions,
  type JsonTree,
  nodeSays,
  nodeValue,
  readJsonTree,
  rereadJsonTree,
} from './json-tree';
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
import { applyChanges, type Change, placeOf, positionAt, type TextPlace } from './place';

type JsonPath = TextPath;
/** Immutable: an edit gives a new one. A path is a list of member names from the root; `[]` is the root. */
export interface JsonText extends KeyedText {
  /** The parsed value, undefined where there is none. Of a name that stands twice the last one counts. */
  value(path: JsonPath): unknown;
  /** The value exactly as it is written. */
  source(path: JsonPath): string | undefined;
  /** From the first quote of the member's name to the end of its value; for `[]` the root object. */
  where(path: JsonPath): TextPlace | undefined;
  /** Where the value begins; a path may go on into arrays here, by index. */
  whereValue(path: readonly (string | number)[]): TextPlace | undefined;
  /** Names in file order, each once. @throws AppError file-shape if there is something else than an object */
  keys(path: JsonPath): string[];
  /** The first name that stands twice in the object at `path`, where it stands the second time. */
  duplicate(path: JsonPath): (TextPlace & { readonly key: string }) | undefined;
  /**
   * Adds the member at the end of its object, or replaces its value in place; an equal value changes nothing. Objects
   * missing on the way are created. @throws AppError file-shape if something on the way is not an object, file-syntax
   * (duplicateName) if a name on the way stands twice
   */
  with(path: JsonPath, value: Json): JsonText;
  withAll(holder: JsonPath, entries: readonly NamedEntry[]): JsonText;
  /** As `with`, from source text such as `source` gave; it is put in byte for byte. */
  withSource(path: JsonPath, source: string): JsonText;
  /**
   * Removes the member with its separator and the blank before it, so that `with` then `without` gives the text back
   * byte for byte. `prune` names objects to remove as well if they are left with neither member nor comment: those
   * that `with` had to create, deepest first; `[]` stands for the root of a text that was empty. A path that is not
   * there changes nothing. @throws as `with`
   */
  without(path: JsonPath, options?: { readonly prune?: readonly JsonPath[] }): JsonText;
  /** Strings that reach into `[from, to)`, and comments, in the order of the text. */
  parts(from: number, to: number): readonly TextPart[];
}

/**
 * Reads strict JSON, or JSONC where `comments` is true; `empty` allows a text without any value.
 * @throws AppError file-syntax with line and column (from 1)
 */
export function parseJsonText(text: string, options: JsonOptions): JsonText {
  const tree = readJsonTree(text, options);
  return new Text(text, options, () => tree);
}

class Text implements JsonText {
  readonly text: string;
  readonly #options: JsonOptions;
  readonly #load: () => JsonTree;
  #tree: JsonTree | undefined;

  constructor(text: string, options: JsonOptions, load: () => JsonTree) {
    this.text = text;
    this.#options = options;
    this.#load = load;
  }

  /** Read when first asked for: the last text of a chain of edits is often only written. */
  get #read(): JsonTree {
    this.#tree ??= this.#load();
    return this.#tree;
  }

  value(path: JsonPath): unknown {
    const node = this.#node(path);
    return node && nodeValue(node);
  }

  source(path: JsonPath): string | undefined {
    const node = this.#node(path);
    return node && this.text.slice(node.offset, node.end);
  }

  where(path: JsonPath): TextPlace | undefined {
    const node = this.#node(path);
    if (!node) return undefined;
    const parent = path.length === 0 ? undefined : this.#node(path.slice(0, -1));
    const member = parent?.kind === 'object' ? findMember(parent, path.at(-1)) : undefined;
    return this.#place(member?.offset ?? node.offset, node.end);
  }

  whereValue(path: readonly (string | number)[]): TextPlace | undefined {
    let node: JsonNode | undefined = this.#read.root;
    for (const step of path) {
      if (node?.kind === 'object') node = findMember(node, String(step))?.value;
      else node = node?.kind === 'array' ? node.items[Number(step)] : undefined;
    }
    return node && this.#place(node.offset, node.end);
  }

  keys(path: JsonPath): string[] {
    const node = this.#node(path);
    if (!node) return [];
    if (node.kind !== 'object') throw this.#notAnObject(path, node);
    return [...new Set(node.members.map((m) => m.key))];
  }

  duplicate(path: JsonPath): (TextPlace & { readonly key: string }) | undefined {
    const node = this.#node(path);
    if (node?.kind !== 'object') return undefined;
    const seen = new Set<string>();
    const double = node.members.find((m) => seen.size === seen.add(m.key).size);
    return double && { key: double.key, ...this.#place(double.offset, double.value.end) };
  }

  with(path: JsonPath, value: Json): Text {
    const old = this.value(path);
    return old !== undefined && sameJson(old, value) ? this.#checked(path) : this.#put(path, { json: value });
  }

  withAll(holder: JsonPath, entries: readonly NamedEntry[]): JsonText {
    return inPasses<Text>(this, entries, (text, left) => text.#pass(holder, left));
  }

  withSource(path: JsonPath, source: string): JsonText {
    return this.#put(path, { source });
  }

  without(path: JsonPath, options: { readonly prune?: readonly JsonPath[] } = {}): JsonText {
    const removed = this.#remove(path);
    return (options.prune ?? []).reduce<Text>((text, parent) => text.#prune(parent), removed);
  }

  withoutAll(holder: JsonPath, names: readonly string[], options: { readonly prune: readonly JsonPath[] }): JsonText {
    const [last = '', ...others] = names.toReversed();
    const node = this.#node(holder);
    const standing = membersOf(node);
    const inOnePass = node?.kind === 'object' && mayGoTogether(names, (name) => standing?.has(name) === true);
    if (!inOnePass) return names.reduce<JsonText>((text, name) => text.without([...holder, name], options), this);
    // The last one by itself: what is left empty may go with it.
    this.#checked([...holder, last]);
    const text = withoutMembers(this.text, this.#read, node, others.reverse());
    const left = new Text(text, this.#options, () => readJsonTree(text, this.#options));
    return left.without([...holder, last], options);
  }

  parts(from: number, to: number): readonly TextPart[] {
    return jsonParts(this.#read, from, to);
  }

  /** The first of `entries` in one pass, at least one of them, if they are alike: all of them new, or none. */
  #pass(holder: JsonPath, entries: readonly NamedEntry[]): Passed<Text> {
    const [[name, value] = ['', {}], ...more] = entries;
    const first = this.with([...holder, name], value);
    const node = this.#node(holder);
    const standing = membersOf(node);
    const alike = alikeUpTo(entries, (one) => standing?.has(one) === true);
    if (!standing || alike < 3 || node?.kind !== 'object') return { after: first, done: 1 };
    if (standing.has(name)) {
      const after = this.#changed(holder, node, standing, entries.slice(0, alike));
      return after ? { after, done: alike } : { after: first, done: 1 };
    }
    const [[second, its] = ['', {}]] = more;
    const pattern = first.with([...holder, second], its);
    const after = pattern.#added(holder, entries.slice(2, alike));
    return after ? { after, done: alike } : { after: pattern, done: 2 };
  }

  #added(holder: JsonPath, entries: readonly NamedEntry[]): Text | undefined {
    const node = this.#node(holder);
    const changes = node?.kind === 'object' ? addMembers(this.text, this.#read, node, entries) : undefined;
    return changes && node?.kind === 'object' ? this.#edited(node, changes).#saying(holder, entries, node) : undefined;
  }

  #changed(
    holder: JsonPath,
    node: JsonObjectNode,
    standing: ReadonlyMap<string, JsonMember>,
    entries: readonly NamedEntry[],
  ): Text | undefined {
    const others = entries.flatMap(([name, value]) => {
      const member = standing.get(name);
      return member && !sameJson(nodeValue(member.value), value) ? [{ member, value }] : [];
    });
    const changes = replaceValues(this.text, this.#read, others);
    return changes && this.#edited(node, changes).#saying(holder, entries, node);
  }

  /** This text if it says these entries beside the ones there were: what was put in by a pattern is read to be sure. */
  #saying(holder: JsonPath, entries: readonly NamedEntry[], before: JsonObjectNode): Text | undefined {
    const now = membersOf(this.#node(holder));
    const names = new Set([...before.members.map((m) => m.key), ...entries.map(([name]) => name)]);
    const says = ([name, value]: NamedEntry) => {
      const member = now?.get(name);
      return member !== undefined && nodeSays(member.value, value);
    };
    return now?.size === names.size && entries.every(says) ? this : undefined;
  }

  #put(path: JsonPath, value: NewValue): Text {
    const { text } = this;
    const tree = this.#read;
    const key = path.at(-1);
    if (key === undefined) throw new Error('the root cannot be replaced');
    const { object, depth } = this.#descend(path);
    const missing = path.slice(depth);
    const inner = missing.slice(1).reduceRight<NewValue>((v, k) => wrap(k, v), value);
    if (!object) return this.#edited(object, createRoot(text, tree, missing[0] ?? key, inner));
    const name = missing[0];
    if (name !== undefined) return this.#edited(object, addMember(text, tree, object, name, inner));
    const member = findMember(object, key);
    return member ? this.#edited(object, replaceValue(text, tree, member, value)) : this;
  }

  #remove(path: JsonPath): Text {
    const { object, depth } = this.#descend(path);
    if (!object || depth < path.length || path.length === 0) return this;
    const index = object.members.findLastIndex((m) => m.key === path.at(-1));
    return this.#edited(object, removeMember(this.text, this.#read, object, index));
  }

  #prune(path: JsonPath): Text {
    const node = this.#node(path);
    if (node?.kind !== 'object' || node.members.length > 0) return this;
    if (/\S/u.test(this.text.slice(node.offset + 1, node.end - 1))) return this;
    if (path.length > 0) return this.#remove(path);
    return this.#options.empty ? this.#edited(undefined, removeRoot(this.text, this.#read, node)) : this;
  }

  /** Applies changes that all lie inside `object`; undefined stands for the whole text. */
  #edited(object: JsonObjectNode | undefined, changes: readonly Change[]): Text {
    const options = this.#options;
    const tree = this.#read;
    const text = applyChanges(this.text, changes);
    const delta = text.length - this.text.length;
    return new Text(text, options, () =>
      object ? rereadJsonTree(tree, object, text, delta, options) : readJsonTree(text, options),
    );
  }

  #checked(path: JsonPath): Text {
    this.#descend(path);
    return this;
  }

  /** Follows `path` as far as it exists; `object` is the last one reached, `depth` how many names were found. */
  #descend(path: JsonPath): { object: JsonObjectNode | undefined; depth: number } {
    let object = this.#read.root;
    if (!object) return { object, depth: 0 };
    for (const [depth, key] of path.entries()) {
      const member = this.#only(object, key);
      if (!member) return { object, depth };
      if (depth === path.length - 1) break;
      if (member.value.kind !== 'object') throw this.#notAnObject(path.slice(0, depth + 1), member.value);
      object = member.value;
    }
    return { object, depth: path.length };
  }

  /** An edit next to a double would leave it to each parser which of the two it meant, so it is refused. */
  #only(object: JsonObjectNode, key: string): JsonMember | undefined {
    const [first, second] = object.members.filter((m) => m.key === key);
    if (!second) return first;
    const position = positionAt(this.text, second.offset);
    throw new AppError('file-syntax', { file: this.#options.file, ...position, problem: 'duplicateName', key });
  }

  #node(path: JsonPath): JsonNode | undefined {
    let node: JsonNode | undefined = this.#read.root;
    for (const key of path) node = node?.kind === 'object' ? findMember(node, key)?.value : undefined;
    return node;
  }

  #place(offset: number, end: number): TextPlace {
    return placeOf(this.text, offset, end);
  }

  #notAnObject(path: JsonPath, node: JsonNode): AppError {
    const position = positionAt(this.text, node.offset);
    return new AppError('file-shape', { file: this.#options.file, ...position, key: path.join('.') });
  }
}

const wrap = (key: string, value: NewValue): NewValue =>
  'json' in value ? { json: { [key]: value.json } } : { source: `{ ${JSON.stringify(key)}: ${value.source} }` };

/** Equal as JSON, members in any order. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return left.length === right.length && left.every(([k, v]) => Object.hasOwn(b, k) && sameJson(v, Reflect.get(b, k)));
}
