// Goose: servers under "extensions" of config.yaml. From its documentation (goose-docs, "Configuration files") and its
// source.
import type { JsonObject, RemoteServer, Server, StdioServer } from '../../shared/model';
import type { BrokerDoor } from '../ports';
import type { ClientAdapter, ClientPlace, Said, Surroundings } from './adapter';
import { appData, inHome, movedTo, pathsOn, xdgConfig } from './folders';
import { BRACED_OR_BARE, type Hearing } from './hearing';
import { asObject } from './json-entries';
import { bearer, evenOut, keyIn, sayCommand, sayRemote, secondsOf } from './parts';
import { isThere } from './programs';
import { inMilliseconds, type Read, readEntry, withDisabled, withPassed } from './reading';
import { PLAIN, type Speech, Wording, wholeVariable } from './variables';
import { openYamlEntries } from './yaml-entries';

export const goose: ClientAdapter = {
  id: 'goose',
  name: 'Goose',
  sees: 'next-session',
  evidence: 'documentation',
  keeps: ['available_tools', 'description', 'display_name', 'bundled'],
  place,
  // Other programs are called goose too.
  installed: async (around) => isThere(folderOf(around)),
  entryOf,
  serverOf,
  brokeredEntryOf,
  localKeyIn: (entry) => keyIn(asObject(entry)?.headers),
  comparable: (entry) => evenOut(entry, DEFAULTS),
  open: (text, file) => openYamlEntries(text, { file, path: ['extensions'] }),
};

const DEFAULTS = {
  args: [],
  envs: {},
  env_keys: [],
  headers: {},
  description: '',
  available_tools: [],
  bundled: null,
  socket: null,
};

async function place(around: Surroundings): Promise<ClientPlace> {
  const file = pathsOn(around.platform).join(folderOf(around), 'config.yaml');
  return { file, watched: [file], emptyIsNew: true };
}

function folderOf(around: Surroundings): string {
  const root = movedTo(around, around.env.GOOSE_PATH_ROOT);
  if (root !== undefined) return pathsOn(around.platform).join(root, 'config');
  if (around.platform === 'win32') return appData(around, 'Block', 'goose', 'config');
  return around.platform === 'darwin' ? inHome(around, '.config', 'goose') : xdgConfig(around, 'goose');
}

/** Goose keeps its extensions under names in lower case. */
const isName = (name: string) => /^[a-z0-9_-]+$/u.test(name);

function entryOf(server: Server): Said {
  if (!isName(server.name)) return 'name';
  if (server.type === 'sse') return 'transport';
  if (server.type !== 'stdio') return remoteEntry(server);
  if (server.cwd !== undefined) return 'folder';
  return Object.keys(server.env).some(isRefused) ? 'variable' : commandEntry(server);
}

function brokeredEntryOf(server: Server, { url, key }: BrokerDoor): Said {
  if (!isName(server.name)) return 'name';
  return { ...head('streamable_http', server), uri: url, headers: bearer(key), ...secondsOf(server) };
}

const head = (type: string, { name }: Server): JsonObject => ({ enabled: true, type, name });

/** `env_keys` names variables of Goose's own environment, or of its keychain; the address and headers refer to those. */
function remoteEntry(server: RemoteServer): Said {
  const words = new Wording();
  const keys = new Set<string>();
  const speech: Speech = {
    variable: (name) => {
      keys.add(name);
      return `\${${name}}`;
    },
    misread: (text) => /\$\{?\s*[A-Za-z_]/u.test(text),
  };
  const said = sayRemote(server, words, speech, { address: 'uri' });
  const passed = keys.size > 0 && { env_keys: [...keys] };
  return words.cannot ?? { ...head('streamable_http', server), ...said, ...passed, ...secondsOf(server) };
}

function commandEntry(server: StdioServer): Said {
  const words = new Wording();
  const passed = Object.keys(server.env).filter((name) => wholeVariable(server.env[name] ?? '') === name);
  const own = Object.fromEntries(Object.entries(server.env).filter(([name]) => !passed.includes(name)));
  const { command, args, env } = sayCommand({ ...server, env: own }, words, PLAIN);
  const said = { cmd: command, args, ...(env && { envs: env }), ...(passed.length > 0 && { env_keys: passed }) };
  return words.cannot ?? { ...head('stdio', server), ...said, ...secondsOf(server) };
}

const isRefused = (name: string) => REFUSED.has(name.toLowerCase());
/** Variables Goose takes from no entry. */
const REFUSED: ReadonlySet<string> = new Set(
  `path pathext systemroot windir ld_library_path ld_preload ld_audit ld_debug ld_bind_now ld_assume_kernel
  dyld_library_path dyld_insert_libraries dyld_framework_path pythonpath pythonhome node_options rubyopt gem_path gem_home
  classpath go111module goroot appinit_dlls sessionname comspec temp tmp localappdata userprofile homedrive
  homepath`.split(/\s+/u),
);

/** Parts of Goose itself. */
const PARTS: readonly unknown[] = ['builtin', 'platform', 'frontend'];

function serverOf(name: string, entry: unknown): Read {
  const { cmd, uri, envs, env_keys, ...rest } = withDisabled(inMilliseconds(entry)) ?? {};
  if (PARTS.includes(rest.type)) return undefined;
  const said = { ...(cmd !== undefined && { command: cmd }), ...(uri !== undefined && { url: uri }) };
  const plain = { ...rest, ...said, ...(envs !== undefined && { env: envs }) };
  const isCommand = rest.type === 'stdio';
  const hears = isCommand ? PLAIN : referring(Array.isArray(env_keys) ? env_keys : []);
  const read = readEntry(name, plain, { hears, also: ['timeout', 'disabled'], ignored: ['name'] });
  return isCommand ? withPassed(read, env_keys, 'env_keys') : read;
}

/** A variable that the entry does not name stays text to Goose. */
const referring = (names: readonly unknown[]): Hearing => ({
  variables: BRACED_OR_BARE,
  misread: (text) => /\$\{?\s*[A-Za-z_]/u.test(text),
  known: (name) => names.includes(name),
});
