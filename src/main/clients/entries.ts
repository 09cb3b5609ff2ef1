// Server entries in a client's file, whatever its format: an object of entries by name, at one path from the root.
import type { JsonObject } from '../../shared/model';
import { dotted, type KeyedText, type NamedEntry } from '../files/keyed-text';
import type { EntriesFile, LineRange, MadePaths, ValuePath } from './adapter';

/** What differs from format to format. */
export interface EntriesFormat {
  /** Where the entries stand: names from the root. */
  readonly path: readonly string[];
  /** False where an entry brings all that stands around it along, as a table of TOML does. */
  readonly makesAround: boolean;
}

/** @throws AppError file-shape if what holds the entries, or stands on the way there, is no object */
export function openEntries(text: KeyedText, format: EntriesFormat): EntriesFile {
  for (let depth = 1; depth <= format.path.length; depth++) text.keys(format.path.slice(0, depth));
  return new Entries(text, format);
}

class Entries implements EntriesFile {
  readonly #text: KeyedText;
  readonly #format: EntriesFormat;
  #lineEnds: readonly number[] | undefined;

  constructor(text: KeyedText, format: EntriesFormat) {
    this.#text = text;
    this.#format = format;
  }

  get text(): string {
    return this.#text.text;
  }

  names(): readonly string[] {
    return this.#text.keys(this.#format.path);
  }

  entry(name: string): unknown {
    return this.#text.value(this.#at(name));
  }

  source(name: string): string | undefined {
    return this.#text.source(this.#at(name));
  }

  lines(name: string): LineRange | undefined {
    const place = this.#text.where(this.#at(name));
    if (!place) return undefined;
    return { first: this.#lineOf(place.offset), last: this.#lineOf(place.offset + place.length) };
  }

  wouldMake(): MadePaths {
    const { path, makesAround } = this.#format;
    if (!makesAround) return [];
    const around = [...path, ''].map((_, depth) => path.slice(0, path.length - depth));
    return around.filter((made) => this.#text.where(made) === undefined);
  }

  set(name: string, entry: JsonObject): EntriesFile {
    return this.#edited(this.#text.with(this.#at(name), entry));
  }

  setAll(entries: readonly NamedEntry[]): EntriesFile {
    return entries.length === 0 ? this : this.#edited(this.#text.withAll(this.#format.path, entries));
  }

  setSource(name: string, source: string): EntriesFile {
    return this.#edited(this.#text.withSource(this.#at(name), source));
  }

  remove(name: string, made: MadePaths): EntriesFile {
    return this.#edited(this.#text.without(this.#at(name), { prune: made }));
  }

  removeAll(names: readonly string[], made: MadePaths): EntriesFile {
    return names.length === 0 ? this : this.#edited(this.#text.withoutAll(this.#format.path, names, { prune: made }));
  }

  masked(dots: (server: string | undefined, path: ValuePath, value: string) => string, range: LineRange): string {
    const { path } = this.#format;
    const shownAt = (at: ValuePath, value: string): string => {
      const [name, ...rest] = at.slice(path.length);
      const inside = typeof name === 'string' && path.every((step, i) => step === at[i]);
      return inside ? dots(name, rest, value) : dots(undefined, at, value);
    };
    const out: string[] = [];
    let done = 0;
    const from = this.#lineStart(range.first);
    const to = this.#lineStart(range.last + 1);
    for (const { offset, end, string } of this.#text.parts(from, to)) {
      if (offset < done) {
        // What two parts claim is shown by neither: going back would show what was hidden.
        out.push(dotted(this.text.slice(done, end)));
        done = Math.max(done, end);
        continue;
      }
      const value = string && shownAt(string.path, string.value);
      if (string && value === string.value) continue;
      // A comment belongs to a person and may say anything.
      const shown =
        string && value !== undefined ? string.written(value) : dotted(this.text.slice(offset, end), COMMENT_SIGNS);
      out.push(this.text.slice(done, offset), shown);
      done = end;
    }
    return out.join('') + this.text.slice(done);
  }

  #at(name: string): readonly string[] {
    return [...this.#format.path, name];
  }

  /** Entries are many and texts are long: the line ends are found once. */
  get #ends(): readonly number[] {
    this.#lineEnds ??= lineEndsOf(this.text);
    return this.#lineEnds;
  }

  #lineStart(line: number): number {
    return line <= 0 ? 0 : (this.#ends[line - 1] ?? this.text.length - 1) + 1;
  }

  /** From 0. */
  #lineOf(offset: number): number {
    const ends = this.#ends;
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #edited(text: KeyedText): EntriesFile {
    return new Entries(text, this.#format);
  }
}

const COMMENT_SIGNS = /[/*#]/u;

function lineEndsOf(text: string): readonly number[] {
  const ends: number[] = [];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) ends.push(at);
  return ends;
}
