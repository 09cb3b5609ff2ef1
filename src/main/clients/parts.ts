// What the entries of most clients are made of, and how two that mean the same are made equal.
import type { Json, JsonObject, RemoteServer, Server, StdioServer } from '../../shared/model';
import type { Said } from './adapter';
import { asObject } from './json-entries';
import { type Speech, Wording } from './variables';

/** Members that hold nothing are left out: clients read them as absent. */
export const unlessEmpty = (objects: Readonly<Record<string, JsonObject>>): JsonObject =>
  Object.fromEntries(Object.entries(objects).filter(([, object]) => Object.keys(object).length > 0));

/** Milliseconds for one request, for clients that count in them too. */
export const timeoutOf = ({ timeout }: Server): JsonObject => (timeout === undefined ? {} : { timeout });

/** The same in whole seconds, rounded up, for clients that count in those. */
export const secondsOf = ({ timeout }: Server): JsonObject =>
  timeout === undefined ? {} : { timeout: Math.ceil(timeout / 1000) };

/** What a client has of its own to say an entry. */
interface Own {
  /** What it calls the address. */
  readonly address?: string;
  /** How it reads the values of headers and variables, where that is another way than the rest. */
  readonly values?: Speech;
}

/** A command as most clients have it. A type, for it is JSON as it stands. */
type CommandParts = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
};

/** The command with its arguments, variables and folder. */
export function sayCommand(server: StdioServer, words: Wording, speech: Speech, own: Own = {}): CommandParts {
  const { cwd } = server;
  const env = words.sayAll(server.env, own.values ?? speech);
  return {
    command: words.say(server.command, speech),
    args: server.args.map((arg) => words.say(arg, speech)),
    ...(Object.keys(env).length > 0 && { env }),
    ...(cwd !== undefined && { cwd: words.say(cwd, speech) }),
  };
}

/** The address and the headers. */
export function sayRemote(server: RemoteServer, words: Wording, speech: Speech, own: Own = {}): JsonObject {
  return {
    [own.address ?? 'url']: words.say(server.url, speech),
    ...unlessEmpty({ headers: words.sayAll(server.headers, own.values ?? speech) }),
  };
}

/**
 * A command or an address and no word about the transport, for clients that find out about that themselves and start
 * every command in a folder of their own.
 */
export function sayShort(server: Server, speech: Speech): Said {
  if (server.type === 'stdio' && server.cwd !== undefined) return 'folder';
  const words = new Wording();
  const said = server.type === 'stdio' ? sayCommand(server, words, speech) : sayRemote(server, words, speech);
  return words.cannot ?? said;
}

/** The one header of a brokered entry. */
export const bearer = (key: string): JsonObject => ({ Authorization: `Bearer ${key}` });

/** The local key in headers that `bearer` gave. */
export function keyIn(headers: unknown): string | undefined {
  const said = asObject(headers)?.Authorization;
  return typeof said === 'string' ? /^Bearer (mcptray_[\w-]{43})$/u.exec(said)?.[1] : undefined;
}

/**
 * Evens an entry out: members that say what their absence says are gone, then `even` puts one word in the place of
 * several. What is no object stays as it is.
 */
export function evenOut(
  entry: unknown,
  defaults: Readonly<Record<string, Json>>,
  even: (entry: Readonly<Record<string, unknown>>) => unknown = (rest) => rest,
): unknown {
  const object = asObject(entry);
  if (!object) return entry;
  const says = Object.entries(object).filter(([key, value]) => {
    return !Object.hasOwn(defaults, key) || JSON.stringify(value) !== JSON.stringify(defaults[key]);
  });
  return even(Object.fromEntries(says));
}

/** Members that most clients read the same whether they are empty or absent. */
export const EMPTY = { args: [], env: {}, headers: {} };
