// A TOML file as text whose entries, tables inside one table, can be asked and edited. An edit touches the lines of one
// entry; every other byte (comments, order, indentation, line ends, byte order mark, spelling) stays as it was.
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
import { eolAt, placeOf, positionAt, type TextPlace } from './place';
import { firstProven, type Way } from './proven';
import { withChangedTables, withoutTables, withTables } from './toml-bulk';
import { insertTable, lastTables } from './toml-edit';
import { changed, cleared, mended, writtenAnew } from './toml-mend';
import { tomlParts } from './toml-parts';
import { headerText, tomlStyle } from './toml-style';
import {
  inlineAt,
  pieceRange,
  piecesOf,
  readTomlTree,
  type TomlPiece,
  type TomlTable,
  type TomlTree,
} from './toml-tree';
import { isEntry, isFilled, valueAt } from './values';

/** Immutable: an edit gives a new one. A path is that of an entry, its own name last, unless a method says otherwise. */
export interface TomlText extends KeyedText {
  /** The parsed value at any path, undefined where there is none; a date is an Unsayable. */
  value(path: TextPath): unknown;
  /** The entry's lines; one that is not all tables in a row is given as lines below the header of what holds it. */
  source(path: TextPath): string | undefined;
  /** From the first of its statements to the last, at any path; `[]` is the whole text. */
  where(path: TextPath): TextPlace | undefined;
  /** Names at any path. @throws AppError file-shape if there is something else than a table */
  keys(path: TextPath): readonly string[];
  /**
   * Adds the entry as a table, in the hand of its siblings, behind the last of them or at the end of the text; or
   * changes what differs in the one that stands there. An equal one changes nothing.
   * @throws AppError file-shape if something on the way is not a table, file-syntax (notEditable) if the text cannot
   * say it without something else changing
   */
  with(path: TextPath, value: JsonObject): TomlText;
  withAll(holder: TextPath, entries: readonly NamedEntry[]): TomlText;
  /** Adds or replaces the entry by lines that `source` gave. @throws as `with`, file-syntax also about the source */
  withSource(path: TextPath, source: string): TomlText;
  /**
   * Removes the entry, all of its tables wherever they stand, so that `with` then `without` gives the text back byte
   * for byte. Comments above its headers and below its last line stay. @throws as `with`
   */
  without(path: TextPath): TomlText;
}

/** @throws AppError file-syntax with line and column (from 1) */
export function parseTomlText(text: string, { file }: { readonly file: string }): TomlText {
  return new Text(readTomlTree(text, file));
}

class Text implements TomlText {
  readonly #tree: TomlTree;

  constructor(tree: TomlTree) {
    this.#tree = tree;
  }

  get text(): string {
    return this.#tree.text;
  }

  value(path: TextPath): unknown {
    return valueAt(this.#tree.value, path);
  }

  source(path: TextPath): string | undefined {
    const pieces = piecesOf(this.#tree, path);
    if (pieces.length === 0) return undefined;
    const { text } = this;
    const group = lastTables(this.#tree, pieces);
    if (group.length === pieces.length) return linesOf(text, group);
    const statements = pieces.map((piece) => statementOf(text, piece, path));
    const holder = path.slice(0, -1);
    const header = pieces.some((piece) => piece.kind === 'pair')
      ? [headerText(holder, tomlStyle(this.#tree, holder))]
      : [];
    return [...header, ...statements].join(eolAt(text, text.length));
  }

  where(path: TextPath): TextPlace | undefined {
    if (path.length === 0) return placeOf(this.text, 0, this.text.length);
    const ranges = piecesOf(this.#tree, path).map(pieceRange);
    if (ranges.length === 0) return undefined;
    return placeOf(this.text, Math.min(...ranges.map(([offset]) => offset)), Math.max(...ranges.map(([, end]) => end)));
  }

  keys(path: TextPath): readonly string[] {
    const value = this.value(path);
    if (value === undefined) return [];
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.keys(value);
    const position = positionAt(this.text, this.#offsetOf(path));
    throw new AppError('file-shape', { file: this.#tree.file, ...position, key: path.join('.') });
  }

  with(path: TextPath, value: JsonObject): Text {
    this.#checkAround(path);
    const old = this.value(path);
    if (old !== undefined && sameJson(old, value)) return this;
    const inPlace: Way<TomlTree> = (tree) =>
      isFilled(old) && isFilled(value) ? mended(tree, path, differences(old, value)) : undefined;
    return this.#proven(path, value, [inPlace, (tree) => writtenAnew(tree, path, value)]);
  }

  withAll(holder: TextPath, entries: readonly NamedEntry[]): TomlText {
    return inPasses<Text>(this, entries, (text, left) => text.#pass(holder, left));
  }

  withSource(path: TextPath, source: string): TomlText {
    this.#checkAround(path);
    const given = readTomlTree(source, this.#tree.file);
    const value = valueAt(given.value, path);
    return this.#proven(path, value, [
      (tree) => withLines(tree, path, given),
      (tree) => (isEntry(value) ? writtenAnew(tree, path, value) : undefined),
    ]);
  }

  without(path: TextPath): TomlText {
    this.#checkAround(path);
    if (piecesOf(this.#tree, path).length === 0) return this;
    return this.#proven(path, undefined, [(tree) => cleared(tree, path)]);
  }

  withoutAll(holder: TextPath, names: readonly string[]): TomlText {
    const [last = '', ...others] = names.toReversed();
    const inOnePass = mayGoTogether(names, (name) => this.value([...holder, name]) !== undefined);
    // The last one by itself: what is left empty may go with it.
    const tree = inOnePass ? withoutTables(this.#tree, holder, others.reverse()) : undefined;
    const left = tree ? [last] : names;
    const start: TomlText = tree ? new Text(tree) : this;
    return left.reduce<TomlText>((text, name) => text.without([...holder, name]), start);
  }

  parts(from: number, to: number): readonly TextPart[] {
    return tomlParts(this.#tree, from, to);
  }

  /** The first of `entries`, and with it those that can be put in behind it in one pass. */
  #pass(holder: TextPath, entries: readonly NamedEntry[]): Passed<Text> {
    const [[name, value] = ['', {}], ...more] = entries;
    const alike = alikeUpTo(entries, (one) => this.value([...holder, one]) !== undefined);
    const isNew = this.value([...holder, name]) === undefined;
    if (!isNew && alike > 1) {
      this.#checkAround([...holder, name]);
      const tree = withChangedTables(this.#tree, holder, entries.slice(0, alike));
      if (tree) return { after: new Text(tree), done: alike };
    }
    const first = this.with([...holder, name], value);
    const rest = isNew && alike > 2 ? withTables(first.#tree, holder, more.slice(0, alike - 1)) : undefined;
    return rest ? { after: new Text(rest.after), done: rest.done + 1 } : { after: first, done: 1 };
  }

  #proven(path: TextPath, value: unknown, ways: readonly Way<TomlTree>[]): Text {
    return new Text(firstProven(this.#tree, path, value, this.#offsetOf(path), ways));
  }

  #checkAround(path: TextPath): void {
    for (let depth = 1; depth < path.length; depth++) this.keys(path.slice(0, depth));
  }

  #offsetOf(path: TextPath): number {
    return this.where(path)?.offset ?? this.where(path.slice(0, -1))?.offset ?? 0;
  }
}

/** The lines of `given`, all of them tables of the entry, in place of its own; undefined where they do not fit in. */
function withLines(tree: TomlTree, path: TextPath, given: TomlTree): TomlTree | undefined {
  const holder = path.slice(0, -1);
  const pieces = piecesOf(given, path);
  const areTables = pieces.length === given.body.length && lastTables(given, pieces).length === pieces.length;
  if (!areTables || inlineAt(tree, holder)) return undefined;
  const standing = piecesOf(tree, path);
  const group = lastTables(tree, standing);
  const [first, last] = [group[0], group.at(-1)];
  if (first && last && group.length === standing.length) {
    return changed(tree, [{ offset: lineStart(tree.text, first.range[0]), end: last.range[1], text: given.text }]);
  }
  const without = cleared(tree, path);
  return changed(without, insertTable(without, holder, [given.text]));
}

function linesOf(text: string, group: readonly TomlTable[]): string {
  const [first, last] = [group[0], group.at(-1)];
  return first && last ? text.slice(lineStart(text, first.range[0]), last.range[1]) : '';
}

/** A piece of the entry at `path` as it would stand below the header of what holds the entry. */
function statementOf(text: string, piece: TomlPiece, path: TextPath): string {
  if (piece.kind === 'table') return linesOf(text, [piece.table]);
  const { key, range } = piece.pair;
  return text.slice(key.keys[path.length - 1 - piece.at.length]?.range[0] ?? range[0], range[1]);
}
