// An HTTP server on a free loopback port that is really gone when it is stopped.
import http, { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

/** A running peer. `url` is what an entry of mcp.json would say. */
export interface Peer {
  readonly url: string;
  stop(): Promise<void>;
}

/** One request a peer has seen. */
interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Listening {
  readonly origin: string;
  readonly port: number;
  readonly seen: readonly Seen[];
  /** Open connections right now. */
  sockets(): number;
  stop(): Promise<void>;
}

/** Starts listening; every request is recorded before it is handled. */
export async function listen(
  handler: RequestListener,
  options: { readonly port?: number; readonly tls?: { readonly key: string; readonly cert: string } } = {},
): Promise<Listening> {
  const seen: Seen[] = [];
  const recorded: RequestListener = (request, response) => {
    seen.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers });
    handler(request, response);
  };
  const server = options.tls ? https.createServer(options.tls, recorded) : http.createServer(recorded);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    seen,
    sockets: () => sockets.size,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** The whole body of a request as text. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

export function answer(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', ...headers });
  response.end(isText ? body : JSON.stringify(body));
}
