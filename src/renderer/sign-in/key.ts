// Decisions about an API key: which header carries it, and what mcp.json will say in its place.
import type { ServerSummary } from '../../shared/model';

export const AUTHORIZATION = 'Authorization';
/** RFC 9110 section 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/u;
const SCHEME = /^(?:Bearer|Basic|Token|ApiKey|Api-Key|Key|Digest)(?=\s)/iu;

export function isHeaderName(name: string): boolean {
  return TOKEN.test(name);
}

/** Headers to choose from: the usual one, and those the entry sets already. */
export function headerChoices({ sets }: Pick<ServerSummary, 'sets'>): readonly string[] {
  const others = sets.filter((name) => name.toLowerCase() !== AUTHORIZATION.toLowerCase());
  return [AUTHORIZATION, ...others];
}

/** The header whose key was refused, else the usual one. */
export function likelyHeader(server: Pick<ServerSummary, 'sets'>, problem: string): string {
  const choices = headerChoices(server);
  return choices.find((name) => name !== AUTHORIZATION && problem.includes(name)) ?? AUTHORIZATION;
}

/**
 * What the entry will say. The name of the secret follows from server and header; where that could meet the name of
 * another server's secret, the core adds letters of its own, which stand here as an ellipsis.
 */
export function entryLine(server: string, header: string, key: string): string {
  const bare = key.trim();
  const isAuthorization = header.toLowerCase() === AUTHORIZATION.toLowerCase();
  const scheme = SCHEME.exec(bare)?.[0] ?? (isAuthorization ? 'Bearer' : undefined);
  const value = `\${keychain:${secretName(server, header)}}`;
  return `"${header}": "${scheme === undefined ? value : `${scheme} ${value}`}"`;
}

function secretName(server: string, header: string): string {
  const owner = upper(server);
  const what = /^(?:proxy-)?authorization$/iu.test(header) ? 'KEY' : upper(header) || 'VALUE';
  const base = what.startsWith(`${owner}_`) ? what : `${owner}_${what}`;
  return /^[a-z0-9]+$/u.test(server) && base.length <= 100 ? base : `${base.slice(0, 100)}_…`;
}

const upper = (text: string) =>
  text
    .toUpperCase()
    .replace(/[^A-Z0-9]+/gu, '_')
    .replace(/^_+|_+$/gu, '');
