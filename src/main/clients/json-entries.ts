// Server entries in a JSON file: an object of entries by name under one key of the root.
import { visit } from 'jsonc-parser';
import type { JsonObject } from '../../shared/model';
import { type JsonText, parseJsonText } from '../files/json-text';
import type { EntriesFile, LineRange, MadePaths, ValuePath } from './adapter';

export interface JsonEntriesOptions {
  readonly file: string;
  /** Name of the root's member that holds the entries. */
  readonly key: string;
  /** True for JSONC. */
  readonly comments: boolean;
  /** True if a text without any value counts as an empty object. */
  readonly empty: boolean;
}

/** @throws AppError file-syntax with line and column, file-shape if what holds the entries is no object */
export function openJsonEntries(text: string, options: JsonEntriesOptions): EntriesFile {
  const { file, comments, empty } = options;
  const entries = new JsonEntries(parseJsonText(text, { file, comments, empty }), options);
  entries.names();
  return entries;
}

class JsonEntries implements EntriesFile {
  readonly #json: JsonText;
  readonly #options: JsonEntriesOptions;
  #lineEnds: readonly number[] | undefined;

  constructor(json: JsonText, options: JsonEntriesOptions) {
    this.#json = json;
    this.#options = options;
  }

  get text(): string {
    return this.#json.text;
  }

  names(): readonly string[] {
    return this.#json.keys([this.#options.key]);
  }

  entry(name: string): unknown {
    return this.#json.value([this.#options.key, name]);
  }

  source(name: string): string | undefined {
    return this.#json.source([this.#options.key, name]);
  }

  lines(name: string): LineRange | undefined {
    const place = this.#json.where([this.#options.key, name]);
    if (!place) return undefined;
    return { first: this.#lineOf(place.offset), last: this.#lineOf(place.offset + place.length) };
  }

  wouldMake(): MadePaths {
    const { key } = this.#options;
    if (this.#json.where([]) === undefined) return [[key], []];
    return this.#json.where([key]) === undefined ? [[key]] : [];
  }

  set(name: string, entry: JsonObject): EntriesFile {
    return this.#edited(this.#json.with([this.#options.key, name], entry));
  }

  setSource(name: string, source: string): EntriesFile {
    return this.#edited(this.#json.withSource([this.#options.key, name], source));
  }

  remove(name: string, made: MadePaths): EntriesFile {
    return this.#edited(this.#json.without([this.#options.key, name], { prune: made }));
  }

  masked(dots: (server: string | undefined, path: ValuePath, value: string) => string, range: LineRange): string {
    const { key, comments } = this.#options;
    const parts: string[] = [];
    let at = 0;
    const replace = (offset: number, length: number, text: string) => {
      parts.push(this.text.slice(at, offset), text);
      at = offset + length;
    };
    // visit has no use for a byte order mark; a blank in its place keeps every offset.
    visit(this.text.replace(/^\uFEFF/u, ' '), {
      onLiteralValue: (value, offset, length, line, _column, pathOf) => {
        if (typeof value !== 'string' || line < range.first || line > range.last) return;
        const path = pathOf();
        const [head, name, ...rest] = path;
        const server = head === key && typeof name === 'string' ? name : undefined;
        const shown = dots(server, server === undefined ? path : rest, value);
        if (shown !== value) replace(offset, length, JSON.stringify(shown));
      },
      // A comment belongs to a person and may say anything.
      onComment: (offset, length) => {
        if (comments) replace(offset, length, this.text.slice(offset, offset + length).replace(/[^\s/*]/gu, '•'));
      },
    });
    return parts.join('') + this.text.slice(at);
  }

  /** From 0. Entries are many and texts are long: the line ends are found once. */
  #lineOf(offset: number): number {
    this.#lineEnds ??= [...this.text.matchAll(/\n/gu)].map((match) => match.index);
    let [low, high] = [0, this.#lineEnds.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#lineEnds[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #edited(json: JsonText): EntriesFile {
    return new JsonEntries(json, this.#options);
  }
}

/** Narrow helper for adapters: a plain object, or undefined. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined;
}
