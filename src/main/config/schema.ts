// What an entry of the shared config may say. Unknown keys are allowed and stay in the file; a problem names its place.
import { z } from 'zod';
import { AppError } from '../../shared/errors';
import type { MessageKey } from '../../shared/messages';
import type { Delivery, Server, SharedList, Transport } from '../../shared/model';
import { TRANSPORT_NAMES } from '../../shared/transport-names';
import type { JsonText } from '../files/json-text';
import { nameProblem } from './names';
import { isFolder, PROJECTS, projectChoices, projects } from './projects';
import { badReference } from './references';

type ProblemKey = MessageKey extends infer K ? (K extends `problems.${infer P}` ? P : never) : never;
/** What is wrong with a value, in words of the catalogue, and where below the value it is. */
export interface Problem {
  readonly problem: ProblemKey;
  readonly at: readonly (string | number)[];
  readonly params?: Readonly<Record<string, string | number>>;
}

const textMap = z.record(z.string(), z.string());
const oauth = z.looseObject({
  clientId: z.string().min(1).optional(),
  clientSecret: z.string().min(1).optional(),
  callbackPort: z.int().min(1).max(65_535).optional(),
  // Claude Code writes them as the standard's scope parameter: one text with blanks between.
  scopes: z.preprocess(
    (v) => (typeof v === 'string' ? v.split(' ').filter(Boolean) : v),
    z.array(z.string().min(1)).optional(),
  ),
  issuer: z.string().min(1).optional(),
  grant: z.enum(['authorization-code', 'client-credentials']).optional(),
});
const entry = z.looseObject({
  type: z.string().optional(),
  url: z.string().optional(),
  headers: textMap.optional(),
  command: z.string().optional(),
  args: z.array(z.string()).optional(),
  env: textMap.optional(),
  cwd: z.string().optional(),
  disabled: z.boolean().optional(),
  oauth: oauth.optional(),
  timeout: z.int().positive().max(2_147_483_647).optional(),
  perClient: z.boolean().optional(),
  disabledTools: z.array(z.string()).optional(),
});
type Entry = z.infer<typeof entry>;
const clients = z.record(
  z.string(),
  z.looseObject({ servers: z.record(z.string(), z.enum(['direct', 'brokered', 'off'])).optional() }),
);

/** Reads one entry: the server, or the first thing wrong with it. */
export function parseEntry(name: string, value: unknown): Server | Problem {
  const parsed = entry.safeParse(value);
  if (!parsed.success) return shapeProblem(parsed.error);
  const type = transportOf(parsed.data);
  if (typeof type !== 'string') return type;
  return type === 'stdio' ? stdioServer(name, parsed.data) : remoteServer(name, type, parsed.data);
}

export const isProblem = (result: Server | Problem): result is Problem => 'problem' in result;

function transportOf({ type, command, url }: Entry): Transport | Problem {
  if (type !== undefined) {
    const known = Object.hasOwn(TRANSPORT_NAMES, type) ? TRANSPORT_NAMES[type] : undefined;
    return known ?? { problem: 'transportUnknown', at: ['type'], params: { type } };
  }
  if (command !== undefined && url !== undefined) return { problem: 'commandAndUrl', at: ['url'] };
  if (command !== undefined) return 'stdio';
  return url === undefined ? { problem: 'commandOrUrlMissing', at: [] } : 'http';
}

function stdioServer(name: string, e: Entry): Server | Problem {
  const { command, args = [], env = {} } = e;
  if (command === undefined) return { problem: 'commandMissing', at: [] };
  if (command.trim() === '') return { problem: 'commandMissing', at: ['command'] };
  return (
    unusable(command, ['command'], false) ??
    args.map((a, i) => unusable(a, ['args', i], false)).find((p) => p) ??
    (e.cwd === undefined ? undefined : unusable(e.cwd, ['cwd'], true)) ??
    Object.entries(env)
      .map(([k, v]) => envProblem(k, v))
      .find((p) => p) ?? {
      name,
      type: 'stdio',
      command,
      args,
      env,
      ...(e.cwd !== undefined && { cwd: e.cwd }),
      ...(e.perClient === true && { perClient: true }),
      ...common(e),
    }
  );
}

function remoteServer(name: string, type: 'http' | 'sse', e: Entry): Server | Problem {
  const { url, headers = {}, oauth } = e;
  if (url === undefined) return { problem: 'urlMissing', at: [] };
  return (
    unusable(url, ['url'], true) ??
    urlProblem(url) ??
    Object.entries(headers)
      .map(([k, v]) => headerProblem(k, v))
      .find((p) => p) ??
    (oauth?.clientSecret === undefined ? undefined : unusable(oauth.clientSecret, ['oauth', 'clientSecret'], true)) ?? {
      name,
      type,
      url,
      headers,
      ...(oauth !== undefined && { oauth }),
      ...common(e),
    }
  );
}

const common = (e: Entry) => ({
  disabled: e.disabled === true,
  ...(e.timeout !== undefined && { timeout: e.timeout }),
});

/** NUL ends a string for the system; a reference that is none would be sent as it stands. */
function unusable(value: string, at: Problem['at'], strict: boolean): Problem | undefined {
  if (value.includes('\0')) return { problem: 'controlCharacter', at };
  const reference = badReference(value, strict);
  return reference === undefined ? undefined : { problem: 'referenceInvalid', at, params: { reference } };
}

function urlProblem(value: string): Problem | undefined {
  // What a reference will say is not known here; one at the front may hold the whole address.
  if (/^\$\{/u.test(value)) return undefined;
  const url = parseUrl(value.replace(/\$\{[^}]*\}/gu, '1'));
  if (!url || !/^https?:$/u.test(url.protocol)) return { problem: 'urlInvalid', at: ['url'] };
  return url.username || url.password ? { problem: 'urlPassword', at: ['url'] } : undefined;
}

export const parseUrl = (value: string): URL | undefined => (URL.canParse(value) ? new URL(value) : undefined);

function headerProblem(name: string, value: string): Problem | undefined {
  const at = ['headers', name];
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/u.test(name)) return { problem: 'headerName', at, params: { key: name } };
  if (/[^\t\x20-\x7E\x80-\xFF]/u.test(value)) return { problem: 'headerValue', at, params: { key: name } };
  return unusable(value, at, true);
}

function envProblem(name: string, value: string): Problem | undefined {
  const at = ['env', name];
  if (name === '' || /[=\0]/u.test(name)) return { problem: 'envName', at, params: { key: name } };
  return unusable(value, at, true);
}

/** Words for what zod says about types; every other rule is ours. */
function shapeProblem(error: z.ZodError): Problem {
  const issue = error.issues[0];
  const at = (issue?.path ?? []).map((p) => (typeof p === 'number' ? p : String(p)));
  if (issue?.code === 'invalid_value')
    return { problem: 'choiceExpected', at, params: { choices: issue.values.join(', ') } };
  if (issue?.code === 'too_small' || issue?.code === 'too_big') return { problem: 'numberExpected', at };
  return { problem: (issue?.code === 'invalid_type' ? TYPES[issue.expected] : undefined) ?? 'unexpectedValue', at };
}

const TYPES: Readonly<Record<string, ProblemKey>> = {
  string: 'textExpected',
  number: 'numberExpected',
  int: 'numberExpected',
  boolean: 'yesNoExpected',
  array: 'listExpected',
  object: 'groupExpected',
  record: 'groupExpected',
};

/**
 * Reads the whole shared config.
 * @throws AppError config-invalid with line and column of the first thing wrong
 */
export function readSharedList(text: JsonText, file: string): SharedList {
  const fail = (path: readonly string[], { problem, at, params }: Problem): never => {
    // A member that is missing is told where the entry begins that lacks it.
    const place = text.whereValue([...path, ...at]) ?? text.where(path) ?? { line: 1, column: 1 };
    throw new AppError('config-invalid', { file, line: place.line, column: place.column, problem, ...params });
  };
  const group = (path: readonly string[]): string[] => {
    const value = text.value(path);
    if (value === undefined) return [];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return fail(path, { problem: 'groupExpected', at: [] });
    }
    const double = text.duplicate(path);
    if (double === undefined) return text.keys(path);
    const { key, line, column } = double;
    throw new AppError('config-invalid', { file, line, column, problem: 'duplicateName', key });
  };
  group([]);
  const servers = group(['mcpServers']).map((name) => {
    const path = ['mcpServers', name];
    const wrong = nameProblem(name);
    const place = text.where(path);
    if (wrong && place) {
      const problem = wrong === 'server-name-reserved' ? 'nameReserved' : 'nameInvalid';
      throw new AppError('config-invalid', { file, line: place.line, column: place.column, problem, key: name });
    }
    const server = parseEntry(name, text.value(path));
    return isProblem(server) ? fail(path, server) : server;
  });
  group(['clients']);
  const parsed = clients.safeParse(text.value(['clients']) ?? {});
  if (!parsed.success) return fail(['clients'], shapeProblem(parsed.error));
  const lists = { servers, clients: choicesOf(parsed.data), disabledTools: disabledToolsOf(text, servers) };
  if (text.value([PROJECTS]) === undefined) return lists;
  for (const folder of group([PROJECTS])) {
    const place = text.where([PROJECTS, folder]);
    if (!isFolder(folder) && place) {
      throw new AppError('config-invalid', { file, line: place.line, column: place.column, problem: 'folderExpected' });
    }
    for (const client of group([PROJECTS, folder])) group([PROJECTS, folder, client]);
  }
  const chosen = projects.safeParse(text.value([PROJECTS]));
  return chosen.success
    ? { ...lists, projects: projectChoices(chosen.data) }
    : fail([PROJECTS], shapeProblem(chosen.error));
}

/** Entries have been parsed by now, so that a list that stands there is one of names. */
function disabledToolsOf(text: JsonText, servers: readonly Server[]): SharedList['disabledTools'] {
  const lists = servers.map(({ name }) => [name, namesIn(text.value(['mcpServers', name, 'disabledTools']))] as const);
  return Object.fromEntries(lists.filter(([, tools]) => tools.length > 0));
}

const namesIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

function choicesOf(data: z.infer<typeof clients>): Record<string, Record<string, Delivery>> {
  return Object.fromEntries(Object.entries(data).map(([client, { servers }]) => [client, servers ?? {}]));
}
