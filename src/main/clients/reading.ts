// An entry of a client's own read as a server of the shared config: what `parts.ts` says, the other way. Whatever would
// be lost on the way is a reason to leave the entry where it is.
import { AppError } from '../../shared/errors';
import type { OauthEntry, ServerDraft, Transport } from '../../shared/model';
import { TRANSPORT_NAMES } from '../../shared/transport-names';
import type { ReadEntry } from '../ports';
import { type Hearing, hear, unheard } from './hearing';
import { asObject } from './json-entries';

/** What an adapter's entry comes to, or why it stays; undefined for what is a part of the client and no server. */
export type Read = ReadEntry | AppError | undefined;

/** An entry in the shared config's own members, with the client's references and whatever else it says. */
export type PlainEntry = Readonly<Record<string, unknown>>;

export interface How {
  readonly hears: Hearing;
  /** For the values of headers and variables, where the client reads those another way. */
  readonly values?: Hearing;
  /** Members this client knows besides the ones all know. */
  readonly also?: readonly ('cwd' | 'timeout' | 'disabled' | 'oauth')[];
  /** Members that say nothing about the server. */
  readonly ignored?: readonly string[];
  /** What an address without a type is; absent where the client finds out by itself. */
  readonly untyped?: 'http' | 'sse';
}

const TRANSPORTS: Readonly<Record<string, Transport>> = { ...TRANSPORT_NAMES, local: 'stdio' };
const ALWAYS = ['type', 'url', 'headers', 'command', 'args', 'env'];

/** Carries the first reason out of the reading of a value. */
class Stays extends Error {
  readonly reason: AppError;
  constructor(reason: AppError) {
    super(reason.message);
    this.reason = reason;
  }
}

/** Reads what an adapter has put into plain members. */
export function readEntry(name: string, entry: unknown, how: How): ReadEntry | AppError {
  try {
    return read(name, asObject(entry) ?? stays(new AppError('import-no-server')), how);
  } catch (error) {
    if (error instanceof Stays) return error.reason;
    throw error;
  }
}

function read(name: string, entry: PlainEntry, how: How): ReadEntry {
  const known = [...ALWAYS, ...(how.also ?? []), ...(how.ignored ?? [])];
  const other = Object.entries(entry).find(([key, value]) => !known.includes(key) && !saysNothing(value));
  if (other) stays(new AppError('import-member', { key: other[0].slice(0, 80) }));
  const values = new Values(entry, how);
  const { type, guessed } = transportOf(values, how);
  const draft: ServerDraft = {
    name,
    type,
    ...(type === 'stdio' ? commandOf(values) : addressOf(values)),
    ...(values.flag('disabled') && { disabled: true }),
    ...values.timeout(),
  };
  return guessed ? { draft, guessed } : { draft };
}

function transportOf(values: Values, { untyped }: How): { type: Transport; guessed: boolean } {
  const type = values.plain('type');
  const known = type !== undefined && Object.hasOwn(TRANSPORTS, type) ? TRANSPORTS[type] : undefined;
  if (type !== undefined && known === undefined) stays(new AppError('import-transport', { type: type.slice(0, 80) }));
  const [command, url] = [values.has('command'), values.has('url')];
  if (command && url) stays(new AppError('import-value', { key: 'url' }));
  if (!command && !url) stays(new AppError('import-no-server'));
  if (known !== undefined && (known === 'stdio') !== command) stays(new AppError('import-value', { key: 'type' }));
  if (known !== undefined) return { type: known, guessed: false };
  return command ? { type: 'stdio', guessed: false } : { type: untyped ?? 'http', guessed: untyped === undefined };
}

function commandOf(values: Values): Partial<ServerDraft> {
  const [args, env, cwd] = [values.list('args'), values.map('env'), values.text('cwd')];
  values.none('headers', 'oauth');
  return {
    command: values.text('command') ?? '',
    ...(args.length > 0 && { args }),
    ...(Object.keys(env).length > 0 && { env }),
    ...(cwd !== undefined && { cwd }),
  };
}

function addressOf(values: Values): Partial<ServerDraft> {
  const [headers, oauth] = [values.map('headers'), values.oauth()];
  values.none('args', 'env', 'cwd');
  return {
    url: values.text('url') ?? '',
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(Object.keys(oauth).length > 0 && { oauth }),
  };
}

function stays(reason: AppError): never {
  throw new Stays(reason);
}

/** What clients read the same as absence, whatever the member is called. */
function saysNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** The members of one entry, each of the type it has to have. */
class Values {
  readonly #entry: PlainEntry;
  readonly #how: How;

  constructor(entry: PlainEntry, how: How) {
    this.#entry = entry;
    this.#how = how;
  }

  has(key: string): boolean {
    return !saysNothing(this.#entry[key]);
  }

  /** Members that have no place beside the others. */
  none(...keys: readonly string[]): void {
    const key = keys.find((one) => this.has(one));
    if (key !== undefined) stays(new AppError('import-member', { key }));
  }

  /** A text in which the client looks for no references. */
  plain(key: string): string | undefined {
    return this.has(key) ? this.#isText(this.#entry[key], key) : undefined;
  }

  text(key: string): string | undefined {
    const text = this.plain(key);
    return text === undefined ? undefined : heard(text, this.#how.hears);
  }

  list(key: string): string[] {
    const value = this.has(key) ? this.#entry[key] : [];
    if (!Array.isArray(value)) return stays(new AppError('import-value', { key }));
    return value.map((one) => heard(this.#isText(one, key), this.#how.hears));
  }

  map(key: string): Record<string, string> {
    const value = asObject(this.has(key) ? this.#entry[key] : {}) ?? stays(new AppError('import-value', { key }));
    const values = this.#how.values ?? this.#how.hears;
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, heard(this.#isText(one, key), values)]),
    );
  }

  flag(key: string): boolean {
    const value = this.#entry[key];
    if (value === undefined || value === null) return false;
    return typeof value === 'boolean' ? value : stays(new AppError('import-value', { key }));
  }

  /** Milliseconds. */
  timeout(): { timeout?: number } {
    const value = this.#entry.timeout;
    if (value === undefined || value === null) return {};
    if (typeof value !== 'number' || !(value > 0)) return stays(new AppError('import-value', { key: 'timeout' }));
    return { timeout: Math.ceil(value) };
  }

  /** What the shared config can say about signing in too. */
  oauth(): OauthEntry {
    const value = asObject(this.has('oauth') ? this.#entry.oauth : {}) ?? this.#wrong('oauth');
    const { clientId, clientSecret, callbackPort, scopes, ...rest } = value;
    const other = Object.entries(rest).find(([, one]) => !saysNothing(one));
    if (other) stays(new AppError('import-member', { key: `oauth.${other[0].slice(0, 80)}` }));
    const asked = typeof scopes === 'string' ? scopes.split(' ').filter(Boolean) : scopes;
    return {
      ...(!saysNothing(clientId) && { clientId: this.#isText(clientId, 'oauth') }),
      ...(!saysNothing(clientSecret) && { clientSecret: heard(this.#isText(clientSecret, 'oauth'), this.#how.hears) }),
      ...(callbackPort !== undefined && { callbackPort: this.#isNumber(callbackPort, 'oauth') }),
      ...(Array.isArray(asked) && asked.length > 0 && { scopes: asked.map((one) => this.#isText(one, 'oauth')) }),
    };
  }

  #isText(value: unknown, key: string): string {
    return typeof value === 'string' ? value : this.#wrong(key);
  }

  #isNumber(value: unknown, key: string): number {
    return typeof value === 'number' ? value : this.#wrong(key);
  }

  #wrong(key: string): never {
    throw new Stays(new AppError('import-value', { key }));
  }
}

function heard(text: string, hearing: Hearing): string {
  return hear(text, hearing) ?? stays(new AppError('import-reference', { reference: unheard(text, hearing) }));
}

/** The entry of a client that counts in seconds. */
export function inMilliseconds(entry: unknown, key = 'timeout'): PlainEntry | undefined {
  const { [key]: seconds, ...rest } = asObject(entry) ?? {};
  return typeof seconds === 'number' ? { ...rest, timeout: seconds * 1000 } : asObject(entry);
}

/** The entry of a client that says that a server is on, where others say that it is off. */
export function withDisabled(entry: PlainEntry | undefined): PlainEntry | undefined {
  if (typeof entry?.enabled !== 'boolean') return entry;
  const { enabled, ...rest } = entry;
  return { ...rest, disabled: !enabled };
}

/** A command that is also handed these variables of the client's own environment, under their names. */
export function withPassed(read: Read, names: unknown, key: string): Read {
  if (names === undefined || read === undefined || read instanceof AppError) return read;
  if (!Array.isArray(names) || !names.every((one) => typeof one === 'string'))
    return new AppError('import-value', { key });
  const passed = Object.fromEntries(names.map((name) => [name, `\${env:${name}}`]));
  return { ...read, draft: { ...read.draft, env: { ...read.draft.env, ...passed } } };
}
