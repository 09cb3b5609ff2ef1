// What the texts of all formats have in common: they can be asked and edited by path, and every other byte stays.
import type { JsonObject } from '../../shared/model';
import type { TextPlace } from './place';

/** Names from the root; `[]` is the root. */
export type TextPath = readonly string[];

export type NamedEntry = readonly [name: string, value: JsonObject];

/** Immutable: an edit gives a new one. JsonText says what each of these means; it is the same for the other formats. */
export interface KeyedText {
  readonly text: string;
  value(path: TextPath): unknown;
  source(path: TextPath): string | undefined;
  where(path: TextPath): TextPlace | undefined;
  keys(path: TextPath): readonly string[];
  with(path: TextPath, value: JsonObject): KeyedText;
  /**
   * As `with` for one after the other of these below `holder`, to the same text byte for byte, in a time that grows with
   * the text and not with the text times their number. @throws as `with`
   */
  withAll(holder: TextPath, entries: readonly NamedEntry[]): KeyedText;
  withSource(path: TextPath, source: string): KeyedText;
  without(path: TextPath, options: { readonly prune: readonly TextPath[] }): KeyedText;
  /** As `without` for one after the other of these below `holder`, as `withAll` is for `with`. @throws as `without` */
  withoutAll(holder: TextPath, names: readonly string[], options: { readonly prune: readonly TextPath[] }): KeyedText;
  /** Comments, and the values that reach into `[from, to)`, in the order of the text: for those who show it. */
  parts(from: number, to: number): readonly TextPart[];
}

/** A value that may be secret, or a comment, and where it stands. */
export interface TextPart {
  readonly offset: number;
  readonly end: number;
  /** Absent for a comment. */
  readonly string?: {
    /** From the root; array positions as numbers. */
    readonly path: readonly (string | number)[];
    readonly value: string;
    /** Another value written the same way, on as many lines. */
    written(value: string): string;
  };
}

/** Every character a person could read becomes a dot; blanks, line ends and what `keep` matches stay. */
export const dotted = (text: string, keep = /\s/u): string => text.replace(/\S/gu, (c) => (keep.test(c) ? c : '•'));

/** How many of the first ones are alike: each of another name, and all of them standing already, or none. */
export function alikeUpTo(entries: readonly NamedEntry[], stands: (name: string) => boolean): number {
  const first = entries[0] !== undefined && stands(entries[0][0]);
  const seen = new Set<string>();
  const end = entries.findIndex(([name]) => stands(name) !== first || seen.size === seen.add(name).size);
  return end < 0 ? entries.length : end;
}

/** What a pass over the first of some entries, at least one, has come to. */
export interface Passed<T> {
  readonly after: T;
  readonly done: number;
}

/** All of `entries`, pass by pass. */
export function inPasses<T>(
  text: T,
  entries: readonly NamedEntry[],
  pass: (text: T, left: readonly NamedEntry[]) => Passed<T>,
): T {
  let now = text;
  for (let at = 0; at < entries.length; ) {
    const { after, done } = pass(now, entries.slice(at));
    now = after;
    at += done;
  }
  return now;
}

/** True if there are several of them, each one of a name of its own, and all of them stand. */
export const mayGoTogether = (names: readonly string[], stands: (name: string) => boolean): boolean =>
  names.length > 2 && new Set(names).size === names.length && names.every(stands);
