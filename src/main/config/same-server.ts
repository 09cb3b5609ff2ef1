// Whether two entries are the same server: by where they lead and what they send, whatever they are called.
import { AppError } from '../../shared/errors';
import type { Server, ServerDraft } from '../../shared/model';
import { mapDraftTexts } from './drafts';
import { isProblem, parseEntry, parseUrl } from './schema';
import { keychainNames } from './secret-values';

/**
 * Equal for two that mean the same. The transport of an address is left out, for not every client says it; so are name,
 * time limit and whether it is on.
 */
export function meaningOf(draft: ServerDraft): string {
  const { type, url = '', headers = {}, command, args = [], env = {}, cwd, oauth = {} } = draft;
  const said =
    type === 'stdio'
      ? ['command', command, args, sorted(env), cwd ?? null]
      : ['address', evenUrl(url), sorted(headers, (name) => name.toLowerCase()), sorted(oauth)];
  return JSON.stringify(said);
}

function sorted(values: object, even: (name: string) => string = (name) => name): unknown {
  const entries = Object.entries(values).map(([name, value]) => [even(name), value] as const);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1));
}

const evenUrl = (url: string): string => (url.includes('${') ? url : (parseUrl(url)?.href ?? url));

/** The entry with what the keychain holds in the place of its references: stays in the main process. */
export async function withKeychain(
  server: Server,
  get: (name: string) => Promise<string | undefined>,
): Promise<ServerDraft> {
  const values = new Map<string, string | undefined>();
  for (const name of keychainNames(server)) values.set(name, await get(name));
  const known = (all: string, name: string) => values.get(name) ?? all;
  return mapDraftTexts(server, (text) => text.replace(/\$\{keychain:([^{}]*)\}/gu, known));
}

/** Why a draft that was read from a client's file cannot be in the shared config, if anything. */
export function draftProblem({ name, ...entry }: ServerDraft): AppError | undefined {
  const server = parseEntry(name, entry);
  if (!isProblem(server)) return undefined;
  const { problem, params = {} } = server;
  if (problem === 'referenceInvalid') return new AppError('import-reference', { reference: '${…}' });
  return new AppError('import-invalid', { problem, ...params });
}

/** The path of an endpoint of the broker, which may have been on another port, and the bridge, wherever it is installed. */
const ENDPOINT = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+\/s\/[^/]+\/mcp$/u;
const BRIDGE = /(?:^|[\\/])mcp-tray(?:\.mjs|\.cmd|\.exe)?$/u;

/** True for an entry that reaches a server by our broker or bridge, whoever wrote it. */
export function leadsToUs({ url = '', command = '', args = [] }: ServerDraft): boolean {
  const at = [command, ...args].findIndex((word) => BRIDGE.test(word));
  return ENDPOINT.test(url) || (at >= 0 && [command, ...args][at + 1] === 'bridge');
}
