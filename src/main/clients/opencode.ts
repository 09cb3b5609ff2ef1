// opencode: servers under "mcp" of its global config. Every rule here was seen on the real program, 1.18.33;
// test/clients/opencode.real.test.ts sees it again. One entry of a wrong type makes the whole file invalid to it.
import type { JsonObject, Server, StdioServer } from '../../shared/model';
import type { BrokerDoor } from '../ports';
import type { ClientAdapter, ClientPlace, Said, Surroundings } from './adapter';
import { xdgConfig } from './folders';
import { CURLY_ENV, type Hearing } from './hearing';
import { asObject, openJsonEntries } from './json-entries';
import { bearer, evenOut, keyIn, sayCommand, sayRemote, timeoutOf } from './parts';
import { hasProgram, isThere } from './programs';
import { type Read, readEntry, withDisabled } from './reading';
import { type Speech, Wording } from './variables';

export const opencode: ClientAdapter = {
  id: 'opencode',
  name: 'opencode',
  sees: 'next-session',
  evidence: 'program',
  project: { files: ['opencode.json', 'opencode.jsonc'], emptyIsNew: true },
  place,
  installed,
  entryOf,
  serverOf,
  brokeredEntryOf,
  localKeyIn: (entry) => keyIn(asObject(entry)?.headers),
  comparable: (entry) => evenOut(entry, { environment: {}, headers: {}, enabled: true }),
  open: (text, file, { emptyIsNew }) =>
    openJsonEntries(text, { file, path: ['mcp'], comments: true, empty: emptyIsNew }),
};

/**
 * The file `opencode mcp add` writes to, on every platform below .config: opencode.json where it is there, although
 * opencode.jsonc is read too. It takes no lock for it, and writes over the old text: its locks are for what it installs
 * and for its sign-ins.
 */
async function place(around: Surroundings): Promise<ClientPlace> {
  const json = xdgConfig(around, 'opencode', 'opencode.json');
  const jsonc = xdgConfig(around, 'opencode', 'opencode.jsonc');
  return { file: (await isThere(json)) ? json : jsonc, watched: [json, jsonc], emptyIsNew: true };
}

async function installed(around: Surroundings, { file }: ClientPlace): Promise<boolean> {
  return (await isThere(file)) || hasProgram('opencode', around);
}

/** opencode finds out by itself whether an address speaks HTTP or SSE. */
function entryOf(server: Server): Said {
  const words = new Wording();
  const said =
    server.type === 'stdio'
      ? { type: 'local', ...localEntry(server, words) }
      : { type: 'remote', ...sayRemote(server, words, SPEECH) };
  return words.cannot ?? { ...said, ...timeoutOf(server) };
}

function localEntry(server: StdioServer, words: Wording): JsonObject {
  const { command, args, env, ...rest } = sayCommand(server, words, SPEECH);
  return { command: [command, ...args], ...(env && { environment: env }), ...rest };
}

/** Without `oauth: false` it would look for a sign-in of its own. */
function brokeredEntryOf(server: Server, { url, key }: BrokerDoor): Said {
  return { type: 'remote', url, headers: bearer(key), oauth: false, ...timeoutOf(server) };
}

/** References are put into the text of the file before it is read. A variable that is not set is an empty text. */
const SPEECH: Speech = {
  variable: (name) => `{env:${name}}`,
  misread: (text) => /\{(?:env|file):[^}]/u.test(text),
};

function serverOf(name: string, entry: unknown): Read {
  const { command: words, environment, oauth, type, ...rest } = withDisabled(asObject(entry)) ?? {};
  const [command, ...args] = Array.isArray(words) ? words : [words];
  const plain = {
    ...rest,
    // Which transport a remote one speaks, opencode finds out by itself.
    ...(type !== 'remote' && { type }),
    ...(words !== undefined && { command, args }),
    ...(environment !== undefined && { env: environment }),
    ...(oauth !== undefined && oauth !== false && { oauth: oauthOf(oauth) }),
  };
  return readEntry(name, plain, { hears: HEARING, also: ['cwd', 'timeout', 'disabled', 'oauth'] });
}

function oauthOf(value: unknown): unknown {
  const { scope, ...rest } = asObject(value) ?? {};
  return scope === undefined ? rest : { ...rest, scopes: scope };
}

const HEARING: Hearing = { variables: CURLY_ENV, misread: SPEECH.misread };
