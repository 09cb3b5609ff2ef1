// The one fetch a remote connection uses: our headers to our origin only, redirects by hand, bounded bodies, and
// answers that no MCP request can use turned into AppErrors. It asks for nothing the protocol did not ask for.
import { AppError } from '../../shared/errors';
import type { Fetch } from '../ports';
import { mediaType } from '../protocol/media-type';
import { boundedStream, headOfBody } from './bounded-body';
import { answerError, networkError } from './http-errors';
import type { Remote } from './remote';

const MAX_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];
const ERROR_BODY_BYTES = 64 * 1024;
const WITHOUT_BODY = [204, 205, 304];
/** The transport writes these; an entry cannot replace them without breaking the protocol. */
export const TRANSPORT_HEADERS = /^(accept|content-type|content-length|host|connection|last-event-id|mcp-.*)$/u;

export interface FetchHooks {
  /** A stream broke our bounds: the connection cannot go on. */
  onFatal(error: AppError): void;
  /** The server does not know our session any more (2025 revisions). */
  onSessionGone(): void;
  /** A request failed below the protocol: worth checking whether the server is still there. */
  onTrouble(): void;
  /** Something arrived on a stream, if only to keep it open: somebody is there. */
  onLife?(): void;
}

export interface FetchSettings extends FetchHooks {
  /** What sends the request; it signs it where that is needed. */
  readonly fetch: Fetch;
  /** What a timeout below HTTP is reported as. */
  readonly seconds: number;
}

/** @param limit bytes of one message */
export function guardedFetch(remote: Remote, limit: number, hooks: FetchSettings): Fetch {
  return async (url, init = {}) => {
    const { response, at } = await send(remote, new URL(url), init, hooks);
    const type = mediaType(response.headers.get('content-type'));
    const problem = answerError({ status: response.status, host: at.host, type, keyHeader: remote.keyHeader });
    if (problem) {
      await response.body?.cancel();
      throw problem;
    }
    if (response.status === 404 && new Headers(init.headers).has('mcp-session-id')) hooks.onSessionGone();
    return bounded(response, type, limit, hooks);
  };
}

async function send(remote: Remote, url: URL, init: RequestInit, settings: FetchSettings) {
  let at = url;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const response = await request(remote, at, init, settings);
    const location = REDIRECTS.includes(response.status) ? response.headers.get('location') : null;
    if (location === null) return { response, at };
    await response.body?.cancel();
    at = redirectTarget(remote, at, location, response.status, init.method ?? 'GET');
  }
  throw new AppError('redirect-refused', { host: url.host, url: withoutQuery(at) });
}

async function request(remote: Remote, at: URL, init: RequestInit, settings: FetchSettings) {
  const headers = new Headers(init.headers);
  if (isOwn(remote.url, at)) {
    for (const [name, value] of remote.headers)
      if (!TRANSPORT_HEADERS.test(name.toLowerCase())) headers.set(name, value);
  }
  try {
    return await settings.fetch(at, { ...init, headers, redirect: 'manual' });
  } catch (error) {
    if (init.signal?.aborted || error instanceof AppError) throw error;
    settings.onTrouble();
    throw networkError(error, at.host, settings.seconds) ?? error;
  }
}

/**
 * Where a redirect leads, if it may be followed: the method stays, nothing leaves https, and a server we show a key
 * or any other header to stays on its origin, because without them the answer would mislead.
 * @throws AppError redirect-refused
 */
function redirectTarget(remote: Remote, from: URL, location: string, status: number, method: string): URL {
  const target = URL.canParse(location, from) ? new URL(location, from) : undefined;
  const keepsMethod = method === 'GET' || status === 307 || status === 308;
  const isWeb = target?.protocol === 'https:' || (target?.protocol === 'http:' && from.protocol === 'http:');
  if (target && keepsMethod && isWeb && (remote.headers.size === 0 || isOwn(remote.url, target))) return target;
  throw new AppError('redirect-refused', {
    host: from.host,
    url: target ? withoutQuery(target) : location.slice(0, 200),
  });
}

/** Same origin, or the https form of it with both on their default port. */
export function isOwn(own: URL, other: URL): boolean {
  if (own.origin === other.origin) return true;
  const isUpgrade = own.protocol === 'http:' && other.protocol === 'https:' && own.hostname === other.hostname;
  return isUpgrade && own.port === '' && other.port === '';
}

async function bounded(response: Response, type: string, limit: number, hooks: FetchHooks): Promise<Response> {
  if (response.body === null || WITHOUT_BODY.includes(response.status)) return response;
  const { status, statusText, headers } = response;
  const init = { status, statusText, headers };
  if (!response.ok) return new Response(await headOfBody(response.body, ERROR_BODY_BYTES), init);
  const kind = type === 'text/event-stream' ? 'events' : 'body';
  const tooLarge = () => {
    const error = new AppError('message-too-large', { limit: megabytes(limit) });
    // Whoever reads a body gets this error; whoever waits for an event of a stream would wait for ever.
    if (kind === 'events') hooks.onFatal(error);
    return error;
  };
  const onChunk = kind === 'events' ? hooks.onLife : undefined;
  return new Response(boundedStream(response.body, kind, limit, tooLarge, onChunk), init);
}

/** What `message-too-large` says: at least one, so that small test limits read well. */
export function megabytes(bytes: number): number {
  return Math.max(1, Math.round(bytes / 1024 / 1024));
}

function withoutQuery(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
