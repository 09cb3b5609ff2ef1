// Reads what people copy from READMEs: a URL, `claude mcp add` lines, or JSON with servers. Pure: nothing is started.
import { AppError } from '../../shared/errors';
import type { ServerDraft } from '../../shared/model';
import { type JsonText, parseJsonText } from '../files/json-text';
import { draftFromClaudeAdd, transportOfUrl } from './claude-line';
import { draftOf } from './drafts';
import { readInstallLink, splitCommandLine } from './install-link';
import { nameFromCommand, nameFromUrl, toServerName } from './names';
import { badReference } from './references';
import { isProblem, parseEntry, parseUrl } from './schema';
import { secretName } from './secret-values';
import { shellCommands } from './shell-words';

const LIMIT = 256 * 1024;

/**
 * The servers of a pasted text or install link, names made valid. `${NAME}`, Claude's own reference, becomes
 * `${env:NAME}`, and what VS Code asks a person for, `${input:ID}`, a secret that is still to be given; a reference with
 * a default or of another kind is refused, for what it means would be lost.
 * @throws AppError paste-unreadable, paste-syntax, paste-options, install-link-unreadable, transport-unknown,
 * url-invalid, entry-invalid, reference-invalid
 */
export function parsePaste(text: string): ServerDraft[] {
  const bare = unfence(text);
  if (bare === '' || text.length > LIMIT) throw new AppError('paste-unreadable');
  const drafts = /^["{]|^(?:\/\/|\/\*)/u.test(bare)
    ? fromJson(bare)
    : (fromInstallLink(bare) ?? fromUrl(bare) ?? fromLines(bare));
  const used = new Set<string>();
  return drafts.map((draft) => ({ ...withReferences(draft), name: unused(toServerName(draft.name), used) }));
}

/** Takes away what Markdown and prompts put around a line. */
function unfence(text: string): string {
  const fenced = /^\s*```[^\n]*\n([\s\S]*?)\n?\s*```\s*$/u.exec(text)?.[1] ?? text;
  return fenced
    .replace(/^\uFEFF/u, '')
    .trim()
    .replace(/^`([^`\n]*)`$/u, '$1')
    .trim();
}

function fromInstallLink(text: string): ServerDraft[] | undefined {
  const link = readInstallLink(text);
  if (!link) return undefined;
  const entries = entriesOf(parseJson(link.json));
  if (entries.length === 0) throw new AppError('install-link-unreadable');
  return entries.map(([name, value]) => {
    const own = isGroup(value) && typeof value.name === 'string' ? value.name : undefined;
    const only = entries.length === 1 ? link.name : undefined;
    return checked(name ?? only ?? own ?? nameOfEntry(value), splitCommandLine(value));
  });
}

function fromUrl(text: string): ServerDraft[] | undefined {
  if (!/^[a-z][a-z0-9+.-]*:\/\/\S*$/iu.test(text)) return undefined;
  const url = parseUrl(text);
  if (!url || !/^https?:$/u.test(url.protocol)) throw new AppError('url-invalid', { url: text });
  return [checked(nameFromUrl(url), { type: transportOfUrl(url), url: text })];
}

function fromLines(text: string): ServerDraft[] {
  const commands = shellCommands(text.replace(/^[ \t]*[$>%][ \t]+/gmu, ''));
  if (!commands || commands.length === 0) throw new AppError('paste-unreadable');
  return commands.map((words) => {
    const start = Math.max(
      0,
      words.findIndex((w) => !/^[A-Za-z_]\w*=/u.test(w)),
    );
    const [program = '', mcp, verb, ...rest] = words.slice(start);
    if (!/(?:^|[\\/])claude(?:\.exe|\.cmd)?$/u.test(program) || mcp !== 'mcp') throw new AppError('paste-unreadable');
    const secret = clientSecret(words.slice(0, start), rest);
    if (verb === 'add') return fromClaudeAdd(rest, secret);
    if (verb === 'add-json') return fromClaudeJson(rest, secret);
    throw new AppError('paste-unreadable');
  });
}

/** Where the line says `--client-secret`, Claude takes it from this variable before it asks for it. */
function clientSecret(assignments: readonly string[], words: readonly string[]): string | undefined {
  if (!words.includes('--client-secret')) return undefined;
  const given = assignments.find((word) => word.startsWith('MCP_CLIENT_SECRET='));
  return given?.slice('MCP_CLIENT_SECRET='.length) || undefined;
}

function fromClaudeAdd(words: readonly string[], secret: string | undefined): ServerDraft {
  const { name, ...entry } = draftFromClaudeAdd(words);
  return checked(name, withSecret(entry, secret));
}

/** `claude mcp add-json [-s SCOPE] [--client-secret] NAME JSON` */
function fromClaudeJson(words: readonly string[], secret: string | undefined): ServerDraft {
  const plain = words.filter((w, i) => !w.startsWith('-') && !['-s', '--scope'].includes(words[i - 1] ?? ''));
  const [name, source] = plain;
  if (name === undefined || source === undefined || plain.length > 2) throw new AppError('paste-unreadable');
  return checked(name, withSecret(parseJson(source).value([]), secret));
}

/** A command does not sign in this way; Claude leaves the secret out there too. */
function withSecret(entry: unknown, secret: string | undefined): unknown {
  if (secret === undefined || !isGroup(entry) || entry.url === undefined) return entry;
  return { ...entry, oauth: { ...(isGroup(entry.oauth) ? entry.oauth : {}), clientSecret: secret } };
}

function fromJson(text: string): ServerDraft[] {
  const json = parseJson(text.startsWith('"') ? `{${text}}` : text);
  const entries = entriesOf(json);
  if (entries.length === 0) throw new AppError('paste-unreadable');
  return entries.map(([name, value]) => checked(name ?? nameOfEntry(value), value));
}

/** `mcpServers` (most clients), `servers` (VS Code), a bare map of entries, or one bare entry without a name. */
function entriesOf(json: JsonText): [string | undefined, unknown][] {
  const at = [['mcpServers'], ['servers'], ['mcp', 'servers'], []].find((path) => isGroup(json.value(path))) ?? [];
  const value = json.value(at);
  if (at.length === 0 && isGroup(value) && ['command', 'url'].some((key) => typeof value[key] === 'string')) {
    return [[undefined, value]];
  }
  return json.keys(at).map((name) => [name, json.value([...at, name])]);
}

function parseJson(text: string): JsonText {
  try {
    return parseJsonText(text, { file: '', comments: true });
  } catch (error) {
    if (error instanceof AppError && error.code === 'file-syntax') {
      const { line = 1, column = 1, problem = '' } = error.params;
      throw new AppError('paste-syntax', { line, column, problem }, { cause: error });
    }
    throw error;
  }
}

const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function nameOfEntry(value: unknown): string {
  const server = parseEntry('server', mapTexts(value, claudeReferences));
  if (isProblem(server)) return 'server';
  if (server.type === 'stdio') return nameFromCommand(server.command, server.args);
  const url = parseUrl(server.url);
  return url ? nameFromUrl(url) : 'server';
}

/** Turns an entry into a draft. @throws AppError entry-invalid, transport-unknown, url-invalid, reference-invalid */
function checked(name: string, entry: unknown): ServerDraft {
  const asked = (text: string) => text.replace(ASKED, (_, id) => `\${keychain:${secretName(toServerName(name), id)}}`);
  const server = parseEntry(
    name,
    mapTexts(entry, (text) => asked(claudeReferences(text))),
  );
  if (!isProblem(server)) return draftOf(server, toolsOffIn(entry));
  const { problem, params = {} } = server;
  if (problem === 'referenceInvalid') throw new AppError('reference-invalid', params);
  if (problem === 'transportUnknown') throw new AppError('transport-unknown', params);
  if (problem === 'urlInvalid') throw new AppError('url-invalid', { url: urlOf(entry) });
  throw new AppError('entry-invalid', { name, problem, ...params });
}

const toolsOffIn = (entry: unknown): readonly string[] =>
  isGroup(entry) && Array.isArray(entry.disabledTools) ? entry.disabledTools.filter((t) => typeof t === 'string') : [];

const urlOf = (entry: unknown): string => (isGroup(entry) && typeof entry.url === 'string' ? entry.url : '');

/** `${NAME}` in Claude's files means the environment. */
const claudeReferences = (text: string): string =>
  text.replace(/\$\{([A-Za-z_]\w*)\}/gu, (_, name) => `\${env:${name}}`);

/** What VS Code asks for when it starts the server. */
const ASKED = /\$\{input:([\w.-]+)\}/gu;

/** A default has no place in a reference of ours; in a command it would be taken for the shell's. */
function withReferences(draft: ServerDraft): ServerDraft {
  const defaults = [draft.command, ...(draft.args ?? [])].map((v) => /\$\{[A-Za-z_]\w*:-[^}]*\}/u.exec(v ?? '')?.[0]);
  const bad = defaults.find((d) => d) ?? badReference(draft.cwd ?? '', true);
  if (bad !== undefined) throw new AppError('reference-invalid', { reference: bad });
  return draft;
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((v) => mapTexts(v, change));
  if (!isGroup(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, mapTexts(v, change)]));
}

function unused(name: string, used: Set<string>): string {
  let free = name;
  for (let n = 2; used.has(free); n++) free = `${name.slice(0, 60)}-${n}`;
  used.add(free);
  return free;
}
