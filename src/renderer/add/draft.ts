// Decisions about what a person wants to add: what a review may show, what is wrong with an entry made by hand.
import type { ServerDraft, Transport } from '../../shared/model';
import { dotsForPasted, PASTED } from '../../shared/pasted';

const NAME = /^[A-Za-z0-9_-]{1,64}$/u;
/** A value that only refers to a secret, perhaps after a scheme such as Bearer, holds none itself. */
const REFERENCE = /^(?:[A-Za-z]+ )?\$\{(?:env|keychain):[^}]+\}$/u;

export interface Pair {
  readonly name: string;
  readonly value: string;
}

/** What is entered by hand, field by field. */
export interface ManualEntry {
  readonly name: string;
  readonly type: Transport;
  readonly url: string;
  /** Registered by hand; most servers need none. */
  readonly clientId: string;
  readonly command: string;
  /** One argument to a line. */
  readonly args: string;
  readonly headers: readonly Pair[];
  readonly env: readonly Pair[];
}

export const EMPTY_ENTRY: ManualEntry = {
  name: '',
  type: 'http',
  url: '',
  clientId: '',
  command: '',
  args: '',
  headers: [],
  env: [],
};

export type NameProblem = 'name' | 'taken';

/** What is wrong with a name; the core checks again, with the names clients keep for themselves. */
export function nameProblem(name: string, taken: readonly string[]): NameProblem | undefined {
  if (!NAME.test(name)) return 'name';
  return taken.includes(name) ? 'taken' : undefined;
}

export function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/u.test(new URL(text).protocol);
}

/** The draft an entry stands for; empty pairs and empty lines are left out. */
export function draftOf(entry: ManualEntry): ServerDraft {
  const { name, type } = entry;
  if (type === 'stdio') {
    const args = entry.args.split('\n').filter((line) => line !== '');
    return { name, type, command: entry.command.trim(), args, env: record(entry.env) };
  }
  const clientId = entry.clientId.trim();
  const oauth = clientId === '' ? {} : { oauth: { clientId } };
  return { name, type, url: entry.url.trim(), headers: record(entry.headers), ...oauth };
}

const record = (pairs: readonly Pair[]) =>
  Object.fromEntries(pairs.filter((p) => p.name.trim() !== '').map((p) => [p.name.trim(), p.value]));

/** Headers or variables as a review shows them; `shown` is absent where the value may be a secret. */
export function reviewPairs(draft: ServerDraft): readonly { readonly name: string; readonly shown?: string }[] {
  return Object.entries(draft.headers ?? draft.env ?? {}).map(([name, value]) =>
    REFERENCE.test(value.trim()) ? { name, shown: value } : { name },
  );
}

/** True if adding this takes a secret to the keychain, wherever in the draft it stands. */
export function holdsSecret(draft: ServerDraft): boolean {
  return JSON.stringify(draft).search(PASTED) >= 0 || reviewPairs(draft).some((p) => p.shown === undefined);
}

/** The command with every argument, quoted where a shell would need it, so that nothing hides in a space. */
export function commandLine(draft: ServerDraft): string {
  return [draft.command ?? '', ...(draft.args ?? [])].map(dotsForPasted).map(quoted).join(' ');
}

const quoted = (word: string) =>
  /^[A-Za-z0-9_@%+=:,./~${}•-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
