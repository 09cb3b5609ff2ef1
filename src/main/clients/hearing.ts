// A client's own words for variables, turned into those of the shared config: what `variables.ts` does, the other way.
import type { Speech } from './variables';

/** How a client writes that the value of a variable goes here; one of the groups is the variable's name. */
export const BRACED = /\$\{([A-Za-z_]\w*)\}/gu;
export const BRACED_OR_BARE = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/gu;
export const NAMED_ENV = /\$\{env:([A-Za-z_][\w()]*)\}/gu;
export const CURLY_ENV = /\{env:([A-Za-z_]\w*)\}/gu;

export interface Hearing {
  /** Absent for a client that takes every text as it stands. */
  readonly variables?: RegExp;
  /** True for a text, variables taken out, in which the client would still see something of its own. */
  readonly misread: Speech['misread'];
  /** False for a name that the client leaves as it stands; absent where it knows every variable. */
  readonly known?: (name: string) => boolean;
}

/** What the shared config would take for a reference, although the client does not. */
const OURS = /\$\{(?:env|keychain):/u;
/** Stands where a variable was, so that what is around it never runs together. */
const GAP = '\n';

/** The text in the words of the shared config; undefined where something in it cannot be carried over. */
export function hear(text: string, { variables, misread, known }: Hearing): string | undefined {
  const rest = variables ? text.replace(variables, GAP) : text;
  if (misread(rest) || OURS.test(rest)) return undefined;
  if (!variables) return text;
  const names = [...text.matchAll(variables)].map(nameIn);
  if (known && !names.every(known)) return undefined;
  return text.replace(variables, () => `\${env:${names.shift() ?? ''}}`);
}

const nameIn = ([, ...groups]: RegExpExecArray): string => groups.find((group) => group !== undefined) ?? '';

/** The first thing of a text that could not be carried over, as a person may be shown it: a default may be a secret. */
export function unheard(text: string, { variables }: Hearing): string {
  const rest = variables ? text.replace(variables, GAP) : text;
  const [found = ''] = MARK.exec(rest) ?? MARK.exec(text) ?? [];
  return found.replace(/(?<=\w)(:?[-=+?]).*$/su, '$1…}').slice(0, LONGEST);
}
const MARK = /\$\{[^}]*\}?|\{(?:env|file):[^}]*\}?|\$\(|\$\w+|%\w+%|[$`\\]/u;
const LONGEST = 80;
