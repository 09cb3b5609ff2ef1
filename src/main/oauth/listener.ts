// The loopback redirect listener (RFC 8252 section 7.3): 127.0.0.1, open for one attempt, one path, one use. A stray or
// hostile request is turned away without ending or using up the attempt, and nothing of it is logged.
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { AppError, hasErrno } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import { CALLBACK_PATH, type Env } from './options';
import { type PageOutcome, pageHeaders, resultPage } from './result-page';

const HOST = '127.0.0.1';
/** More at once than any browser opens; beyond it the longest silent one makes room, so that nobody locks us up. */
const MAX_CONNECTIONS = 64;
const MAX_HEADER_BYTES = 32 * 1024;

export interface ListenerWish {
  /** 0 for any free port. */
  readonly port: number;
  /** False if another port will do where this one is taken. */
  readonly strict: boolean;
  readonly state: string;
}

/** The redirect URI of a fixed port, as a person registers it. */
export function redirectUriOf(port: number): string {
  return `http://${HOST}:${port}${CALLBACK_PATH}`;
}

/** @throws AppError callback-port-taken, callback-port-unavailable */
export async function openListener(env: Env, wish: ListenerWish): Promise<RedirectListener> {
  const listener = new RedirectListener(env.texts, env.timings.slowClient, wish.state);
  try {
    await listener.open(wish.port);
  } catch (error) {
    if (!hasErrno(error, 'EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL')) throw error;
    if (wish.strict) throw await portProblem(env, wish.port);
    await listener.open(0);
  }
  return listener;
}

async function portProblem(env: Env, port: number): Promise<AppError> {
  const program = await env.whoHolds(port);
  return program === undefined
    ? new AppError('callback-port-unavailable', { port })
    : new AppError('callback-port-taken', { port, program });
}

export class RedirectListener {
  /** Resolves with the one redirect that carries our state and an answer. */
  readonly callback: Promise<URL>;
  private readonly accept: (url: URL) => void;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private held: ServerResponse | undefined;
  private isUsed = false;
  private uri = '';

  constructor(
    private readonly texts: () => Translate,
    private readonly slowClientMs: number,
    private readonly state: string,
  ) {
    const { promise, resolve } = Promise.withResolvers<URL>();
    this.callback = promise;
    this.accept = resolve;
    const checkEvery = Math.max(10, Math.floor(slowClientMs / 4));
    const options = { maxHeaderSize: MAX_HEADER_BYTES, connectionsCheckingInterval: checkEvery };
    this.server = createServer(options, (request, response) => this.answer(request, response));
    this.server.headersTimeout = slowClientMs;
    this.server.requestTimeout = slowClientMs;
    this.server.on('connection', (socket) => this.admit(socket));
    this.server.on('clientError', (_error, socket) => socket.destroy());
  }

  get redirectUri(): string {
    return this.uri;
  }

  async open(port: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.server.once('error', reject);
    this.server.listen({ port, host: HOST, exclusive: true }, resolve);
    await promise.finally(() => this.server.off('error', reject));
    this.uri = redirectUriOf((this.server.address() as AddressInfo).port); // listening on TCP, so it is one
  }

  /** Takes a redirect that came another way, such as pasted. False if it is not the one waited for. */
  deliver(url: URL): boolean {
    if (`${url.origin}${url.pathname}` !== this.uri || !this.isAnswer(url)) return false;
    if (this.isUsed) return false;
    this.isUsed = true;
    this.accept(url);
    return true;
  }

  /** Gives the waiting browser its page; without one waiting, nothing happens. */
  async show(outcome: PageOutcome): Promise<void> {
    const { held } = this;
    this.held = undefined;
    if (!held || held.destroyed) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    held.once('close', resolve);
    held.socket?.setTimeout(this.slowClientMs, () => held.destroy());
    send(held, 200, resultPage(this.texts(), outcome));
    await promise;
  }

  async stop(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.server.close(() => resolve());
    for (const socket of this.sockets) socket.destroy();
    await promise;
  }

  private admit(socket: Socket): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    if (this.sockets.size <= MAX_CONNECTIONS) return;
    const holder = this.held?.socket;
    for (const oldest of this.sockets) {
      if (oldest === holder) continue;
      oldest.destroy();
      return;
    }
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const verdict = this.judge(request);
    if (typeof verdict === 'number') {
      send(response, verdict, verdict === 410 ? resultPage(this.texts(), { kind: 'used' }) : '');
      return;
    }
    this.isUsed = true;
    this.held = response;
    // Held open while the code is exchanged, so that the page can say what came of it.
    request.socket.setTimeout(0);
    this.accept(verdict);
  }

  /** A status to turn the request away with, or the redirect. `state` is looked at before anything is used up. */
  private judge(request: IncomingMessage): number | URL {
    const own = new URL(this.uri);
    if (request.headers.host !== own.host) return 403;
    const target = request.url ?? '';
    const url = target.startsWith('/') && URL.canParse(own.origin + target) ? new URL(own.origin + target) : undefined;
    if (url?.pathname !== own.pathname || url.origin !== own.origin) return 404;
    if (request.method !== 'GET') return 405;
    if (!this.isAnswer(url)) return 400;
    return this.isUsed ? 410 : url;
  }

  private isAnswer({ searchParams }: URL): boolean {
    const states = searchParams.getAll('state');
    const hasOutcome = searchParams.has('code') || searchParams.has('error');
    return hasOutcome && states.length === 1 && sameText(states[0] ?? '', this.state);
  }
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { ...pageHeaders, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** In constant time, whatever the lengths. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
