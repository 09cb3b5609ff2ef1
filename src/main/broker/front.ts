// The listener on loopback: checks who comes in, bounds what strangers may hold, and hands calls on.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { AppError, assertNever, hasErrno } from '../../shared/errors';
import type { AsyncStop } from '../ports';
import { wait } from '../protocol/wait';
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
  const take = (request: IncomingMessage, response: ServerResponse) => {
    const call = admitted(env, port, request, response);
    if (!call) return;
    calls += 1;
    response.once('close', () => {
      calls -= 1;
    });
    strangers.delete(request.socket);
    void serve(call.server, call);
  };
  server.on('request', (request, response) => {
    const reading = env.keys.reading?.();
    if (!reading || !isEarly(env, port, request)) {
      take(request, response);
      return;
    }
    // Just started: a client that came first is not sent away for it.
    void Promise.race([reading, wait(env.clock, env.timings.restart, env.stopping)]).then(() => {
      if (!response.destroyed) take(request, response);
    });
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

/** True for a key that is not known by now. */
function isEarly(env: BrokerEnv, port: number, request: IncomingMessage): boolean {
  const entrance = entranceOf(request, port);
  return entrance.kind === 'open' && env.keys.holderOf(entrance.key) === undefined;
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
