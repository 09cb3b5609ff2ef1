// One HTTP request of a client on its way through the broker.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../../shared/errors';
import type { AsyncStop } from '../ports';

export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Whose key it showed. */
  readonly client: string;
  /** Aborted when the client has gone, or the broker stops. */
  readonly signal: AbortSignal;
}

/** One server of the broker, however it is reached. */
export interface Endpoint {
  handle(call: Call): Promise<void>;
  /** From now on these tools are neither listed nor callable; listeners are told. */
  hide(tools: ReadonlySet<string>): void;
  /** Tells every listener that the tools changed. */
  toolsChanged(): void;
  /** What waits before it tries again tries at once. */
  nudge(): void;
  stop: AsyncStop;
}

/** @throws AppError request-too-large; rejects with Node's own error if the client leaves meanwhile */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = () => new AppError('request-too-large', { limit: Math.max(1, Math.round(limit / 1024 / 1024)) });
  // The announced length is enough to refuse without reading.
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.reject(tooLarge());
  // Who has left already sends no more events.
  if (request.destroyed) return Promise.reject(request.errored ?? new AppError('connection-lost'));
  // Events, because every call comes through here, and an iterator over the stream costs several times as much.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= limit) return;
      reject(tooLarge());
      request.destroy();
    });
    request.once('error', reject);
    request.once('end', () => resolve(chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks)));
  });
}
