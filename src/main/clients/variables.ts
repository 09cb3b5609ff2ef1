// References of the shared config in a client's own words: `${env:NAME}` as the client writes it, or the reason why not.
import type { Cannot } from '../../shared/model';

/** How a client writes that the value of a variable goes here; undefined for a variable it does not pass on. */
export type SayVariable = (name: string) => string | undefined;

/** Every other `${...}` is text, as the shared config has it. */
const REFERENCE = /\$\{(env|keychain):([^}]*)\}/gu;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/u;

export interface Speech {
  readonly variable: SayVariable;
  /** True for a text that the client would take for a reference of its own. */
  readonly misread: (text: string) => boolean;
}

/** For clients that take every text as it stands. */
export const PLAIN: Speech = { variable: () => undefined, misread: () => false };

/** The variable a value is nothing but a reference to, behind `before`; undefined for any other value. */
export function wholeVariable(value: string, before = ''): string | undefined {
  const [, name] = /^\$\{env:([^}]*)\}$/u.exec(value.slice(before.length)) ?? [];
  return name !== undefined && value.startsWith(before) && NAME.test(name) ? name : undefined;
}

/** Collects the values of one entry; `cannot` is the first reason why the client cannot be told one of them. */
export class Wording {
  cannot: Cannot | undefined;

  /** The value in the client's words; what cannot be said is left as it stands, and `cannot` says so. */
  say(value: string, { variable, misread }: Speech): string {
    let rest = '';
    let end = 0;
    const parts: string[] = [];
    for (const { 0: all, 1: kind, 2: name = '', index } of value.matchAll(REFERENCE)) {
      const text = value.slice(end, index);
      rest += text;
      end = index + all.length;
      parts.push(text, this.#reference(kind === 'env' ? name : undefined, variable) ?? all);
    }
    rest += value.slice(end);
    if (misread(rest)) this.cannot ??= 'literal';
    return parts.join('') + value.slice(end);
  }

  sayAll(values: Readonly<Record<string, string>>, speech: Speech): Record<string, string> {
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, this.say(value, speech)]));
  }

  /** `name` is undefined for a secret. */
  #reference(name: string | undefined, variable: SayVariable): string | undefined {
    const said = name !== undefined && NAME.test(name) ? variable(name) : undefined;
    if (said === undefined) this.cannot ??= name === undefined ? 'secret' : 'variable';
    return said;
  }
}
