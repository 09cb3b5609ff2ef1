// What a failed request to an upstream means. Pure; whether it is tried again is decided here too.
import { AppError } from '../../shared/errors';

const NOBODY_THERE = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EHOSTDOWN'];
const NO_SUCH_HOST = ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME'];
const TOO_LATE = ['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'];
const CUT_OFF = ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET'];
const TLS = /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_|EPROTO$)/u;
const MAX_DEPTH = 8;
const CONNECT_SECONDS = 15;

/** `unsent`: the server never saw the request. `unknown`: it may have. */
export type Reach = 'unsent' | 'unknown';

export interface Trouble {
  readonly error: AppError;
  readonly reach: Reach;
}

/** @param host what the person knows the upstream by */
export function troubleOf(thrown: unknown, host: string): Trouble {
  for (const error of chainOf(thrown)) {
    if (error instanceof AppError) return { error, reach: error.code === 'connection-refused' ? 'unsent' : 'unknown' };
    const code = 'code' in error ? String(error.code) : '';
    const about = { cause: thrown };
    if (NOBODY_THERE.includes(code))
      return { error: new AppError('connection-refused', { host }, about), reach: 'unsent' };
    if (NO_SUCH_HOST.includes(code)) return { error: new AppError('host-unknown', { host }, about), reach: 'unsent' };
    if (TOO_LATE.includes(code))
      return { error: new AppError('connect-timeout', { seconds: CONNECT_SECONDS }, about), reach: 'unsent' };
    if (TLS.test(code)) return { error: new AppError('tls-failed', { host, reason: code }, about), reach: 'unsent' };
    if (CUT_OFF.includes(code)) return { error: new AppError('connection-lost', {}, about), reach: 'unknown' };
  }
  return { error: new AppError('connection-lost', {}, { cause: thrown }), reach: 'unknown' };
}

/** The errors of a cause chain, outermost first; an AggregateError (several addresses tried) gives its first. */
function chainOf(thrown: unknown): Error[] {
  const chain: Error[] = [];
  let next = thrown;
  while (next instanceof Error && chain.length < MAX_DEPTH) {
    chain.push(next);
    next = next.cause ?? (next instanceof AggregateError ? next.errors[0] : undefined);
  }
  return chain;
}

const PERSON =
  /^(?!sign-in-service-down)(?:sign-in|more-access|client-|registration-|api-key|keychain|saved-sign-in|tokens-not|key-refused|access-|env-missing|secret-missing|server-keeps-ending)/u;

/** True for what only the person can end, so that it is worth a notice: not for a server that is just away. */
export function needsPerson(error: unknown): boolean {
  return error instanceof AppError && PERSON.test(error.code);
}
