// The listener on loopback: checks who comes in, bounds what strangers may hold, and hands calls on.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { AppError, assertNever, hasErrno } from '../../shared/errors';
import type { AsyncStop } from '../ports';
import { refuse, wordsFor } from './answers';
import type { Call } from './call';
import { entranceOf } from './gate';
import type { BrokerEnv } from './options';

/** Serves one call; never rejects. */
export type Serve = (server: string, call: Call) => Promise<void>;

export interface Front {
  readonly port: number;
  /** Calls under way, open streams included. */
  calls(): number;
  readonly stop: AsyncStop;
}

/** @throws AppError port-taken */
export async function openFront(env: BrokerEnv, serve: Serve): Promise<Front> {
  const { timings, limits } = env;
  const server = createServer({
    headersTimeout: timings.head,
    requestTimeout: timings.request,
    keepAliveTimeout: timings.idle,
    connectionsCheckingInterval: Math.min(1000, timings.head),
    maxHeaderSize: limits.head,
  });
  server.maxConnections = limits.connections;
  const strangers = boundStrangers(server, limits.strangers);
  const port = await listen(server, env.port);
  let calls = 0;
  server.on('request', (request, response) => {
    const call = admitted(env, port, request, response);
    if (!call) return;
    calls += 1;
    response.once('close', () => {
      calls -= 1;
    });
    strangers.delete(request.socket);
    void serve(call.server, call);
  });
  return {
    port,
    calls: () => calls,
    stop: () =>
      new Promise((resolve) => {
        // Fails only where it was stopped before, which is as good.
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Connections that have shown no key crowd out only each other, never a client. */
function boundStrangers(server: Server, most: number): Set<Socket> {
  const strangers = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    strangers.add(socket);
    socket.once('close', () => strangers.delete(socket));
    if (strangers.size <= most) return;
    const [oldest] = strangers;
    oldest?.destroy();
  });
  return strangers;
}

function admitted(
  env: BrokerEnv,
  port: number,
  request: IncomingMessage,
  response: ServerResponse,
): (Call & { readonly server: string }) | undefined {
  const entrance = entranceOf(request, port);
  const t = env.texts();
  switch (entrance.kind) {
    case 'foreign':
      refuse(response, 403, wordsFor(new AppError('not-trusted'), t));
      return undefined;
    case 'nowhere':
      // Well-known paths and /register among them: no client may find a sign-in here.
      refuse(response, 404, 'Not found');
      return undefined;
    case 'no-key':
      refuse(response, 401, wordsFor(new AppError('local-key-unknown'), t));
      return undefined;
    case 'open':
      break;
    default:
      return assertNever(entrance);
  }
  const client = env.keys.holderOf(entrance.key);
  const trouble = client === undefined ? env.keys.trouble?.() : undefined;
  if (trouble) {
    // Not the client's fault, and not for good: it may come again.
    refuse(response, 503, wordsFor(trouble, t));
    return undefined;
  }
  if (client === undefined) {
    refuse(response, 401, wordsFor(new AppError('local-key-unknown'), t));
    return undefined;
  }
  if (request.method !== 'GET' && request.method !== 'POST' && request.method !== 'DELETE') {
    refuse(response, 405, 'Method not allowed');
    return undefined;
  }
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(new AppError('connection-lost'));
  });
  return { request, response, client, server: entrance.server, signal: gone.signal };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const isTaken = hasErrno(error, 'EADDRINUSE', 'EACCES');
      reject(isTaken ? new AppError('port-taken', { port }, { cause: error }) : error);
    });
    server.listen(port, '127.0.0.1', () => {
      // A TCP server that listens has an AddressInfo; only pipes have a string.
      resolve((server.address() as AddressInfo).port);
    });
  });
}
