// References of the shared config in a client's own words: `${env:NAME}` as the client writes it, or the reason why not.
import type { Cannot } from '../../shared/model';

/** How a client writes that the value of a variable goes here; undefined for a variable it does not pass on. */
export type SayVariable = (name: string) => string | undefined;

const REFERENCE = /\$\{([^}]*)\}/gu;
const VARIABLE = /^env:([A-Za-z_][A-Za-z0-9_]*)$/u;

export interface Speech {
  readonly variable: SayVariable;
  /** True for a text that the client would take for a reference of its own. */
  readonly misread: (text: string) => boolean;
}

/** Collects the values of one entry; `cannot` is the first reason why the client cannot be told one of them. */
export class Wording {
  cannot: Cannot | undefined;

  /** The value in the client's words; what cannot be said is left as it stands, and `cannot` says so. */
  say(value: string, { variable, misread }: Speech): string {
    let rest = '';
    let end = 0;
    const parts: string[] = [];
    for (const { 0: all, 1: inner = '', index } of value.matchAll(REFERENCE)) {
      const text = value.slice(end, index);
      rest += text;
      end = index + all.length;
      parts.push(text, this.#reference(inner, all, variable));
    }
    rest += value.slice(end);
    if (misread(rest)) this.cannot ??= 'literal';
    return parts.join('') + value.slice(end);
  }

  sayAll(values: Readonly<Record<string, string>>, speech: Speech): Record<string, string> {
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, this.say(value, speech)]));
  }

  #reference(inner: string, all: string, variable: SayVariable): string {
    const name = VARIABLE.exec(inner)?.[1];
    if (name === undefined) {
      this.cannot ??= inner.startsWith('keychain:') ? 'secret' : 'literal';
      return all;
    }
    const said = variable(name);
    if (said === undefined) this.cannot ??= 'variable';
    return said ?? all;
  }
}
