// Reads WWW-Authenticate as RFC 9110 section 11.6.1 writes it: several challenges in one value, quoted strings that
// hold commas, token68 data. Stock parsers take the first scheme or split at commas.

export interface Challenge {
  /** Lower case. */
  readonly scheme: string;
  /** Names in lower case; of a name given twice, the first. */
  readonly params: ReadonlyMap<string, string>;
}

/** What an MCP client acts on (RFC 6750 section 3, RFC 9728 section 5.1). */
export interface BearerChallenge {
  readonly resourceMetadata?: string;
  /** Absent where the challenge names none. */
  readonly scopes?: readonly string[];
  readonly error?: string;
}

const TOKEN = String.raw`[!#$%&'*+.^_\x60|~0-9A-Za-z-]+`;
const SEPARATORS = /[ \t,]*/uy;
const PARAM = new RegExp(String.raw`(${TOKEN})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|(${TOKEN}))(?=[ \t]*(?:,|$))`, 'uy');
const TOKEN68 = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/uy;
const SCHEME = new RegExp(`(${TOKEN})(?=[ \\t,]|$)`, 'uy');
const REST = /[^,]*/uy;
/** Far above any honest header, and small enough for the patterns above. */
const MAX_HEADER = 16 * 1024;

/** All challenges in order; what does not follow the grammar is skipped up to the next comma. */
export function parseChallenges(header: string): readonly Challenge[] {
  const text = header.slice(0, MAX_HEADER);
  const found: { scheme: string; params: Map<string, string> }[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(text) ?? undefined;
    if (match) at = pattern.lastIndex;
    return match;
  };
  for (take(SEPARATORS); at < text.length; take(SEPARATORS)) {
    const current = found.at(-1);
    const param = current && take(PARAM);
    if (param) {
      const [, name = '', quoted, plain = ''] = param;
      const key = name.toLowerCase();
      if (!current.params.has(key)) current.params.set(key, quoted?.replaceAll(/\\(.)/gu, '$1') ?? plain);
      continue;
    }
    const scheme = take(SCHEME);
    if (!scheme) {
      take(REST);
      continue;
    }
    found.push({ scheme: (scheme[1] ?? '').toLowerCase(), params: new Map() });
    take(/[ \t]+/uy);
    if (!looksLikeParam(text, at)) take(TOKEN68);
  }
  return found;
}

function looksLikeParam(text: string, at: number): boolean {
  PARAM.lastIndex = at;
  return PARAM.test(text);
}

const SCOPE_TOKEN = /^[\x21\x23-\x5B\x5D-\x7E]{1,200}$/u;
const MAX_SCOPES = 100;

/** Splits a scope string by RFC 6749 section 3.3; what is no scope token is dropped, so is what comes twice. */
export function parseScopes(text: string): readonly string[] {
  return [...new Set(text.split(' '))].filter((s) => SCOPE_TOKEN.test(s)).slice(0, MAX_SCOPES);
}

/** The Bearer challenge of a response; `resource_metadata` may stand with any scheme (RFC 9728 section 5.1). */
export function bearerChallenge(header: string | null): BearerChallenge {
  const challenges = parseChallenges(header ?? '');
  const bearers = challenges.filter((c) => c.scheme === 'bearer');
  const bearer = bearers.find((c) => c.params.has('resource_metadata')) ?? bearers[0];
  const withMetadata = bearer?.params.has('resource_metadata')
    ? bearer
    : challenges.find((c) => c.params.has('resource_metadata'));
  const resourceMetadata = withMetadata?.params.get('resource_metadata');
  const scope = bearer?.params.get('scope');
  const error = bearer?.params.get('error');
  return {
    ...(resourceMetadata !== undefined && { resourceMetadata }),
    ...(scope !== undefined && { scopes: parseScopes(scope) }),
    ...(error !== undefined && { error }),
  };
}
