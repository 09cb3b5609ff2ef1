// Codex: servers in the tables below "mcp_servers" of config.toml. Every rule here was seen on the real program, 0.169.0;
// test/clients/codex.real.test.ts sees it again. One entry that is wrong stops the whole config.
import { AppError } from '../../shared/errors';
import type { JsonObject, RemoteServer, Server, StdioServer } from '../../shared/model';
import type { BrokerDoor } from '../ports';
import type { ClientAdapter, ClientPlace, Said, Surroundings } from './adapter';
import { inHome, movedTo, pathsOn } from './folders';
import { asObject } from './json-entries';
import { bearer, evenOut, keyIn, sayCommand, unlessEmpty } from './parts';
import { hasProgram, isThere } from './programs';
import { inMilliseconds, type Read, readEntry, withDisabled, withPassed } from './reading';
import { openTomlEntries } from './toml-entries';
import { PLAIN, Wording, wholeVariable } from './variables';

export const codex: ClientAdapter = {
  id: 'codex',
  name: 'Codex',
  sees: 'next-session',
  evidence: 'program',
  keeps: ['startup_timeout_sec', 'enabled_tools', 'disabled_tools'],
  project: { files: ['.codex/config.toml'], emptyIsNew: true },
  place,
  installed,
  entryOf,
  serverOf,
  brokeredEntryOf,
  localKeyIn: (entry) => keyIn(asObject(entry)?.http_headers),
  comparable: (entry) => evenOut(entry, DEFAULTS),
  open: (text, file) => openTomlEntries(text, { file, path: ['mcp_servers'] }),
};

/** Codex writes without a lock, by renaming. */
async function place(around: Surroundings): Promise<ClientPlace> {
  const folder = movedTo(around, around.env.CODEX_HOME) ?? inHome(around, '.codex');
  const file = pathsOn(around.platform).join(folder, 'config.toml');
  return { file, watched: [file], emptyIsNew: true };
}

async function installed(around: Surroundings, { file }: ClientPlace): Promise<boolean> {
  return (await isThere(file)) || hasProgram('codex', around);
}

function entryOf(server: Server): Said {
  if (server.type === 'sse') return 'transport';
  const words = new Wording();
  const said = server.type === 'stdio' ? commandEntry(server, words) : remoteEntry(server, words);
  return words.cannot ?? { ...said, ...timeoutOf(server) };
}

function brokeredEntryOf(server: Server, { url, key }: BrokerDoor): Said {
  return { url, http_headers: bearer(key), ...timeoutOf(server) };
}

/** Texts are taken as they stand; a header whose value is a variable has a table of its own, a bearer token a member. */
function remoteEntry(server: RemoteServer, words: Wording): JsonObject {
  const plain: Record<string, string> = {};
  const variables: Record<string, string> = {};
  let token: string | undefined;
  for (const [name, value] of Object.entries(server.headers)) {
    const variable = wholeVariable(value);
    const bearerOf = wholeVariable(value, 'Bearer ');
    if (variable !== undefined) variables[name] = variable;
    else if (bearerOf !== undefined && name.toLowerCase() === 'authorization') token = bearerOf;
    else plain[name] = words.say(value, PLAIN);
  }
  return {
    url: words.say(server.url, PLAIN),
    ...unlessEmpty({ http_headers: plain, env_http_headers: variables }),
    ...(token !== undefined && { bearer_token_env_var: token }),
  };
}

/** Of its own environment Codex hands a command only what `env_vars` names. */
function commandEntry(server: StdioServer, words: Wording): JsonObject {
  const passed = Object.keys(server.env).filter((name) => wholeVariable(server.env[name] ?? '') === name);
  const env = Object.fromEntries(Object.entries(server.env).filter(([name]) => !passed.includes(name)));
  const said = sayCommand({ ...server, env }, words, PLAIN);
  return { ...said, ...(passed.length > 0 && { env_vars: passed }) };
}

/** Codex counts in seconds, with fractions. */
const timeoutOf = ({ timeout }: Server): JsonObject =>
  timeout === undefined ? {} : { tool_timeout_sec: timeout / 1000 };

const DEFAULTS = { args: [], env: {}, env_vars: [], http_headers: {}, env_http_headers: {}, enabled: true };

/** Headers from variables and a token from one are headers as any other. */
function serverOf(name: string, entry: unknown): Read {
  const { http_headers, env_http_headers, bearer_token_env_var, env_vars, ...rest } =
    withDisabled(inMilliseconds(entry, 'tool_timeout_sec')) ?? {};
  // What belongs to the other kind of server stays in, and is told.
  const other = rest.command === undefined ? { env_vars } : { env_http_headers, bearer_token_env_var };
  const plain = { ...rest, ...other, ...(http_headers !== undefined && { headers: http_headers }) };
  const read = readEntry(name, plain, { hears: PLAIN, also: ['cwd', 'timeout', 'disabled'], untyped: 'http' });
  if (read instanceof AppError || read.draft.type === 'stdio') return withPassed(read, env_vars, 'env_vars');
  const named = Object.entries(asObject(env_http_headers) ?? {}).map(([header, variable]) => [
    header,
    reference(variable),
  ]);
  const token =
    bearer_token_env_var === undefined ? {} : { Authorization: `Bearer ${reference(bearer_token_env_var)}` };
  const headers = { ...read.draft.headers, ...Object.fromEntries(named), ...token };
  return { ...read, draft: { ...read.draft, ...(Object.keys(headers).length > 0 && { headers }) } };
}

const reference = (variable: unknown) => `\${env:${String(variable)}}`;
