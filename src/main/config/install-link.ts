// Links that install a server, as READMEs have them: our own, Cursor's and VS Code's. Reading one starts nothing.
import { AppError } from '../../shared/errors';
import { shellCommands } from './shell-words';

export interface InstallLink {
  /** What the link calls the server. */
  readonly name?: string;
  /** The server, or servers, as JSON in one of the shapes a paste may have. */
  readonly json: string;
}

/** A page of VS Code that hands a link of its own on may stand around it once. */
const MOST_REDIRECTS = 1;

/**
 * The server of an install link; undefined for a text that is none. Known are `mcp-tray://add?name=&config=`,
 * `cursor://anysphere.cursor-deeplink/mcp/install` and `cursor.com/install-mcp` (docs: cursor.com/docs/mcp/install-links),
 * and `vscode:mcp/install?JSON` with its redirect pages (code.visualstudio.com/api, "MCP developer guide").
 * @throws AppError install-link-unreadable
 */
export function readInstallLink(text: string): InstallLink | undefined {
  return readLink(text, MOST_REDIRECTS);
}

function readLink(text: string, redirects: number): InstallLink | undefined {
  if (/\s/u.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  switch (url.protocol) {
    case 'mcp-tray:':
      return fromQuery(url, pathOf(url) === 'add');
    case 'cursor:':
      return fromQuery(url, pathOf(url) === 'anysphere.cursor-deeplink/mcp/install');
    case 'vscode:':
    case 'vscode-insiders:':
      return { json: jsonOf(url.search.slice(1), pathOf(url) === 'mcp/install') };
    case 'https:':
      return fromPage(url, redirects);
    default:
      return undefined;
  }
}

/** `mcp-tray://add` and `mcp-tray:add` are the same. */
const pathOf = ({ host, pathname }: URL) => `${host}${pathname}`.replace(/^\/+|\/+$/gu, '');

function fromPage(url: URL, redirects: number): InstallLink | undefined {
  const path = url.pathname.replace(/\/+$/u, '');
  if (/^(?:www\.)?cursor\.com$/u.test(url.host) && path.endsWith('/install-mcp')) return fromQuery(url, true);
  if (!/^(?:insiders\.)?vscode\.dev$/u.test(url.host)) return undefined;
  if (path === '/redirect/mcp/install') return fromQuery(url, true);
  const inner = path === '/redirect' ? url.searchParams.get('url') : null;
  if (inner === null || redirects === 0) return undefined;
  const link = readLink(inner, redirects - 1);
  if (!link) throw new AppError('install-link-unreadable');
  return link;
}

function fromQuery({ searchParams }: URL, known: boolean): InstallLink {
  const [name, config] = [searchParams.get('name') ?? '', searchParams.get('config') ?? ''];
  // A blank is what the query's own encoding made of a plus sign.
  const json = jsonOf(config.trim().startsWith('{') ? config : decodeBase64(config.replaceAll(' ', '+')), known);
  return { ...(name !== '' && { name }), json };
}

function jsonOf(encoded: string, known: boolean): string {
  const json = encoded.startsWith('%') ? decodePercent(encoded) : encoded;
  if (!known || !json.trim().startsWith('{')) throw new AppError('install-link-unreadable');
  return json;
}

/** RFC 4648 sections 4 and 5; what is neither gives a text that is no JSON. */
const decodeBase64 = (text: string): string =>
  /^[\w+/-]+={0,2}$/u.test(text) ? Buffer.from(text, 'base64').toString('utf8') : '';

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) throw new AppError('install-link-unreadable', {}, { cause: error });
    throw error;
  }
}

/** Cursor's links often have the whole line as the command: `npx -y @playwright/mcp@latest`. */
export function splitCommandLine(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null || !('command' in entry) || typeof entry.command !== 'string') {
    return entry;
  }
  const hasArguments = 'args' in entry && Array.isArray(entry.args) && entry.args.length > 0;
  if (hasArguments || !/^[\w@.-]+\s/u.test(entry.command)) return entry;
  const [words, ...more] = shellCommands(entry.command) ?? [];
  if (!words || more.length > 0) return entry;
  const [command, ...args] = words;
  return { ...entry, command, args };
}

/** The link that offers these servers to another MCP Tray. */
export function installLink(json: string): string {
  return `mcp-tray://add?config=${Buffer.from(json, 'utf8').toString('base64url')}`;
}
