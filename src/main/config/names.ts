// Names of servers: what every client accepts, and names made from addresses and commands.
import { AppError } from '../../shared/errors';

const VALID = /^[A-Za-z0-9_-]{1,64}$/u;
/** Claude Code keeps these for itself, or they are members of every JavaScript object. */
const RESERVED = new Set(['workspace', 'claude-in-chrome', 'claude-device', '__proto__', 'constructor', 'toString']);

/** What is wrong with a name, if anything. */
export function nameProblem(name: string): 'server-name-invalid' | 'server-name-reserved' | undefined {
  if (!VALID.test(name)) return 'server-name-invalid';
  return RESERVED.has(name) ? 'server-name-reserved' : undefined;
}

/** @throws AppError server-name-invalid, server-name-reserved */
export function requireName(name: string): void {
  const problem = nameProblem(name);
  if (problem) throw new AppError(problem, { name });
}

/** The nearest valid name: other characters become hyphens. */
export function toServerName(text: string): string {
  const name = text
    .replace(/[^A-Za-z0-9_-]+/gu, '-')
    .replace(/^-+|-+$/gu, '')
    .slice(0, 64);
  return name === '' ? 'server' : name;
}

/** Labels that say nothing about whose server it is, and hosts that lend a label to each customer. */
const GENERIC = new Set(['www', 'mcp', 'api', 'app', 'server', 'remote']);
const SHARED_SUFFIX =
  /\.(?:workers\.dev|pages\.dev|vercel\.app|netlify\.app|fly\.dev|onrender\.com|herokuapp\.com|run\.app|github\.io|azurewebsites\.net|(?:com?|org|net|ac|gov)\.[a-z]{2}|[a-z0-9-]+)$/u;

/** `https://mcp.linear.app/sse` is `linear`; a loopback address keeps its port. */
export function nameFromUrl(url: URL): string {
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  if (!host.includes('.') || /^[\d.]+$/u.test(host) || host.includes(':')) return toServerName(`${host}-${url.port}`);
  const labels = host.replace(SHARED_SUFFIX, '').split('.');
  return toServerName(labels.findLast((l) => !GENERIC.has(l)) ?? labels.at(-1) ?? host);
}

/** `npx -y @scope/server-notes@1.2` is `notes`; else the command's own name. */
export function nameFromCommand(command: string, args: readonly string[]): string {
  const runner = /^(?:npx|bunx|uvx|pnpx|node|deno|python3?|docker|uv)(?:\.exe|\.cmd)?$/u.test(baseName(command));
  const word = runner ? args.find((a) => !a.startsWith('-') && !['run', 'dlx', 'exec', 'tool'].includes(a)) : undefined;
  const base = baseName(word ?? command).replace(/(?<=.)@.*$/u, '');
  return toServerName(
    base.replace(/\.[a-z]{1,4}$/iu, '').replace(/^(?:mcp-server|server|mcp)-(?=.)|-(?:mcp-server|mcp|server)$/giu, ''),
  );
}

const baseName = (text: string): string => text.split(/[\\/]/u).at(-1) ?? text;
