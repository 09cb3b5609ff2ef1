// A listener on 127.0.0.1 with a free port, for peers that must know their own address before they can be made.
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export type Listener = (request: http.IncomingMessage, response: http.ServerResponse) => unknown;

export interface Loopback {
  readonly origin: string;
  /** What answers from now on; until then every request gets a 503. */
  answerWith(listener: Listener): void;
  stop(): Promise<void>;
}

/** Listens at once. `stop` cuts every connection, so that no test waits for a stream to end. */
export async function startLoopback(): Promise<Loopback> {
  let answer: Listener = (_request, response) => response.writeHead(503).end();
  const sockets = new Set<Socket>();
  const server = http.createServer((request, response) => {
    Promise.resolve()
      .then(() => answer(request, response))
      .catch((error: unknown) => {
        console.error('a test peer failed:', error);
        if (response.headersSent) response.destroy();
        else response.writeHead(500).end();
      });
  });
  server.requestTimeout = 30_000;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    answerWith: (listener) => {
      answer = listener;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** The whole body as text. @param limit in bytes: no form or registration is longer. @throws Error past it */
export async function readBody(stream: AsyncIterable<unknown>, limit = 65_536): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream) {
    const bytes = Buffer.from(part as Uint8Array);
    size += bytes.length;
    if (size > limit) throw new Error(`a body is larger than ${limit} bytes`);
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}
