// fetch as far as a relay needs it, straight on Node's HTTP client: bytes untouched (the built-in one decompresses), no
// idle limit that would cut quiet streams after five minutes, and the body at hand without a detour over web streams.
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { AppError } from '../../shared/errors';
import type { Fetch, Stop } from '../ports';

export interface WireFetch {
  /**
   * Takes bytes or text as a body, follows no redirect, and leaves user and password of a URL out. Rejects with Node's
   * own errors.
   */
  readonly fetch: Fetch;
  /** Closes the connections that are kept open. */
  readonly stop: Stop;
}

/** In milliseconds. */
export interface WireTimings {
  /** How long an unused connection is kept: below the five seconds after which Node servers close theirs. */
  readonly keep: number;
  /** How long a connection may take to open. */
  readonly connect: number;
}

const defaultTimings: WireTimings = { keep: 4_000, connect: 15_000 };

export function createWireFetch({ keep, connect }: WireTimings = defaultTimings): WireFetch {
  const settings = { keepAlive: true, timeout: keep };
  const agents = { http: new http.Agent(settings), https: new https.Agent(settings) };
  const wire: Wire = { agents, connectMs: connect };
  return {
    fetch: (url, init = {}) => send(wire, url instanceof URL ? url : new URL(url), init),
    stop: () => {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

interface Wire {
  readonly agents: { readonly http: http.Agent; readonly https: https.Agent };
  readonly connectMs: number;
}

function send({ agents, connectMs }: Wire, url: URL, init: RequestInit): Promise<Response> {
  const { signal, method = 'GET' } = init;
  if (signal?.aborted) return Promise.reject(signal.reason);
  const body = bodyBytes(init.body);
  const headers = headersOf(init.headers);
  headers.set('host', url.host);
  if (body !== undefined || method === 'POST') headers.set('content-length', String(body?.length ?? 0));
  return new Promise((resolve, reject) => {
    const isTls = url.protocol === 'https:';
    const agent = isTls ? agents.https : agents.http;
    const request = (isTls ? https : http).request({ ...addressOf(url), method, headers: [...headers].flat(), agent });
    const leave = () => request.destroy(abortError(signal?.reason));
    signal?.addEventListener('abort', leave);
    const forget = () => signal?.removeEventListener('abort', leave);
    request.once('socket', (socket) => {
      if (socket.connecting) limitConnecting(request, socket, connectMs);
    });
    request.once('error', (error) => {
      forget();
      reject(signal?.aborted ? signal.reason : error);
    });
    request.once('response', (incoming) => {
      incoming.once('close', forget);
      resolve(new WireResponse(incoming, url));
    });
    request.end(body);
  });
}

/** A request under way may take as long as it likes once it is connected: the agent's limit is for idle sockets. */
function limitConnecting(request: ClientRequest, socket: Socket, ms: number): void {
  socket.setTimeout(ms);
  request.once('timeout', () => {
    if (socket.connecting) request.destroy(Object.assign(new Error('connect'), { code: 'ETIMEDOUT' }));
  });
}

/** Where a URL leads, without the rest of it: Node copies its options several times on the way to a socket. */
function addressOf({ hostname, port, pathname, search }: URL) {
  return { hostname: hostname.replace(/^\[(.*)\]$/u, '$1'), port, path: pathname + search };
}

/**
 * Each name once, as in `Headers`: of two lines, one reader might take the first and another the last. Pairs need no
 * `Headers`, which would check and sort what Node checks again.
 */
function headersOf(init: RequestInit['headers']): Map<string, string> {
  const headers = new Map<string, string>();
  for (const [name = '', value = ''] of Array.isArray(init) ? init : new Headers(init)) {
    const key = name.toLowerCase();
    const known = headers.get(key);
    headers.set(key, known === undefined ? value : `${known}, ${value}`);
  }
  return headers;
}

function bodyBytes(body: RequestInit['body']): Buffer | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof URLSearchParams) return Buffer.from(body.toString());
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  throw new AppError('internal', { reason: 'request body' });
}

function abortError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('aborted');
}

/** An answer whose body can be taken as Node's own stream. What a relay does not need is made when it is asked for. */
export class WireResponse implements Response {
  readonly status: number;
  readonly statusText: string;
  readonly ok: boolean;
  readonly redirected = false;
  readonly type = 'default';
  readonly url: string;
  /** The body as Node gives it, and the headers as they came. Whoever takes it leaves the rest alone. */
  readonly incoming: IncomingMessage;
  #headers: Headers | undefined;
  #standard: Response | undefined;

  constructor(incoming: IncomingMessage, url: URL) {
    this.incoming = incoming;
    this.status = incoming.statusCode ?? 0;
    this.statusText = incoming.statusMessage ?? '';
    this.ok = this.status >= 200 && this.status < 300;
    this.url = url.href;
  }

  get headers(): Headers {
    if (!this.#headers) {
      this.#headers = new Headers();
      const { rawHeaders } = this.incoming;
      for (let i = 0; i < rawHeaders.length; i += 2) this.#headers.append(rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '');
    }
    return this.#headers;
  }

  get body(): Response['body'] {
    return this.#asStandard().body;
  }
  get bodyUsed(): boolean {
    return this.#standard?.bodyUsed ?? false;
  }
  arrayBuffer() {
    return this.#asStandard().arrayBuffer();
  }
  blob() {
    return this.#asStandard().blob();
  }
  bytes() {
    return this.#asStandard().bytes();
  }
  formData() {
    return this.#asStandard().formData();
  }
  json() {
    return this.#asStandard().json();
  }
  text() {
    return this.#asStandard().text();
  }
  clone() {
    return this.#asStandard().clone();
  }

  #asStandard(): Response {
    if (!this.#standard) {
      const isEmpty = [204, 205, 304].includes(this.status);
      if (isEmpty) this.incoming.resume();
      // Node's stream/web types and the DOM's describe the same object.
      const body = isEmpty ? null : (Readable.toWeb(this.incoming) as ReadableStream<Uint8Array<ArrayBuffer>>);
      this.#standard = new Response(body, { status: this.status, headers: this.headers });
    }
    return this.#standard;
  }
}

/** Drops an answer nobody wants, keeping its connection where that costs nothing. */
export function discard(response: Response): void {
  if (response instanceof WireResponse) response.incoming.resume();
  // Fails only where the body has failed already.
  else response.body?.cancel().catch(() => undefined);
}

/** One header, by its name in lower case, without making an object of them all. */
export function headerOf(response: Response, name: string): string | undefined {
  if (!(response instanceof WireResponse)) return response.headers.get(name) ?? undefined;
  const value = response.incoming.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** How the bytes of `bodyStream` are packed, as Content-Encoding says it; the built-in fetch has unpacked them already. */
export function encodingOf(response: Response): string | undefined {
  return response instanceof WireResponse ? headerOf(response, 'content-encoding') : undefined;
}

/** The body as Node's stream. */
export function bodyStream(response: Response): Readable {
  if (response instanceof WireResponse) return response.incoming;
  // The DOM's stream type and Node's describe the same object.
  return response.body ? Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]) : Readable.from([]);
}
