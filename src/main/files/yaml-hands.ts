// What the hand of a YAML text is told from, gathered pair by pair: so that many entries put in at once know what each
// of them would have seen, had it been put in by itself.
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import { lineStart } from './blocks';
import { indentAt } from './place';
import type { YamlStyle } from './yaml-style';
import type { YamlMap, YamlNode, YamlPair, YamlTree } from './yaml-tree';

/** What nodes have in common, in the order in which they are added. */
class Gathered {
  /** Indentations: of the pairs in a pair, and of the items of a list; the first that is found counts. */
  unit: string | undefined;
  item: string | undefined;
  arrayPad: ' ' | '' | undefined;
  bracePad: ' ' | '' | undefined;
  strings = 0;
  double = 0;
  single = 0;
  names = 0;
  quoted = 0;

  /** The node and all that is in it. */
  add(text: string, node: YamlNode): void {
    if (isScalar(node) && typeof node.value === 'string') this.#string(node.type);
    if (isMap(node)) this.#map(text, node);
    if (!isSeq(node)) return;
    if (node.flow && node.items.length > 0) this.arrayPad = padIn(text, node);
    for (const item of node.items) this.add(text, item);
  }

  #map(text: string, map: YamlMap): void {
    if (map.flow && map.items.length > 0) this.bracePad = padIn(text, map);
    // What a mapping says of itself comes before what is in it.
    for (const pair of map.items) this.pair(text, map, pair);
    for (const { value } of map.items) if (value) this.add(text, value);
  }

  /** A pair by itself, without what is in its value. */
  pair(text: string, map: YamlMap, { key, value }: YamlPair): void {
    this.names++;
    if (isScalar(key) && /^QUOTE/u.test(key.type ?? '')) this.quoted++;
    if (map.flow || !value || isAlias(value) || isScalar(value) || value.flow) return;
    if (isSeq(value)) this.item ??= step(text, key.range[0], value.range[0]);
    else if (value.items[0]) this.unit ||= step(text, key.range[0], value.items[0].key.range[0]);
  }

  #string(type: string | undefined): void {
    this.strings++;
    if (type === 'QUOTE_DOUBLE') this.double++;
    if (type === 'QUOTE_SINGLE') this.single++;
  }
}

/** The entries in one mapping, and what the rest of the text says where they say nothing. */
export class YamlHands {
  readonly #all = new Gathered();
  /** Of the entries themselves, and of what is in them: the first comes before the second, whenever it was added. */
  readonly #own = new Gathered();
  readonly #inner = new Gathered();
  #entries = 0;
  #together = 0;
  #last: YamlNode | null = null;

  /** Without any entry so far. */
  constructor({ text, root }: YamlTree, map: YamlMap | undefined) {
    if (root) this.#all.add(text, root);
    if (map?.flow && map.items.length > 0) this.#inner.bracePad = padIn(text, map);
  }

  add(text: string, map: YamlMap, pair: YamlPair): void {
    const { key, value } = pair;
    if (this.#entries > 0 && !standsApart(text, key.range[0])) this.#together++;
    this.#entries++;
    this.#last = value;
    this.#own.pair(text, map, pair);
    if (value) this.#inner.add(text, value);
  }

  /** All that has a say in `style`, as one text: where it is the same for two, each may stand for the other. */
  facts(): string {
    const { inBraces } = this.style();
    return JSON.stringify([inBraces, this.#own, this.#inner]);
  }

  style(): YamlStyle {
    const [all, own, inner] = [this.#all, this.#own, this.#inner];
    const last = this.#last;
    const [names, quoted] =
      this.#entries > 0 ? [own.names + inner.names, own.quoted + inner.quoted] : [all.names, all.quoted];
    return {
      unit: own.unit || inner.unit || all.unit || '  ',
      item: own.item ?? inner.item ?? all.item ?? '  ',
      apart: this.#entries > 1 && this.#together === 0,
      inBraces: last !== null && isMap(last) && last.flow === true && last.items.length > 0,
      plain: inner.strings === 0 || inner.strings > inner.double + inner.single,
      quote: inner.single > inner.double ? "'" : '"',
      quotedNames: names > 0 && names === quoted,
      arrayPad: inner.arrayPad ?? all.arrayPad ?? '',
      bracePad: inner.bracePad ?? all.bracePad ?? '',
    };
  }
}

const padIn = (text: string, { range }: YamlNode) => (text[range[0] + 1] === ' ' ? ' ' : '');

/** What the line of `inner` is indented more than that of `outer`. */
const step = (text: string, outer: number, inner: number) => indentAt(text, inner).slice(indentAt(text, outer).length);

/** True if an empty line stands before the pair at `offset`, and before the comments above it. */
function standsApart(text: string, offset: number): boolean {
  let start = lineStart(text, offset);
  while (start > 0) {
    const above = text.lastIndexOf('\n', start - 2) + 1;
    if (above === 0 || !/^[ \t]*#/u.test(text.slice(above, start))) break;
    start = above;
  }
  const above = text.lastIndexOf('\n', start - 2) + 1;
  return above > 0 && /^[ \t]*\r?\n$/u.test(text.slice(above, start));
}
