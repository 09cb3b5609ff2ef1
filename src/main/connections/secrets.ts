// Which texts of an entry are secrets, so that nothing a server repeats of them reaches a log, a cache or a face.
import type { ResolveReferences } from '../ports';

/** As the shared config writes them; everything between them is text. */
const REFERENCE = /(\$\{(?:env|keychain):[^{}]*\})/u;
/** Variables that hold no secret; hiding them would only blot out every path in a log. */
const NO_SECRET = /^\$\{env:(?:HOME|USERPROFILE|USER|USERNAME|LOGNAME|PATH|PWD|TMPDIR|TEMP|TMP|XDG_\w+)\}$/u;
const SECRET_NAME = /key|token|auth|secret|passw|credential|cookie|session|(?:^|_)pat$/iu;
/** A value of such a name that is shorter is a switch, and one that begins like this is the path of a file. */
const MIN_WRITTEN_OUT = 8;
const PATH = /^(?:[/~.]|[A-Za-z]:[\\/])/u;

/** Resolves the values of one entry and collects what of them must not be shown. */
export class SecretFinder {
  readonly secrets: string[] = [];
  readonly #resolve: ResolveReferences;

  constructor(resolve: ResolveReferences) {
    this.#resolve = resolve;
  }

  /** `name` of the header or variable that holds the value, if one does. @throws what resolving a reference throws */
  async expand(value: string, name = ''): Promise<string> {
    let said = '';
    for (const piece of value.split(REFERENCE)) {
      const resolved = piece === '' ? '' : await this.#resolve(piece);
      if (resolved !== piece && !NO_SECRET.test(piece)) this.#hide(resolved);
      said += resolved;
    }
    if (SECRET_NAME.test(name) && said.length >= MIN_WRITTEN_OUT && !PATH.test(said)) this.#hide(said);
    return said;
  }

  /** Of `Bearer abc` the server may repeat the second word alone. */
  #hide(secret: string): void {
    const second = /^\S+\s+(\S+)$/u.exec(secret)?.[1];
    this.secrets.push(secret, ...(second === undefined ? [] : [second]));
  }
}

/** The same value with its texts changed, but not those of members in `kept`, which say what the value is. */
export function changeTexts<T>(value: T, change: (text: string) => string, kept: readonly string[]): T;
export function changeTexts(value: unknown, change: (text: string) => string, kept: readonly string[]): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item: unknown) => changeTexts(item, change, kept));
  if (typeof value !== 'object' || value === null) return value;
  const changed = Object.entries(value).map(([key, item]) => {
    const stays = kept.includes(key) && (typeof item === 'string' || Array.isArray(item));
    return [key, stays ? item : changeTexts(item, change, kept)];
  });
  return Object.fromEntries(changed);
}
