// What the hand of a TOML text is told from, gathered table by table: so that many entries put in at once know what each
// of them would have seen, had it been put in by itself.
import { lineStart } from './blocks';
import type { TextPath } from './keyed-text';
import { indentAt, opensLine } from './place';
import type { TomlHand, TomlStyle } from './toml-style';
import { startsWith, type TomlContent, type TomlPair, type TomlTable, type TomlTree } from './toml-tree';

/** What some tables, or all statements, have in common. */
class Gathered {
  last: TomlTable | undefined;
  lastFilled: TomlTable | undefined;
  first: TomlPair | undefined;
  strings = 0;
  literal = 0;
  lists = 0;
  /** A list of several items with a blank behind a comma. */
  loose = false;
  arrayPad: ' ' | '' | undefined;
  bracePad: ' ' | '' | undefined;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  table(table: TomlTable): void {
    this.last = table;
    if (table.body.length > 0) this.lastFilled = table;
    for (const pair of table.body) this.pair(pair);
  }

  pair(pair: TomlPair): void {
    this.first ??= pair;
    this.#content(pair.value);
  }

  #content(node: TomlContent): void {
    const text = this.#text;
    const [start, end] = node.range;
    if (node.type === 'TOMLValue') {
      if (node.kind !== 'string' || node.multiline) return;
      this.strings++;
      if (text[start] === "'") this.literal++;
      return;
    }
    // Something stands on the line of the opening bracket.
    const pad = /^.[^\]}\n]*\S/u.test(text.slice(start, end - 1)) ? (text[start + 1] === ' ' ? ' ' : '') : undefined;
    if (node.type === 'TOMLArray') {
      this.arrayPad = pad ?? this.arrayPad;
      if (node.elements.length > 1) {
        this.lists++;
        this.loose ||= /,\s/u.test(text.slice(start, end));
      }
      for (const element of node.elements) this.#content(element);
    } else {
      this.bracePad = pad ?? this.bracePad;
      for (const pair of node.body) this.#content(pair.value);
    }
  }
}

/** The tables of the entries below one path, and those inside of them, in the order of the text. */
export class TomlHands {
  readonly #tree: TomlTree;
  readonly #depth: number;
  readonly #entries: Gathered;
  readonly #subs: Gathered;
  readonly #subNames = new Set<string>();
  /** Names as written of the inline tables in entries. */
  readonly #inline = new Set<string>();

  /** Without any table so far. */
  constructor(tree: TomlTree, path: TextPath) {
    this.#tree = tree;
    this.#depth = path.length;
    this.#entries = new Gathered(tree.text);
    this.#subs = new Gathered(tree.text);
  }

  add(table: TomlTable): void {
    const deep = table.resolvedKey.length - this.#depth;
    if (deep === 2) {
      this.#subs.table(table);
      this.#subNames.add(String(table.resolvedKey.at(-1)));
    }
    if (deep !== 1) return;
    this.#entries.table(table);
    for (const { key, value } of table.body) {
      if (value.type === 'TOMLInlineTable') this.#inline.add(this.#tree.text.slice(...key.range));
    }
  }

  /** True if an entry says anything in a table of its own: then the rest of the text has no say. */
  get speak(): boolean {
    return this.#first !== undefined;
  }

  /** Of the whole text in what the tables so far leave open. */
  style(): TomlStyle {
    const { text } = this.#tree;
    const groups = this.speak ? [this.#entries, this.#subs] : [this.#whole()];
    const sum = (count: (group: Gathered) => number) => groups.reduce((all, group) => all + count(group), 0);
    const table = handOf(text, this.#entries, { indent: '', inner: '', apart: true });
    const first = groups.map((group) => group.first).find((pair) => pair !== undefined);
    const literal = sum((group) => group.literal) * 2 > sum((group) => group.strings);
    return {
      table,
      sub: handOf(text, this.#subs, table),
      equals: first && text.slice(first.key.range[1], first.value.range[0]) === '=' ? '=' : ' = ',
      quote: literal ? "'" : '"',
      arrayPad: lastOf(groups.map((group) => group.arrayPad)) ?? '',
      bracePad: lastOf(groups.map((group) => group.bracePad)) ?? ' ',
      comma: groups.some((group) => group.loose) || sum((group) => group.lists) === 0 ? ', ' : ',',
      ownTable: this.#ownTable(),
    };
  }

  /** All that has a say in `style`, as one text: where it is the same for two, each may stand for the other. */
  facts(): string {
    const { ownTable: _ownTable, ...style } = this.style();
    const groups = [this.#entries, this.#subs].map((g) => [
      g.first !== undefined,
      g.strings,
      g.literal,
      g.lists,
      g.loose,
    ]);
    const pads = [this.#entries, this.#subs].map((g) => [g.arrayPad ?? '?', g.bracePad ?? '?']);
    return JSON.stringify([style, groups, pads, [...this.#subNames], [...this.#inline]]);
  }

  get #first(): TomlPair | undefined {
    return this.#entries.first ?? this.#subs.first;
  }

  #whole(): Gathered {
    const all = new Gathered(this.#tree.text);
    for (const statement of this.#tree.body) {
      if (statement.type === 'TOMLTable') all.table(statement);
      else all.pair(statement);
    }
    return all;
  }

  /** As it is now, whatever is added later. */
  #ownTable(): (name: string) => boolean {
    const [subs, inline] = [new Set(this.#subNames), new Set(this.#inline)];
    return (name) => {
      if (subs.has(name)) return true;
      return !inline.has(name) && subs.size > 0 && inline.size === 0;
    };
  }
}

/** The tables of the entries at `path`, in the order of the text; those of a list are none. */
export const tablesBelow = ({ body }: TomlTree, path: TextPath): readonly TomlTable[] =>
  body.filter(
    (s): s is TomlTable => s.type === 'TOMLTable' && s.kind === 'standard' && startsWith(s.resolvedKey, path),
  );

const lastOf = <T>(found: readonly (T | undefined)[]): T | undefined => found.findLast((one) => one !== undefined);

function handOf(text: string, { last, lastFilled }: Gathered, usual: TomlHand): TomlHand {
  if (!last) return usual;
  const pair = lastFilled?.body[0];
  const indent = indentAt(text, last.range[0]);
  return {
    indent,
    inner: pair ? indentOf(text, pair) : indent,
    apart: standsApart(text, last.range[0]) ?? usual.apart,
  };
}

const indentOf = (text: string, pair: TomlPair) =>
  opensLine(text, pair.range[0]) ? indentAt(text, pair.range[0]) : '';

/** Whether an empty line stands before the header at `offset` and the comments above it; undefined at the very start. */
function standsApart(text: string, offset: number): boolean | undefined {
  let start = lineStart(text, offset);
  while (start > 0) {
    const above = text.lastIndexOf('\n', start - 2) + 1;
    if (!/^[ \t]*#/u.test(text.slice(above, start))) break;
    start = above;
  }
  if (!/\S/u.test(text.slice(0, start))) return undefined;
  return /^[ \t]*\r?\n$/u.test(text.slice(text.lastIndexOf('\n', start - 2) + 1, start));
}
