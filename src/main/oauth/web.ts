// Reads JSON from servers we do not trust: a time limit, a size limit, redirects by hand, addresses checked.
import { AppError } from '../../shared/errors';
import { safeUrl, shown } from './addresses';
import type { Env } from './options';

const MAX_BODY_BYTES = 512 * 1024;
const MAX_REDIRECTS = 3;
/** An address could not be looked up, or nobody took the call: nothing of the request has left this machine. */
const BEFORE_SENDING = ['getaddrinfo', 'connect'];
/** The same by the HTTP client's own word, and every failure of the TLS handshake. */
const NOT_CONNECTED =
  /^(UND_ERR_CONNECT_TIMEOUT$|ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|INVALID_CA)/u;
/** Answers of a service that has not looked at the request (RFC 6585 section 4, RFC 9110 section 15.6.4). */
const NOT_HANDLED = ['HTTP 429', 'HTTP 503'];
const MAX_CAUSES = 8;

export interface Answer {
  readonly status: number;
  /** Undefined where the body is not JSON. */
  readonly json: unknown;
}

/**
 * GETs JSON. `server` is the MCP server on whose word we ask.
 * @throws AppError sign-in-service-down for no answer, 429 and 5xx; sign-in-insecure; sign-in-settings-unreadable
 */
export async function getJson(env: Env, url: URL, server: URL): Promise<Answer> {
  let at = url;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const response = await request(env, at, { headers: { accept: 'application/json' } });
    const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
    if (location === null) return answer(response, at);
    await response.body?.cancel();
    at = safeUrl(URL.canParse(location, at) ? new URL(location, at).href : location, server);
  }
  throw new AppError('sign-in-settings-unreadable', { host: server.host, url: shown(url) });
}

/** POSTs JSON; a redirect is no answer. @throws AppError sign-in-service-down */
export async function postJson(env: Env, url: URL, body: unknown): Promise<Answer> {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  return answer(await request(env, url, { method: 'POST', headers, body: JSON.stringify(body) }), url);
}

/** One bounded request. @throws AppError sign-in-service-down for no answer, 429 and 5xx */
export async function request(env: Env, url: URL, init: RequestInit): Promise<Response> {
  const late = AbortSignal.timeout(env.timings.request);
  const signal = init.signal ? AbortSignal.any([init.signal, late]) : late;
  try {
    const response = await env.fetch(url, { ...init, signal, redirect: 'manual' });
    if (response.status !== 429 && response.status < 500) return response;
    await response.body?.cancel();
    throw new AppError('sign-in-service-down', { service: url.host }, { details: `HTTP ${response.status}` });
  } catch (error) {
    throw noAnswer(error, url, init.signal ?? undefined);
  }
}

/**
 * True if the service has certainly not acted on the request that failed with this error. A cut connection, a timeout
 * and most of 5xx leave that open.
 */
export function wasNotHandled(error: AppError): boolean {
  if (error.details !== undefined) return NOT_HANDLED.includes(error.details);
  let at = error.cause;
  for (let depth = 0; at instanceof Error && depth < MAX_CAUSES; depth++) {
    const { syscall, code } = at as NodeJS.ErrnoException;
    if (BEFORE_SENDING.includes(syscall ?? '') || NOT_CONNECTED.test(code ?? '')) return true;
    // Several addresses were tried, one after the other, and none took the call.
    at = at instanceof AggregateError ? at.errors[0] : at.cause;
  }
  return false;
}

/** The body as text, refused above the limit. @throws AppError sign-in-service-down */
export async function boundedText(response: Response, url: URL): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > MAX_BODY_BYTES) throw new AppError('sign-in-answer-unusable', { service: url.host });
      chunks.push(chunk);
    }
  } catch (error) {
    throw noAnswer(error, url, undefined);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Undefined where a text is not JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function answer(response: Response, url: URL): Promise<Answer> {
  return { status: response.status, json: jsonOf(await boundedText(response, url)) };
}

/** What fetch throws when there is no answer; an abort by the caller stays what it is. */
function noAnswer(error: unknown, url: URL, signal: AbortSignal | undefined): unknown {
  if (error instanceof AppError || signal?.aborted) return error;
  const isNetwork = error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError');
  return isNetwork ? new AppError('sign-in-service-down', { service: url.host }, { cause: error }) : error;
}
