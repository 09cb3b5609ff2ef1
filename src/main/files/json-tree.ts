// Reads JSON (with or without comments) into a tree that knows where everything stands, down to commas and comments.
import { printParseErrorCode, visit } from 'jsonc-parser';
import { AppError } from '../../shared/errors';
import type { Comment } from './braces';
import { positionAt } from './place';

export interface JsonMember {
  readonly key: string;
  /** Offset of the opening quote of the name. */
  readonly offset: number;
  readonly value: JsonNode;
  /** Offset of the comma that follows, if one does. */
  readonly comma?: number;
}
export type JsonNode = JsonObjectNode | JsonArrayNode | JsonLiteralNode;
export interface JsonObjectNode {
  readonly kind: 'object';
  readonly offset: number;
  readonly end: number;
  readonly members: readonly JsonMember[];
}
interface JsonArrayNode {
  readonly kind: 'array';
  readonly offset: number;
  readonly end: number;
  readonly items: readonly JsonNode[];
}
interface JsonLiteralNode {
  readonly kind: 'literal';
  readonly offset: number;
  readonly end: number;
  readonly value: string | number | boolean | null;
}
export interface JsonTree {
  /** Absent when the text holds nothing but blanks and comments. */
  readonly root: JsonObjectNode | undefined;
  readonly comments: readonly Comment[];
}
export interface JsonOptions {
  /** Named in errors. */
  readonly file: string;
  /** JSONC: comments and trailing commas are allowed. */
  readonly comments: boolean;
  /** A text without any value is read as an object without members. */
  readonly empty?: boolean;
}

/** Deeper than any config; far below what would exhaust the stack. */
const MAX_DEPTH = 200;

const PROBLEMS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'unexpectedSymbol',
  InvalidNumberFormat: 'invalidNumber',
  PropertyNameExpected: 'nameExpected',
  ValueExpected: 'valueExpected',
  ColonExpected: 'colonExpected',
  CommaExpected: 'commaExpected',
  CloseBraceExpected: 'braceExpected',
  CloseBracketExpected: 'bracketExpected',
  EndOfFileExpected: 'endExpected',
  InvalidCommentToken: 'commentNotAllowed',
  UnexpectedEndOfComment: 'commentUnclosed',
  UnexpectedEndOfString: 'stringUnclosed',
  UnexpectedEndOfNumber: 'invalidNumber',
  InvalidUnicode: 'invalidEscape',
  InvalidEscapeCharacter: 'invalidEscape',
  InvalidCharacter: 'controlCharacter',
};

/** @throws AppError file-syntax at the first thing that is not JSON, or where the root is not an object */
export function readJsonTree(text: string, options: JsonOptions): JsonTree {
  return readPart(text, options, 0);
}

/** Reads a text that stands at `base` in another one: so do its nodes. */
function readPart(text: string, options: JsonOptions, base: number): JsonTree {
  const fail = (problem: string, offset: number): never => {
    throw new AppError('file-syntax', { file: options.file, ...positionAt(text, offset - base), problem });
  };
  const builder = new TreeBuilder(text, base, fail);
  // A byte order mark is no JSON; a blank in its place keeps every offset.
  visit(text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text, builder.visitor, {
    disallowComments: !options.comments,
    allowTrailingComma: options.comments,
    allowEmptyContent: options.empty === true,
  });
  const { root } = builder;
  if (root === undefined) return { root, comments: builder.comments };
  if (root.kind !== 'object') return fail('objectExpected', root.offset);
  return { root, comments: builder.comments };
}

type Open = {
  readonly kind: 'object' | 'array';
  readonly offset: number;
  end: number;
  members: { key: string; offset: number; value: JsonNode; comma?: number }[];
  items: JsonNode[];
  pending?: { key: string; offset: number };
};

class TreeBuilder {
  root: JsonNode | undefined;
  readonly comments: Comment[] = [];
  readonly #stack: Open[] = [];
  readonly #text: string;
  readonly #base: number;
  readonly #fail: (problem: string, offset: number) => never;

  constructor(text: string, base: number, fail: (problem: string, offset: number) => never) {
    this.#text = text;
    this.#base = base;
    this.#fail = fail;
  }

  readonly visitor = {
    onObjectBegin: (offset: number) => this.#open('object', offset + this.#base),
    onArrayBegin: (offset: number) => this.#open('array', offset + this.#base),
    onObjectEnd: (offset: number) => this.#close(offset + this.#base + 1),
    onArrayEnd: (offset: number) => this.#close(offset + this.#base + 1),
    onObjectProperty: (key: string, offset: number) => {
      const top = this.#stack.at(-1);
      if (top) top.pending = { key, offset: offset + this.#base };
    },
    onLiteralValue: (value: string | number | boolean | null, offset: number, length: number) => {
      const start = offset + this.#base;
      this.#put({ kind: 'literal', offset: start, end: start + length, value });
    },
    onSeparator: (character: string, offset: number) => {
      const last = character === ',' ? this.#stack.at(-1)?.members.at(-1) : undefined;
      if (last) last.comma = offset + this.#base;
    },
    onComment: (offset: number, length: number) => {
      const start = offset + this.#base;
      this.comments.push({ offset: start, end: start + length, line: this.#text[offset + 1] === '/' });
    },
    onError: (code: number, offset: number) => {
      this.#fail(PROBLEMS[printParseErrorCode(code)] ?? 'unexpectedSymbol', offset + this.#base);
    },
  };

  #open(kind: 'object' | 'array', offset: number): void {
    if (this.#stack.length >= MAX_DEPTH) this.#fail('tooDeep', offset);
    this.#stack.push({ kind, offset, end: offset, members: [], items: [] });
  }

  #close(end: number): void {
    const open = this.#stack.pop();
    if (!open) return;
    const { kind, offset, members, items } = open;
    this.#put(kind === 'object' ? { kind, offset, end, members } : { kind, offset, end, items });
  }

  #put(node: JsonNode): void {
    const top = this.#stack.at(-1);
    if (!top) this.root = node;
    else if (top.kind === 'array') top.items.push(node);
    else if (top.pending) top.members.push({ ...top.pending, value: node });
  }
}

/** The plain value of a node. Of names that stand twice the last one counts, as in every JSON parser. */
export function nodeValue(node: JsonNode): unknown {
  if (node.kind === 'literal') return node.value;
  if (node.kind === 'array') return node.items.map(nodeValue);
  // fromEntries defines properties, so a member called __proto__ stays a member.
  return Object.fromEntries(node.members.map((m) => [m.key, nodeValue(m.value)]));
}

/** True if the node says `value`; the same as of its plain value, which is not made for it. */
export function nodeSays(node: JsonNode, value: unknown): boolean {
  if (node.kind === 'literal') return node.value === value;
  if (typeof value !== 'object' || value === null || Array.isArray(value) !== (node.kind === 'array')) return false;
  if (node.kind === 'array') {
    const { items } = node;
    return Array.isArray(value) && items.length === value.length && items.every((item, i) => nodeSays(item, value[i]));
  }
  const { members } = node;
  const says = ({ key, value: its }: JsonMember) => Object.hasOwn(value, key) && nodeSays(its, Reflect.get(value, key));
  const names = new Set(members.map(({ key }) => key));
  return names.size === members.length && Object.keys(value).length === members.length && members.every(says);
}

/**
 * The tree of `text` after an edit inside `object` that made it `delta` longer. Only the object is read anew; in a file
 * of a megabyte that is the difference between one millisecond and fifty for each of many edits.
 */
export function rereadJsonTree(
  tree: JsonTree,
  object: JsonObjectNode,
  text: string,
  delta: number,
  options: JsonOptions,
): JsonTree {
  if (object === tree.root || !tree.root) return readJsonTree(text, options);
  const part = text.slice(object.offset, object.end + delta);
  const inner = readPart(part, { ...options, empty: false }, object.offset);
  const past = (offset: number) => (offset >= object.end ? offset + delta : offset);
  const move = (node: JsonNode): JsonNode => {
    if (node === object) return inner.root ?? node;
    if (node.end <= object.offset) return node;
    if (node.offset >= object.end) return shifted(node, delta);
    return copied(node, past, move);
  };
  const root = move(tree.root);
  const comments = [
    ...tree.comments.filter((c) => c.end <= object.offset),
    ...inner.comments,
    ...tree.comments
      .filter((c) => c.offset >= object.end)
      .map((c) => ({ ...c, offset: c.offset + delta, end: c.end + delta })),
  ];
  return { root: root.kind === 'object' ? root : undefined, comments };
}

function shifted(node: JsonNode, delta: number): JsonNode {
  const by = (offset: number) => offset + delta;
  return copied(node, by, (child) => shifted(child, delta));
}

/** The node at its new place. What it holds is moved when it is looked at, which for most of a large file is never. */
function copied(node: JsonNode, at: (offset: number) => number, child: (node: JsonNode) => JsonNode): JsonNode {
  const [offset, end] = [at(node.offset), at(node.end)];
  if (node.kind === 'literal') return { kind: 'literal', offset, end, value: node.value };
  if (node.kind === 'array') {
    const items = once(() => node.items.map(child));
    return {
      kind: 'array',
      offset,
      end,
      get items() {
        return items();
      },
    };
  }
  const members = once(() =>
    node.members.map((m): JsonMember => {
      const moved = { key: m.key, offset: at(m.offset), value: child(m.value) };
      return m.comma === undefined ? moved : { ...moved, comma: at(m.comma) };
    }),
  );
  return {
    kind: 'object',
    offset,
    end,
    get members() {
      return members();
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
