// fetch as far as a relay needs it, straight on Node's HTTP client: bytes untouched (the built-in one decompresses), no
// idle limit that would cut quiet streams after five minutes, and the body at hand without a detour over web streams.
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import { AppError } from '../../shared/errors';
import type { Fetch, Stop } from '../ports';

export interface WireFetch {
  /** Takes bytes or text as a body and follows no redirect. Rejects with Node's own errors. */
  readonly fetch: Fetch;
  /** Closes the connections that are kept open. */
  readonly stop: Stop;
}

/** How long an unused connection is kept: below the five seconds after which Node servers close theirs. */
const KEEP_MS = 4_000;
const CONNECT_MS = 15_000;

export function createWireFetch(): WireFetch {
  const settings = { keepAlive: true, timeout: KEEP_MS, scheduling: 'lifo' } as const;
  const agents = { http: new http.Agent(settings), https: new https.Agent(settings) };
  return {
    fetch: (url, init = {}) => send(agents, new URL(url), init),
    stop: () => {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

function send(
  agents: { readonly http: http.Agent; readonly https: https.Agent },
  url: URL,
  init: RequestInit,
): Promise<Response> {
  const { signal, method = 'GET' } = init;
  if (signal?.aborted) return Promise.reject(signal.reason);
  const body = bodyBytes(init.body);
  const headers: Record<string, string | number> = {};
  for (const [name, value] of new Headers(init.headers)) headers[name] = value;
  if (body !== undefined) headers['content-length'] = body.length;
  return new Promise((resolve, reject) => {
    const isTls = url.protocol === 'https:';
    const agent = isTls ? agents.https : agents.http;
    const request = (isTls ? https : http).request(url, { method, headers, agent });
    const leave = () => request.destroy(abortError(signal?.reason));
    signal?.addEventListener('abort', leave);
    const forget = () => signal?.removeEventListener('abort', leave);
    request.setTimeout(CONNECT_MS, () => {
      // The agent's limit is for idle sockets; a request under way may take as long as it likes once it is connected.
      if (request.socket?.connecting) request.destroy(Object.assign(new Error('connect'), { code: 'ETIMEDOUT' }));
    });
    request.once('error', (error) => {
      forget();
      reject(signal?.aborted ? signal.reason : error);
    });
    request.once('response', (incoming) => {
      incoming.once('close', forget);
      incoming.socket.setTimeout(0);
      resolve(new WireResponse(incoming, url));
    });
    request.end(body);
  });
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

/** The body as Node's stream. */
export function bodyStream(response: Response): Readable {
  if (response instanceof WireResponse) return response.incoming;
  // The DOM's stream type and Node's describe the same object.
  return response.body ? Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]) : Readable.from([]);
}
