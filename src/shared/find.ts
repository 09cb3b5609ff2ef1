// Finding things by words: every word must occur; the nearer to the beginning of a name, the higher. Prepared once, so
// that a keystroke is one pass over plain strings.

export interface Findable {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
}
export interface Prepared<T> {
  readonly item: T;
  /** Lower case. */
  readonly name: string;
  /** As it is, to see where a word of it begins. */
  readonly shown: string;
  /** Name, title and description, lower case. */
  readonly text: string;
}

export function prepare<T>(items: readonly T[], of: (item: T) => Findable): readonly Prepared<T>[] {
  return items.map((item) => {
    const { name, title = '', description = '' } = of(item);
    return { item, name: name.toLowerCase(), shown: name, text: `${name}\n${title}\n${description}`.toLowerCase() };
  });
}

/** Best first, equals in their order; all of them where nothing is asked for. */
export function find<T>(prepared: readonly Prepared<T>[], query: string): readonly T[] {
  const words = wordsOf(query);
  if (words.length === 0) return prepared.map(({ item }) => item);
  const ranks: T[][] = [];
  for (const one of prepared) {
    const rank = rankOf(one, words);
    if (rank === undefined) continue;
    const equals = ranks[rank] ?? [];
    equals.push(one.item);
    ranks[rank] = equals;
  }
  return ranks.flat();
}

/** Where the words of a query stand in a text, for marking them: ordered, not overlapping. */
export function matches(text: string, query: string): readonly { readonly from: number; readonly to: number }[] {
  const lower = text.toLowerCase();
  // A letter whose lower case is longer would shift everything behind it.
  if (lower.length !== text.length) return [];
  const found = wordsOf(query)
    .map((word) => ({ from: lower.indexOf(word), to: lower.indexOf(word) + word.length }))
    .filter(({ from }) => from >= 0)
    .sort((a, b) => a.from - b.from || b.to - a.to);
  return found.filter((one, at) => found.slice(0, at).every((before) => before.to <= one.from));
}

const wordsOf = (query: string) => query.toLowerCase().split(/\s+/u).filter(Boolean);

const WORST = 4;

/** 0 is the best; undefined where a word does not occur. */
function rankOf({ name, shown, text }: Prepared<unknown>, words: readonly string[]): number | undefined {
  let rank = 0;
  for (const word of words) {
    const at = name.indexOf(word);
    if (at < 0 && !text.includes(word)) return undefined;
    rank += at < 0 ? WORST : rankInName(name, shown, word, at);
  }
  return rank;
}

/** The whole name, its beginning, the beginning of a word in it, somewhere in it. */
function rankInName(name: string, shown: string, word: string, at: number): number {
  if (at === 0) return name.length === word.length ? 0 : 1;
  for (let next = at; next >= 0; next = name.indexOf(word, next + 1)) if (beginsWord(shown, next)) return 2;
  return 3;
}

/** After a sign between words, or where small letters end: list_issues, list-issues, listIssues. */
function beginsWord(text: string, at: number): boolean {
  const before = text[at - 1] ?? '';
  const here = text[at] ?? '';
  return !/[\p{L}\p{N}]/u.test(before) || (/\p{Ll}/u.test(before) && /\p{Lu}/u.test(here));
}
