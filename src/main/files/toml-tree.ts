// Reads TOML into what it says, and into the places where each part of it is said.
import { type AST, ParseError, parseTOML } from 'toml-eslint-parser';
import { AppError } from '../../shared/errors';
import type { Comment } from './braces';
import type { TextPath } from './keyed-text';
import { positionAt } from './place';
import { Unsayable } from './values';

export type TomlTable = AST.TOMLTable;
export type TomlPair = AST.TOMLKeyValue;
export type TomlInline = AST.TOMLInlineTable;
export type TomlContent = AST.TOMLContentNode;

/** One statement, or member of an inline table, that says something about a path. */
export type TomlPiece =
  | { readonly kind: 'table'; readonly table: TomlTable }
  | {
      readonly kind: 'pair';
      readonly pair: TomlPair;
      /** Names from the root that the pair's own key goes on from. */
      readonly at: readonly (string | number)[];
      /** The inline table it is a member of; undefined for a statement. */
      readonly inline: TomlInline | undefined;
    };

export interface TomlTree {
  readonly text: string;
  readonly file: string;
  /** Statements in the order of the text: pairs of the root, then tables. */
  readonly body: readonly (TomlPair | TomlTable)[];
  readonly comments: readonly Comment[];
  /** What the whole text says. */
  readonly value: unknown;
}

/** The message is all the parser tells about what is wrong. */
const PROBLEMS: readonly [RegExp, string][] = [
  [/multiple times/u, 'duplicateName'],
  [/^Unterminated string/u, 'stringUnclosed'],
  [/^Unterminated array/u, 'bracketExpected'],
  [/^Unterminated inline table/u, 'braceExpected'],
  [/^Unspecified values/u, 'valueExpected'],
  [/^Expected comma/u, 'commaExpected'],
  [/control character/iu, 'controlCharacter'],
  [/escape/u, 'invalidEscape'],
];

/** TOML 1.1 and what came before it. @throws AppError file-syntax with line and column (from 1) */
export function readTomlTree(text: string, file: string): TomlTree {
  // The parser takes it for a line end; TOML knows none like it, and neither do the edits.
  const lone = /\r(?!\n)/u.exec(text);
  if (lone) throw syntaxError(text, file, 'notToml', lone.index);
  try {
    // A byte order mark is no TOML; a blank in its place keeps every offset.
    const { body, comments } = parseTOML(text.replace(/^\uFEFF/u, ' '));
    const spans = comments.map(({ range: [offset, end] }) => ({ offset, end, line: true }));
    return { text, file, body: body[0].body, comments: spans, value: plain(wholeOf(body[0].body)) };
  } catch (error) {
    // The stack has an end, and brackets in brackets may not.
    if (error instanceof RangeError) throw syntaxError(text, file, 'tooDeep', 0, error);
    if (!(error instanceof ParseError)) throw error;
    const problem = PROBLEMS.find(([message]) => message.test(error.message))?.[1] ?? 'notToml';
    throw syntaxError(text, file, problem, error.index, error);
  }
}

function syntaxError(text: string, file: string, problem: string, offset: number, cause?: unknown): AppError {
  const key = /^(?:"[^"\n]*"|'[^'\n]*'|[\w-]+)/u.exec(text.slice(offset))?.[0] ?? '';
  const params = { file, ...positionAt(text, offset), problem };
  return new AppError('file-syntax', problem === 'duplicateName' ? { ...params, key } : params, { cause });
}

/** Everything that says something about `path` or about what is in it, in the order of the text. */
export function piecesOf({ body }: TomlTree, path: TextPath): readonly TomlPiece[] {
  return body.flatMap((statement): readonly TomlPiece[] => {
    if (statement.type === 'TOMLKeyValue') return piecesIn(statement, [], undefined, path);
    const key = statement.resolvedKey;
    if (startsWith(key, path)) return [{ kind: 'table', table: statement }];
    return startsWith(path, key) ? statement.body.flatMap((pair) => piecesIn(pair, key, undefined, path)) : [];
  });
}

function piecesIn(
  pair: TomlPair,
  at: readonly (string | number)[],
  inline: TomlInline | undefined,
  path: TextPath,
): readonly TomlPiece[] {
  const full = [...at, ...namesOf(pair.key)];
  if (startsWith(full, path)) return [{ kind: 'pair', pair, at, inline }];
  const { value } = pair;
  if (value.type !== 'TOMLInlineTable' || !startsWith(path, full)) return [];
  return value.body.flatMap((member) => piecesIn(member, full, value, path));
}

/** The inline table that `path` leads to or into, and where in it that is. */
export function inlineAt(tree: TomlTree, path: TextPath): { inline: TomlInline; rest: TextPath } | undefined {
  for (let depth = path.length; depth > 0; depth--) {
    for (const piece of piecesOf(tree, path.slice(0, depth))) {
      if (piece.kind !== 'pair' || piece.pair.value.type !== 'TOMLInlineTable') continue;
      if (piece.at.length + piece.pair.key.keys.length !== depth) continue;
      return { inline: piece.pair.value, rest: path.slice(depth) };
    }
  }
  return undefined;
}

export const namesOf = (key: AST.TOMLKey): string[] => key.keys.map((k) => (k.type === 'TOMLBare' ? k.name : k.value));

export function startsWith(path: readonly (string | number)[], start: readonly (string | number)[]): boolean {
  return start.length <= path.length && start.every((step, i) => step === path[i]);
}

export function pieceRange(piece: TomlPiece): readonly [offset: number, end: number] {
  return piece.kind === 'table' ? piece.table.range : piece.pair.range;
}

/** Tables while they are put together; a list stands for one of tables too. */
type Part = Map<string, Part> | Part[] | { readonly content: unknown };

function wholeOf(body: readonly (TomlPair | TomlTable)[]): Part {
  const root: Part = new Map();
  for (const statement of body) {
    if (statement.type === 'TOMLKeyValue') put(root, statement);
    else {
      const table = descend(root, statement.resolvedKey);
      for (const pair of statement.body) put(table, pair);
    }
  }
  return root;
}

function put(table: Part, { key, value }: TomlPair): void {
  const names = namesOf(key);
  const holder = descend(table, names.slice(0, -1));
  const last = names.at(-1);
  if (last !== undefined && holder instanceof Map) holder.set(last, { content: contentOf(value) });
}

function descend(from: Part, path: readonly (string | number)[]): Part {
  let part = from;
  for (const [i, step] of path.entries()) {
    const make = (): Part => (typeof path[i + 1] === 'number' ? [] : new Map());
    if (typeof step === 'number' && Array.isArray(part)) {
      part[step] ??= make();
      part = part[step];
    } else if (part instanceof Map) {
      const next: Part = part.get(String(step)) ?? make();
      part.set(String(step), next);
      part = next;
    }
  }
  return part;
}

function plain(part: Part): unknown {
  if (Array.isArray(part)) return part.map(plain);
  if (!(part instanceof Map)) return part.content;
  // fromEntries defines properties, so a key called __proto__ stays a key.
  return Object.fromEntries([...part].map(([key, value]) => [key, plain(value)]));
}

function contentOf(node: TomlContent): unknown {
  if (node.type === 'TOMLArray') return node.elements.map(contentOf);
  if (node.type === 'TOMLInlineTable') {
    const table: Part = new Map();
    for (const pair of node.body) put(table, pair);
    return plain(table);
  }
  if ('datetime' in node) return new Unsayable(node.datetime);
  return node.kind === 'float' && Number.isNaN(node.value) ? new Unsayable(node.number) : node.value;
}
