// What the entries of most clients are made of, and how two that mean the same are made equal.
import type { JsonObject, RemoteServer, Server, StdioServer } from '../../shared/model';
import { asObject } from './json-entries';
import type { Speech, Wording } from './variables';

/** Members that hold nothing are left out: clients read them as absent. */
export const unlessEmpty = (objects: Readonly<Record<string, JsonObject>>): JsonObject =>
  Object.fromEntries(Object.entries(objects).filter(([, object]) => Object.keys(object).length > 0));

/** Milliseconds for one request, for clients that count in them too. */
export const timeoutOf = ({ timeout }: Server): JsonObject => (timeout === undefined ? {} : { timeout });

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
    ...(!isEmpty(env) && { env }),
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

/** The one header of a brokered entry. */
export const bearer = (key: string): JsonObject => ({ Authorization: `Bearer ${key}` });

/** The local key in headers that `bearer` gave. */
export function keyIn(headers: unknown): string | undefined {
  const said = asObject(headers)?.Authorization;
  return typeof said === 'string' ? /^Bearer (mcptray_[\w-]{43})$/u.exec(said)?.[1] : undefined;
}

/** The entry without members that mean the same as their absence. */
export function without(
  entry: Readonly<Record<string, unknown>>,
  isDefault: (key: string, value: unknown) => boolean,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entry).filter(([key, value]) => !isDefault(key, value)));
}

/** True for an object or a list with nothing in it. */
export const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;
