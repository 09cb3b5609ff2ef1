// Claude Code: user-scope servers under "mcpServers" of .claude.json, written under the lock Claude itself takes.
// Every rule here was seen on the real program, 2.1.330; test/clients/claude-code.real.test.ts sees it again.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { hasErrno } from '../../shared/errors';
import type { RemoteServer, Server, StdioServer } from '../../shared/model';
import type { BrokerDoor } from '../ports';
import type { ClientAdapter, ClientPlace, EntriesFile, Said, Surroundings } from './adapter';
import { BRACED, type Hearing } from './hearing';
import { asObject, openJsonEntries } from './json-entries';
import { bearer, EMPTY, evenOut, keyIn, sayCommand, sayRemote, timeoutOf } from './parts';
import { hasProgram, isThere } from './programs';
import { readEntry } from './reading';
import { type Speech, Wording } from './variables';

export const claudeCode: ClientAdapter = {
  id: 'claude-code',
  name: 'Claude Code',
  sees: 'next-session',
  evidence: 'program',
  limitBytes: 20 * 1024 * 1024,
  keeps: ['alwaysLoad', 'tools'],
  project: { files: ['.mcp.json'], emptyIsNew: true, local: { byRepository: true, open: openLocal } },
  place,
  installed,
  entryOf,
  serverOf: (name, entry) => readEntry(name, comparable(entry), { hears: HEARING, also: ['timeout', 'oauth'] }),
  brokeredEntryOf,
  localKeyIn: (entry) => keyIn(asObject(entry)?.headers),
  comparable,
  // Claude calls a .mcp.json without the object broken.
  open: (text, file, { emptyIsNew, shared = false }) =>
    openJsonEntries(text, { file, path: ['mcpServers'], comments: false, empty: emptyIsNew, stays: shared }),
};

/** By the path of the folder, links followed; on Windows Claude writes it with `/`. */
function openLocal(text: string, file: string, { emptyIsNew }: ClientPlace, folder: string): EntriesFile {
  const at = ['projects', folder.split(path.sep).join('/'), 'mcpServers'];
  return openJsonEntries(text, { file, path: at, comments: false, empty: emptyIsNew });
}

async function place({ home, env }: Surroundings): Promise<ClientPlace> {
  const moved = env.CLAUDE_CONFIG_DIR ? path.resolve(home, env.CLAUDE_CONFIG_DIR) : undefined;
  const folder = moved ?? path.join(home, '.claude');
  const legacy = path.join(folder, '.config.json');
  const current = path.join(moved ?? home, '.claude.json');
  // The legacy file wins wherever it exists, also beside the current one: Claude says so and uses it.
  const file = (await isThere(legacy)) ? legacy : current;
  return {
    file,
    // The lock stands beside the name, not beside what a symlink points to.
    lock: { kind: 'mkdir', path: `${file}.lock`, staleMs: 10_000 },
    watched: [current, legacy],
    emptyIsNew: !(await hasOwnBackup(path.join(folder, 'backups'), path.basename(file))),
    troubleFile: path.join(folder, 'mcp-needs-auth-cache.json'),
  };
}

/** With a backup of its own at hand, Claude calls an empty file corrupted and asks for it to be restored. */
async function hasOwnBackup(folder: string, base: string): Promise<boolean> {
  try {
    return (await readdir(folder)).some((name) => name.startsWith(`${base}.backup.`));
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return false;
    throw error;
  }
}

async function installed(around: Surroundings, { file }: ClientPlace): Promise<boolean> {
  return (await isThere(file)) || hasProgram('claude', around, [path.join(around.home, '.claude', 'local')]);
}

const NAME = /^[A-Za-z0-9_-]{1,64}$/u;
const RESERVED = ['workspace', 'claude-in-chrome', 'claude-device', '__proto__', 'constructor', 'toString'];

const isName = (name: string) => NAME.test(name) && !RESERVED.includes(name);

/** With a static header Claude fails cleanly and starts no sign-in of its own. */
function brokeredEntryOf(server: Server, { url, key }: BrokerDoor): Said {
  if (!isName(server.name)) return 'name';
  return { type: 'http', url, headers: bearer(key), ...timeoutOf(server) };
}

function entryOf(server: Server): Said {
  if (!isName(server.name)) return 'name';
  return server.type === 'stdio' ? stdioEntry(server) : remoteEntry(server);
}

function remoteEntry(server: RemoteServer): Said {
  const words = new Wording();
  const said = sayRemote(server, words, REMOTE);
  return words.cannot ?? { type: server.type, ...said, ...timeoutOf(server) };
}

function stdioEntry(server: StdioServer): Said {
  // Claude ignores "cwd": the server would start in another folder than it was told to.
  if (server.cwd !== undefined) return 'folder';
  const words = new Wording();
  const said = sayCommand(server, words, STDIO);
  return words.cannot ?? { type: 'stdio', ...said, ...timeoutOf(server) };
}

/** Claude reads a member the same whether it is empty or absent; `claude mcp add` writes empty ones. */
function comparable(entry: unknown): unknown {
  return evenOut(entry, EMPTY, (rest) => {
    const type = rest.type === 'streamable-http' ? 'http' : (rest.type ?? (rest.command ? 'stdio' : undefined));
    return { ...rest, ...(type !== undefined && { type }) };
  });
}

/** True for variables Claude hands to its own stdio servers as an empty text. */
const isEmptiedForStdio = (name: string) => EMPTIED_FOR_STDIO.test(name);
const EMPTIED_FOR_STDIO =
  /^(?:CLAUDE_CODE_.*(?:TOKEN|SOCKET|CREDS_FILE)|CLAUDE_SESSION_INGRESS_TOKEN_FILE|MCP_(?:XAA_IDP_)?CLIENT_SECRET|ENVIRONMENT_SERVICE_KEY|SELF_HOSTED_RUNNER_.*_SECRET)$/iu;

/** True for variables Claude puts into no URL and no header, in any spelling of upper and lower case. */
const isEmptiedForRemote = (name: string) => isEmptiedForStdio(name) || EMPTIED_FOR_REMOTE.has(name.toUpperCase());
export const EMPTIED_FOR_REMOTE: ReadonlySet<string> = new Set(
  `ANTHROPIC_API_KEY ANTHROPIC_AUTH_TOKEN ANTHROPIC_FOUNDRY_API_KEY ANTHROPIC_FOUNDRY_AUTH_TOKEN
  ANTHROPIC_AWS_API_KEY ANTHROPIC_CUSTOM_HEADERS ANTHROPIC_IDENTITY_TOKEN ANTHROPIC_IDENTITY_TOKEN_FILE
  AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_BEARER_TOKEN_BEDROCK AWS_WEB_IDENTITY_TOKEN_FILE
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_CONTAINER_AUTHORIZATION_TOKEN
  AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE GOOGLE_APPLICATION_CREDENTIALS GOOGLE_GHA_CREDS_PATH
  GOOGLE_OAUTH_ACCESS_TOKEN CLOUDSDK_AUTH_ACCESS_TOKEN CLOUDSDK_AUTH_ACCESS_TOKEN_FILE
  CLOUDSDK_AUTH_AUTHORIZATION_TOKEN_FILE AZURE_CLIENT_SECRET AZURE_CLIENT_CERTIFICATE_PATH
  AZURE_CLIENT_CERTIFICATE_PASSWORD AZURE_PASSWORD AZURE_FEDERATED_TOKEN_FILE AZURE_AUTH_LOCATION IDENTITY_HEADER
  MSI_SECRET NODE_AUTH_TOKEN NUGET_AUTH_TOKEN NPM_TOKEN CARGO_REGISTRY_TOKEN TWINE_PASSWORD TWINE_USERNAME PYPI_TOKEN
  PYPI_API_TOKEN UV_PUBLISH_TOKEN UV_PUBLISH_PASSWORD UV_PUBLISH_USERNAME FLIT_PASSWORD FLIT_USERNAME HATCH_INDEX_AUTH
  HATCH_INDEX_USER GEM_HOST_API_KEY MATURIN_PYPI_TOKEN MATURIN_PASSWORD MATURIN_USERNAME CONAN_LOGIN_USERNAME
  CONAN_PASSWORD ANACONDA_API_TOKEN BINSTAR_API_TOKEN VAULT_TOKEN VAULT_AUTH_TOKEN VAULT_ROLE_ID VAULT_SECRET_ID
  CONSUL_HTTP_TOKEN CONSUL_HTTP_AUTH NOMAD_TOKEN NOMAD_HTTP_AUTH CI_REGISTRY_USER CI_DEPLOY_USER JF_USER
  FASTLANE_SESSION MATCH_GIT_BASIC_AUTHORIZATION SONAR_TOKEN SONARQUBE_SCANNER_PARAMS SONAR_SCANNER_JSON_PARAMS
  SLACK_WEBHOOK_URL SLACK_WEBHOOK DISCORD_WEBHOOK DISCORD_WEBHOOK_URL TEAMS_WEBHOOK_URL MS_TEAMS_WEBHOOK_URI
  ACTIONS_ID_TOKEN_REQUEST_TOKEN ACTIONS_ID_TOKEN_REQUEST_URL ACTIONS_RUNTIME_TOKEN ACTIONS_RUNTIME_URL ALL_INPUTS
  VSS_NUGET_EXTERNAL_FEED_ENDPOINTS VSS_NUGET_ACCESSTOKEN ARTIFACTS_CREDENTIALPROVIDER_EXTERNAL_FEED_ENDPOINTS
  ARTIFACTS_CREDENTIALPROVIDER_ACCESSTOKEN COMPOSER_AUTH OVERRIDE_GITHUB_TOKEN DEFAULT_WORKFLOW_TOKEN
  SSH_SIGNING_KEY`.split(/\s+/u),
);

/** `${env:NAME}` is `${NAME}` in Claude's words; any other `${` it would take for one. */
const speech = (emptied: (name: string) => boolean): Speech => ({
  variable: (name) => (emptied(name) ? undefined : `\${${name}}`),
  misread: (text) => text.includes('${'),
});
const REMOTE = speech(isEmptiedForRemote);
const STDIO = speech(isEmptiedForStdio);

const HEARING: Hearing = { variables: BRACED, misread: STDIO.misread };
