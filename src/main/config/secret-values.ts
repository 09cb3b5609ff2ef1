// Which values of an entry are secrets written out, and the entry with references in their place.
import { createHash } from 'node:crypto';
import type { Server, ServerDraft } from '../../shared/model';
import { parseReferences } from './references';

export interface TakenSecret {
  /** Name in the secret store. */
  readonly name: string;
  readonly value: string;
}

/** Names whose values are secrets: a word of the name says so. */
const SECRET_WORDS = new Set(
  'key keys apikey token tokens accesstoken authtoken secret secrets clientsecret password passwd passphrase pwd pat auth authorization authentication credential credentials cookie session sessionid bearer jwt signature sig private webhook'.split(
    ' ',
  ),
);
/** Names that hold such a word and say with their last one that they are about a secret, not one. */
const PUBLIC =
  /(?:_(?:url|uri|type|method|mode|server|port|host|path|file|dir|folder|name|prefix|limit|count|timeout|ttl|version|size|length|region|provider|enabled|required|algorithm|format)|(?:^|_)(?:key_id|public_key))$/u;
/** Values that are secrets whatever they are called: known prefixes, signed tokens, keys, a password in an address. */
const SECRET_VALUE =
  /^(?:(?:sk|pk|rk|ghp|gho|ghu|ghs|ghr|xox[a-z]|lin_api|ntn|secret|npm|hf|figd|glpat|dop_v1|pat|shpat)[-_][\w-]{12,}|github_pat_\w{20,}|AIza[\w-]{30,}|AKIA[A-Z0-9]{16}|ya29\.[\w-]+|eyJ[\w-]+\.[\w-]+\.[\w-]*|-----BEGIN [\s\S]+|[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@\S*)$/u;
/** What stands before the secret in a header. */
const SCHEME = /^(?:Bearer|Basic|Token|ApiKey|Api-Key|Key|Digest)\s+/iu;
/** What READMEs print where the secret goes, and values that can be none. */
const PLACEHOLDER =
  /^(?:<[^>]*>|\[[^\]]*\]|\{[^}]*\}|x{3,}|\.{3}|…|\*+|YOUR[-_ A-Z0-9]*|your[-_ ](?:\w+[-_ ])?(?:key|token|secret|password|pat)(?:[-_ ]here)?|true|false|null|none)?$/u;

/** True if a header, variable or query parameter of this name holds a secret in this value, written out. */
export function isPlainSecret(name: string, value: string): boolean {
  const text = value.replace(SCHEME, '').trim();
  if (PLACEHOLDER.test(text) || parseReferences(value).some((p) => p.kind !== 'text')) return false;
  return SECRET_VALUE.test(text) || namesSecret(name);
}

function namesSecret(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/gu, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/u);
  if (PUBLIC.test(words.join('_'))) return false;
  return words.some((w) => SECRET_WORDS.has(w)) || SECRET_WORDS.has(words.join(''));
}

/** True if the entry cannot be given to a client as it is: it refers to the keychain, or a secret is written out in it. */
export function entryHasSecret(server: Server): boolean {
  return keychainNames(server).length > 0 || slotsOf(server).some(({ key, value }) => isPlainSecret(key, value));
}

/** Names of the secrets in the keychain that the entry refers to. */
export function keychainNames(server: Server): string[] {
  const texts =
    server.type === 'stdio'
      ? [server.command, ...server.args, ...Object.values(server.env), server.cwd ?? '']
      : [server.url, ...Object.values(server.headers), server.oauth?.clientSecret ?? ''];
  return texts.flatMap(parseReferences).flatMap((piece) => (piece.kind === 'keychain' ? [piece.name] : []));
}

/** How an entry's address is shown to a person: URL or command line, secrets as dots, references as they stand. */
export function showAddress(server: Server): string {
  const { draft } = replaceSecrets(server, () => DOTS);
  if (draft.type !== 'stdio') return draft.url ?? '';
  return [draft.command ?? '', ...(draft.args ?? [])].map(shellWord).join(' ');
}

const DOTS = '••••';
const shellWord = (word: string): string =>
  /^[\w@%+=:,./•${}-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/**
 * Puts `${keychain:NAME}` in the place of every secret that is written out in the draft. A scheme such as `Bearer`
 * stays outside. The names follow from server and key alone, and those of two servers never meet; `taken` are names that
 * entries written by hand refer to.
 */
export function takeSecrets(
  draft: ServerDraft,
  taken: Iterable<string> = [],
): { draft: ServerDraft; secrets: TakenSecret[] } {
  const used = new Set(taken);
  const { draft: clean, taken: found } = replaceSecrets(
    draft,
    (key) => `\${keychain:${unused(secretName(draft.name, key), used)}}`,
  );
  return {
    draft: clean,
    secrets: found.map(({ put, value }) => ({ name: put.slice('${keychain:'.length, -1), value })),
  };
}

/** A value that is a secret because the person says so, and the text that refers to it; a scheme stays outside. */
export function referTo(server: string, key: string, value: string, taken: Iterable<string> = []) {
  const scheme = SCHEME.exec(value)?.[0] ?? '';
  const name = unused(secretName(server, key), new Set(taken));
  const secret: TakenSecret = { name, value: value.slice(scheme.length) };
  return { text: `${scheme}\${keychain:${name}}`, secret };
}

/** One place in an entry where a secret may stand. */
interface Slot {
  readonly at: 'headers' | 'env' | 'query' | 'args' | 'oauth';
  readonly key: string;
  readonly value: string;
  /** Position of the argument that holds the value. */
  readonly index: number;
}
type Entry = Pick<ServerDraft, 'type' | 'url' | 'headers' | 'command' | 'args' | 'env' | 'oauth'>;

function slotsOf(entry: Entry): Slot[] {
  const map = (at: 'headers' | 'env', values: Readonly<Record<string, string>> = {}): Slot[] =>
    Object.entries(values).map(([key, value]) => ({ at, key, value, index: 0 }));
  return entry.type === 'stdio'
    ? [...map('env', entry.env), ...argumentSlots(entry.args ?? [])]
    : [...map('headers', entry.headers), ...querySlots(entry.url ?? ''), ...oauthSlots(entry.oauth)];
}

/** Any argument may be a secret by its value; by its name `--api-key VALUE`, `--api-key=VALUE`, `KEY=VALUE` (docker -e) and `Name: value` (mcp-remote --header). */
function argumentSlots(args: readonly string[]): Slot[] {
  return args.flatMap((arg, index): Slot[] => {
    const joined = /^(?:--?([A-Za-z][\w-]*)=|([A-Za-z_]\w*)=|([A-Za-z][\w-]*):\s?(?!\/\/))(.+)$/su.exec(arg);
    if (joined) {
      const [, option, variable, header, value = ''] = joined;
      return [{ at: 'args', key: option ?? variable ?? header ?? '', value, index }];
    }
    const option = /^--?([A-Za-z][\w-]*)$/u.exec(args[index - 1] ?? '')?.[1];
    return arg.startsWith('-') ? [] : [{ at: 'args', key: option ?? '', value: arg, index }];
  });
}

const oauthSlots = (oauth: Entry['oauth']): Slot[] =>
  oauth?.clientSecret === undefined ? [] : [{ at: 'oauth', key: 'clientSecret', value: oauth.clientSecret, index: 0 }];

function querySlots(url: string): Slot[] {
  const query = /\?([^#]*)/u.exec(url)?.[1] ?? '';
  return query.split('&').flatMap((part): Slot[] => {
    const [, key, value] = /^([^=]+)=(.+)$/su.exec(part) ?? [];
    return key === undefined || value === undefined ? [] : [{ at: 'query', key, value, index: 0 }];
  });
}

/** The entry with `name(key)` in the place of every secret that is written out, and what was taken. */
export function replaceSecrets<E extends Entry>(entry: E, name: (key: string) => string) {
  const taken: { readonly put: string; readonly value: string }[] = [];
  let draft = entry;
  for (const slot of slotsOf(entry)) {
    if (!isPlainSecret(slot.key, slot.value)) continue;
    const scheme = SCHEME.exec(slot.value)?.[0] ?? '';
    const value = slot.value.slice(scheme.length);
    const put = name(slot.key);
    taken.push({ put, value });
    draft = { ...draft, ...replaced(draft, slot, scheme + put) };
  }
  return { draft, taken };
}

function replaced(entry: Entry, { at, key, value, index }: Slot, put: string): Partial<Entry> {
  if (at === 'headers' || at === 'env') return { [at]: { ...entry[at], [key]: put } };
  if (at === 'oauth') return { oauth: { ...entry.oauth, [key]: put } };
  if (at === 'query') return { url: (entry.url ?? '').replace(`${key}=${value}`, () => `${key}=${put}`) };
  const args = [...(entry.args ?? [])];
  const old = args[index] ?? '';
  args[index] = old.slice(0, old.length - value.length) + put;
  return { args };
}

/**
 * `LINEAR_KEY` for the header Authorization of `linear`. A server name of several words could run into the key's
 * words (`a-b` with `c`, `a` with `b-c`), so there a short hash of both is added.
 */
export function secretName(server: string, key: string): string {
  const upper = (text: string) =>
    text
      .toUpperCase()
      .replace(/[^A-Z0-9]+/gu, '_')
      .replace(/^_+|_+$/gu, '');
  const owner = upper(server);
  const what = /^(?:proxy-)?authorization$/iu.test(key) ? 'KEY' : upper(key) || 'VALUE';
  const base = what.startsWith(`${owner}_`) ? what : `${owner}_${what}`;
  if (/^[a-z0-9]+$/u.test(server) && base.length <= 100) return base;
  const hash = createHash('sha256').update(`${server}\0${key}`).digest('hex').slice(0, 8).toUpperCase();
  return `${base.slice(0, 100)}_${hash}`;
}

function unused(name: string, used: Set<string>): string {
  let free = name;
  for (let n = 2; used.has(free); n++) free = `${name}_${n}`;
  used.add(free);
  return free;
}
