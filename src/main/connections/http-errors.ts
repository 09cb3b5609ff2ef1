// What an HTTP answer or a failed request means, as an AppError. Pure; the wire is read elsewhere.
import { AppError } from '../../shared/errors';

const NOBODY_THERE = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EHOSTDOWN'];
const NO_SUCH_HOST = ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME'];
const TOO_LATE = ['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'];
const CUT_OFF = ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET', 'HPE_INVALID_CONSTANT'];
const TLS =
  /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|EPROTO$)/u;

const MAX_DEPTH = 8;

/** The errors of a cause chain, outermost first; an AggregateError (several addresses tried) gives its first. */
export function causes(error: unknown): Error[] {
  const chain: Error[] = [];
  let next = error;
  while (next instanceof Error && chain.length < MAX_DEPTH) {
    chain.push(next);
    next = next.cause ?? (next instanceof AggregateError ? next.errors[0] : undefined);
  }
  return chain;
}

/** The error that fetch threw for `host`, by the code the operating system, TLS or the HTTP client gave. */
export function networkError(error: unknown, host: string, seconds: number): AppError | undefined {
  for (const cause of causes(error)) {
    if (cause instanceof AppError) return cause;
    const code = 'code' in cause ? String(cause.code) : '';
    if (NOBODY_THERE.includes(code)) return new AppError('connection-refused', { host }, { cause: error });
    if (NO_SUCH_HOST.includes(code)) return new AppError('host-unknown', { host }, { cause: error });
    if (TOO_LATE.includes(code)) return new AppError('connect-timeout', { seconds }, { cause: error });
    if (TLS.test(code)) return new AppError('tls-failed', { host, reason: code }, { cause: error });
    if (CUT_OFF.includes(code)) return new AppError('connection-lost', {}, { cause: error });
  }
  return undefined;
}

export interface Answer {
  readonly status: number;
  readonly host: string;
  /** Media type without parameters; empty where the server named none. */
  readonly type: string;
  /** The name of the header with which we showed a key, if any. */
  readonly keyHeader: string | undefined;
}

/** What is wrong with this answer for any MCP request, or undefined if the protocol should look at it. */
export function answerError({ status, host, type, keyHeader }: Answer): AppError | undefined {
  if (status === 401)
    return keyHeader === undefined
      ? new AppError('sign-in-needed', { host })
      : new AppError('key-refused', { host, header: keyHeader });
  if (status === 403) return new AppError('access-refused', { host });
  if (status >= 500) return new AppError('server-error', { status });
  if (status >= 200 && status < 300 && (type === 'text/html' || type === 'application/xhtml+xml'))
    return new AppError('not-mcp', { type });
  return undefined;
}

/** JSON-RPC codes that only a 2026-07-28 server sends: header mismatch, missing capability, unknown version. */
const MODERN_CODES = [-32020, -32021, -32022];

/** True if the body of a 400, 404 or 405 shows that the server speaks the current protocol after all. */
export function isModernErrorBody(text: string): boolean {
  const body = parsed(text);
  if (typeof body !== 'object' || body === null || !('error' in body)) return false;
  const { error } = body;
  return typeof error === 'object' && error !== null && 'code' in error && MODERN_CODES.includes(Number(error.code));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
