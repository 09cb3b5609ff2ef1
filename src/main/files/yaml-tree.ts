// Reads YAML into what it says, and into nodes that know where they stand.
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type ParsedNode,
  parseDocument,
  visit,
  type YAMLMap,
  type YAMLParseError,
} from 'yaml';
import { AppError } from '../../shared/errors';
import type { Braces, Comment } from './braces';
import type { TextPath } from './keyed-text';
import { positionAt } from './place';
import { Unsayable } from './values';

export type YamlNode = ParsedNode;
export type YamlMap = YAMLMap.Parsed;
export type YamlPair = YamlMap['items'][number];

export interface YamlTree {
  readonly text: string;
  readonly file: string;
  /** Undefined where the text says nothing. */
  readonly root: YamlMap | undefined;
  /** What the whole text says, with what aliases point to in their place. */
  readonly value: unknown;
}

const PROBLEMS: Readonly<Partial<Record<YAMLParseError['code'], string>>> = {
  TAB_AS_INDENT: 'tabIndent',
  BAD_INDENT: 'wrongIndent',
  MULTIPLE_DOCS: 'severalDocuments',
  RESOURCE_EXHAUSTION: 'tooDeep',
};

const OPTIONS = {
  // Names that stand twice are for whoever reads them, as long as they are not ours.
  uniqueKeys: false,
  keepSourceTokens: true,
  prettyErrors: false,
  // Whatever else a text declares itself to be, its nodes stay what they look like.
  schema: 'core',
  resolveKnownTags: false,
  merge: false,
} as const;

/** What aliases may grow a text to; beyond it is an attack, or a mistake. */
const MOST_NODES = 100_000;

/**
 * `isPart`: the text was cut out of another one, where its aliases have something to point to.
 * @throws AppError file-syntax with line and column (from 1), also where the text is not a mapping
 */
export function readYamlTree(text: string, file: string, isPart = false): YamlTree {
  const fail = (problem: string, offset: number, cause?: unknown): never => {
    throw new AppError('file-syntax', { file, ...positionAt(text, offset), problem }, { cause });
  };
  // An old line end to some parsers of YAML, and none to the edits.
  const lone = /\r(?!\n)/u.exec(text);
  if (lone) return fail('notYaml', lone.index);
  try {
    const doc = parseDocument(text, OPTIONS);
    const [error] = doc.errors;
    if (error) return fail(PROBLEMS[error.code] ?? 'notYaml', error.pos[0], error);
    const { contents } = doc;
    if (contents === null || isNothing(contents)) return { text, file, root: undefined, value: {} };
    if (!isMap(contents)) return fail('mappingExpected', contents.range[0]);
    return { text, file, root: contents, value: new Reading(doc, isPart, fail).value(contents) };
  } catch (error) {
    // The stack has an end, and brackets in brackets may not.
    if (error instanceof RangeError) return fail('tooDeep', 0, error);
    throw error;
  }
}

class Reading {
  readonly #isPart: boolean;
  readonly #fail: (problem: string, offset: number) => never;
  /** The last node before an alias that has its anchor. */
  readonly #targets = new Map<unknown, YamlNode>();
  /** Targets being read: an alias inside of what it points to has no end. */
  readonly #open = new Set<unknown>();
  #nodes = 0;

  constructor(doc: Document.Parsed, isPart: boolean, fail: (problem: string, offset: number) => never) {
    this.#isPart = isPart;
    this.#fail = fail;
    const anchors = new Map<string, YamlNode>();
    visit(doc, {
      Node: (_key, node) => {
        const target = isAlias(node) ? anchors.get(node.source) : undefined;
        if (target) this.#targets.set(node, target);
        // What stands in a parsed document was parsed.
        if (!isAlias(node) && node.anchor) anchors.set(node.anchor, node as YamlNode);
      },
    });
  }

  value(node: YamlNode | null): unknown {
    if (++this.#nodes > MOST_NODES) return this.#fail('tooDeep', node?.range[0] ?? 0);
    if (node === null) return null;
    if (isAlias(node)) return this.#pointedTo(node);
    if (isScalar(node)) return Number.isNaN(node.value) ? new Unsayable(node.source) : node.value;
    if (isSeq(node)) return node.items.map((item) => this.value(item));
    // fromEntries defines properties, so a key called __proto__ stays a key.
    return Object.fromEntries(
      node.items.map(({ key, value }) => [nameOf(key) ?? JSON.stringify(this.value(key)), this.value(value)]),
    );
  }

  #pointedTo(alias: Alias.Parsed): unknown {
    const target = this.#targets.get(alias);
    if (!target && this.#isPart) return new Unsayable(`*${alias.source}`);
    if (!target) return this.#fail('aliasUnknown', alias.range[0]);
    if (this.#open.has(target)) return this.#fail('tooDeep', alias.range[0]);
    this.#open.add(target);
    const value = this.value(target);
    this.#open.delete(target);
    return value;
  }
}

/** The name of a key as it is written; undefined for one that is not a name. */
export function nameOf(key: YamlNode): string | undefined {
  if (!isScalar(key)) return undefined;
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

/** True for a value that is left out altogether. */
export const isNothing = (node: YamlNode | null): boolean =>
  node === null || (isScalar(node) && node.source === '' && node.type === 'PLAIN' && !node.anchor && !node.tag);

/** The pair at `path`, the last one of its name, and the mapping it stands in. */
export function pairAt(tree: YamlTree, path: TextPath): { map: YamlMap; pair: YamlPair; index: number } | undefined {
  const name = path.at(-1);
  const map = name === undefined ? undefined : mapAt(tree, path.slice(0, -1));
  const index = map?.items.findLastIndex(({ key }) => nameOf(key) === name) ?? -1;
  const pair = map?.items[index];
  return map && pair && { map, pair, index };
}

/** The mapping at `path`; an alias is not followed. */
export function mapAt(tree: YamlTree, path: TextPath): YamlMap | undefined {
  let map = tree.root;
  for (const name of path) {
    const node: YamlNode | null | undefined = map?.items.findLast(({ key }) => nameOf(key) === name)?.value;
    map = node && isMap(node) ? node : undefined;
  }
  return map;
}

/** True if in the node, or in what is in it, a name stands twice. */
export function hasDouble(node: YamlNode | null): boolean {
  if (node === null || isAlias(node) || isScalar(node)) return false;
  if (isSeq(node)) return node.items.some(hasDouble);
  const names = node.items.map(({ key }) => nameOf(key));
  return new Set(names).size < names.length || node.items.some(({ value }) => hasDouble(value));
}

/** A mapping in braces, and its commas. */
export function bracesOf({ range, items, srcToken }: YamlMap): Braces {
  const tokens = srcToken?.type === 'flow-collection' ? srcToken.items : [];
  const members = items.map(({ key, value }, index) => {
    const properties = tokens[index]?.start.find(
      ({ type }) => type === 'anchor' || type === 'tag' || type === 'explicit-key-ind',
    );
    const comma = tokens[index + 1]?.start.find(({ type }) => type === 'comma')?.offset;
    const end = Math.max(key.range[1], value?.range[1] ?? 0);
    return { offset: properties?.offset ?? key.range[0], end, ...(comma !== undefined && { comma }) };
  });
  return { offset: range[0], end: range[1], members };
}

/** Marks of the lexer, which are not in the text. */
const MARKS: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001F']);
/** A scalar follows; it is never a comment, whatever it looks like. */
const SCALAR = '\u001F';

export function yamlComments(text: string): readonly Comment[] {
  const comments: Comment[] = [];
  let offset = 0;
  let previous = '';
  for (const token of new Lexer().lex(text)) {
    const end = MARKS.has(token) ? offset : offset + token.length;
    if (token.startsWith('#') && previous !== SCALAR) comments.push({ offset, end, line: true });
    [offset, previous] = [end, token];
  }
  return comments;
}
