// The HTTP+SSE transport of revision 2024-11-05: one event stream in, one POST per message out. The library's own
// reconnects its stream silently, which loses the session, and forgets why a request failed; this one does neither.
import { type JSONRPCMessage, parseJSONRPCMessage, type Transport } from '@modelcontextprotocol/client';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { AppError } from '../../shared/errors';
import type { Clock, Fetch } from '../ports';
import { mediaType } from '../protocol/media-type';

interface Settings {
  readonly clock: Clock;
  readonly fetch: Fetch;
  /** How long the server may take to name its endpoint, in milliseconds. */
  readonly endpointMs: number;
  /** Reads the JSON of one event; throws if it is no message. By default the library's, which refuses fields it does not know. */
  readonly parse?: (text: string) => JSONRPCMessage;
}

export class LegacySseTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: Transport['onmessage'];
  readonly #url: URL;
  readonly #settings: Settings;
  readonly #abort = new AbortController();
  #endpoint: URL | undefined;
  #version: string | undefined;
  #closed = false;

  constructor(url: URL, settings: Settings) {
    this.#url = url;
    this.#settings = settings;
  }

  /**
   * Opens the stream and waits for its `endpoint` event.
   * @throws AppError http-status, not-mcp, connect-timeout, redirect-refused, and what the fetch throws
   */
  async start(): Promise<void> {
    const named = Promise.withResolvers<URL>();
    // Before the stream is open the endpoint promise can only fail.
    const neverNamed = named.promise.then((): never => {
      throw new AppError('internal', { reason: 'endpoint before stream' });
    });
    neverNamed.catch(() => undefined);
    const stopClock = this.#settings.clock.after(this.#settings.endpointMs, () => {
      named.reject(new AppError('connect-timeout', { seconds: Math.ceil(this.#settings.endpointMs / 1000) }));
    });
    try {
      const body = await Promise.race([this.#open(), neverNamed]);
      void this.#read(body, named.resolve, named.reject);
      this.#endpoint = await named.promise;
    } catch (error) {
      await this.close();
      throw error;
    } finally {
      stopClock();
    }
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (!this.#endpoint || this.#closed) throw new AppError('connection-lost');
    const headers = new Headers({ 'content-type': 'application/json' });
    if (this.#version !== undefined) headers.set('mcp-protocol-version', this.#version);
    const { signal } = this.#abort;
    const body = JSON.stringify(message);
    const response = await this.#settings.fetch(this.#endpoint, { method: 'POST', headers, body, signal });
    await response.body?.cancel();
    if (!response.ok) throw new AppError('http-status', { status: response.status });
  }

  setProtocolVersion(version: string): void {
    this.#version = version;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#abort.abort();
    this.onclose?.();
  }

  async #open(): Promise<ReadableStream<Uint8Array>> {
    const { signal } = this.#abort;
    const response = await this.#settings.fetch(this.#url, { headers: { accept: 'text/event-stream' }, signal });
    const type = mediaType(response.headers.get('content-type'));
    if (response.ok && type === 'text/event-stream' && response.body) return response.body;
    await response.body?.cancel();
    throw response.ok
      ? new AppError(type === '' ? 'invalid-message' : 'not-mcp', { type })
      : new AppError('http-status', { status: response.status });
  }

  async #read(body: ReadableStream<Uint8Array>, named: (url: URL) => void, failed: (error: Error) => void) {
    const parser = createParser({
      onEvent: (event) => {
        if (event.event === 'endpoint') this.#takeEndpoint(event.data, named, failed);
        else this.#takeMessage(event);
      },
    });
    try {
      const decoder = new TextDecoder();
      for await (const chunk of body) parser.feed(decoder.decode(chunk, { stream: true }));
      failed(new AppError('connection-lost'));
    } catch (error) {
      const reason = error instanceof Error ? error : new AppError('connection-lost');
      failed(reason);
      if (!this.#closed) this.onerror?.(reason);
    }
    await this.close();
  }

  /** A foreign endpoint would receive every message, so it must stand on the origin the person named. */
  #takeEndpoint(data: string, named: (url: URL) => void, failed: (error: Error) => void): void {
    const endpoint = URL.canParse(data, this.#url) ? new URL(data, this.#url) : undefined;
    const url = (endpoint?.origin ?? data).slice(0, 200);
    if (endpoint?.origin === this.#url.origin) named(endpoint);
    else failed(new AppError('redirect-refused', { host: this.#url.host, url }));
  }

  #takeMessage({ data, event }: EventSourceMessage): void {
    if (event !== undefined && event !== 'message') return;
    try {
      this.onmessage?.(this.#settings.parse ? this.#settings.parse(data) : parseJSONRPCMessage(JSON.parse(data)));
    } catch (error) {
      this.onerror?.(error instanceof Error ? error : new AppError('invalid-message'));
    }
  }
}
