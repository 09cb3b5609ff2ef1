// Takes what looks like a secret out of what is logged. The second line of defence: callers do not log secrets.
const REDACTED = '[redacted]';
const SECRET_KEY =
  /(?:^|[_\-.]|(?<=[a-z]))(?:authorization|cookie|token|secret|password|passwd|passphrase|credentials?|api[_-]?key|apikey|private[_-]?key|client[_-]?secret|code[_-]?verifier|session[_-]?id)s?$/iu;
const PATTERNS: readonly [RegExp, string][] = [
  [/\b(Bearer|DPoP)\s+[^\s"',;]+/giu, `$1 ${REDACTED}`],
  [/\b(Basic)\s+[A-Za-z0-9+/]{8,}={0,2}/gu, `$1 ${REDACTED}`],
  [
    /\b((?:proxy-)?authorization|(?:set-)?cookie|x-[\w-]*(?:key|token|secret))(["']?\s*[:=]\s*["']?)(?!\[redacted)[^\s"',;]+/giu,
    `$1$2${REDACTED}`,
  ],
  [
    /([?&#][^=&\s"']*(?:token|key|secret|password|code|sig|signature|auth|session|jwt)[^=&\s"']*=)[^&\s"'#]+/giu,
    `$1${REDACTED}`,
  ],
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/giu, `$1${REDACTED}@`],
  [/\beyJ[\w-]{4,}\.[\w-]{4,}\.[\w-]*/gu, REDACTED],
  [
    /\b(?:sk|pk|rk|gh[opusr]|xox[a-z]|lin_api|glpat|shpat|npm|hf)[-_][\w-]{12,}|\bgithub_pat_\w{20,}|\bAIza[\w-]{30,}|\bAKIA[A-Z0-9]{16}/gu,
    REDACTED,
  ],
];
const MAX_TEXT = 2000;
const MAX_ITEMS = 50;
const MAX_DEPTH = 5;

/** A text with what looks like a secret replaced, and cut to a bounded length. */
export function redactText(text: string): string {
  const cut = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… (${text.length} characters)` : text;
  return PATTERNS.reduce((t, [pattern, put]) => t.replace(pattern, put), cut);
}

/** Any value as bounded JSON without secrets. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '…';
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((v) => redact(v, depth + 1));
  const entries = Object.entries(value).slice(0, MAX_ITEMS);
  return Object.fromEntries(entries.map(([k, v]) => [k, secretKey(k, v) ? REDACTED : redact(v, depth + 1)]));
}

/** A number or a yes under such a name is a count or a setting (tokens: 640). */
const secretKey = (key: string, value: unknown): boolean =>
  SECRET_KEY.test(key) && (typeof value === 'string' || typeof value === 'object') && value !== null;

function redactError(error: Error, depth: number): unknown {
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? { code: redact(error.code, depth + 1) } : {};
  const why = cause === undefined ? {} : { cause: redact(cause, depth + 1) };
  return { name, ...code, message: redactText(message), ...(stack && { stack: redactText(stack) }), ...why };
}
