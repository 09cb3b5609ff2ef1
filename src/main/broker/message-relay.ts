// A server that speaks whole messages, a command or a legacy event stream, behind a Streamable HTTP endpoint of ours:
// sessions for the 2025 revisions, single requests for 2026-07-28.
import { randomUUID } from 'node:crypto';
import { AppError, toAppError } from '../../shared/errors';
import type { Stop } from '../ports';
import type { Message, SseAccess, StdioAccess } from '../ports-relay';
import { isAnswer, isRequest, type Peek, peekAt } from '../protocol/messages';
import type { Activity, End } from './activity';
import { refuse, sendJson, sessionGone, troubleFor, wordsFor } from './answers';
import { type Call, type Endpoint, readBody } from './call';
import { HandshakeRefused, type Hub } from './hub';
import { Hubs } from './hubs';
import type { Caller } from './link';
import { envelopeProblem, isModernCall, methodNotFound, statusOf, versionProblem } from './modern';
import type { BrokerEnv } from './options';
import { type Around, relayRequest, subscribeAgain } from './relay-request';
import { Reply, type ReplySettings } from './reply';
import { Session } from './session';
import { type Hidden, refuseHidden } from './switches';
import { needsPerson, troubleOf } from './trouble';

const TOOLS_CHANGED = { jsonrpc: '2.0', method: 'notifications/tools/list_changed' };
const ALL_CHANGED = [
  TOOLS_CHANGED,
  { jsonrpc: '2.0', method: 'notifications/prompts/list_changed' },
  { jsonrpc: '2.0', method: 'notifications/resources/list_changed' },
];
const MOST_IN_A_BATCH = 100;

/** A POST with what was found out about it. */
interface Post {
  readonly call: Call;
  readonly peek: Peek;
  readonly end: End;
}

export class MessageEndpoint implements Endpoint {
  readonly #env: BrokerEnv;
  readonly #name: string;
  readonly #activity: Activity;
  readonly #hubs: Hubs;
  readonly #sessions = new Map<string, Session>();
  readonly #around: Around;
  #hidden: Hidden;
  #isOver = false;
  #isSwept = false;
  #stopSweep: Stop = () => undefined;
  /** False once the server has shown that it only knows the earlier revisions. */
  #maybeModern: boolean;

  constructor(env: BrokerEnv, name: string, access: SseAccess | StdioAccess, hidden: Hidden) {
    this.#env = env;
    this.#name = name;
    this.#activity = env.activity;
    this.#hidden = hidden;
    this.#around = {
      env,
      server: name,
      hidden: () => this.#hidden,
      listening: new Set(),
      isWatched: (hub, uri) => [...this.#sessions.values()].some((s) => s.hub === hub && s.watches(uri)),
    };
    this.#maybeModern = access.kind === 'stdio';
    this.#hubs = new Hubs(env, { server: name, access, onRestart: (hub) => this.#restarted(hub) });
  }

  async handle(call: Call): Promise<void> {
    const { request, response } = call;
    if (request.method !== 'POST') {
      this.#sessionCall(call);
      return;
    }
    const peek = peekAt(await readBody(request, this.#env.limits.message));
    if (!peek || peek.messages.length === 0 || peek.messages.length > MOST_IN_A_BATCH) {
      sendJson(response, 400, { jsonrpc: '2.0', id: null, error: { code: -32700, message: 'Parse error' } });
      return;
    }
    const post = { call, peek, end: this.#activity.begin(call.client, this.#name, peek) };
    try {
      // Taken away while the body came in: nobody would end what was begun now.
      if (this.#isOver) throw new AppError('connection-lost');
      if (this.#hidden.size > 0) refuseHidden(peek, request, this.#hidden, this.#name);
      await this.#post(post);
    } catch (error) {
      this.#fail(post, error);
    }
  }

  hide(tools: Hidden): void {
    this.#hidden = tools;
    this.toolsChanged();
  }

  toolsChanged(): void {
    for (const session of this.#sessions.values()) session.notice(TOOLS_CHANGED);
    for (const tell of this.#around.listening) tell();
  }

  nudge(): void {
    this.#hubs.nudge();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    this.#stopSweep();
    for (const session of this.#sessions.values()) session.end();
    this.#sessions.clear();
    await this.#hubs.stop();
  }

  async #post(post: Post): Promise<void> {
    const { call, peek } = post;
    if (isModernCall(call.request.headers, peek.main)) await this.#modern(post);
    else if (peek.main?.method === 'initialize') await this.#initialize(post, peek.main);
    else await this.#inSession(post);
  }

  /** GET opens the session's stream, DELETE ends the session. */
  #sessionCall(call: Call): void {
    const { request, response } = call;
    const session = this.#sessionOf(call);
    if (!session) {
      const isModern = isModernCall(request.headers, undefined) || request.headers['mcp-session-id'] === undefined;
      if (isModern) refuse(response, 405, 'Method not allowed');
      else sessionGone(response, this.#env.texts());
    } else if (request.method === 'DELETE') {
      this.#sessions.delete(session.id);
      session.end();
      response.writeHead(200).end();
    } else session.listen(response);
  }

  async #initialize({ call, end }: Post, main: Message): Promise<void> {
    const hub = this.#hubs.forSession(main);
    const session = new Session(this.#env, randomUUID(), call.client, hub);
    hub.join(session);
    try {
      const welcome = await hub.welcome(call.signal);
      this.#keep(session);
      call.response.setHeader('mcp-session-id', session.id);
      sendJson(call.response, 200, { ...welcome, id: main.id });
      end({ outcome: 'ok' });
    } catch (error) {
      session.end();
      throw error;
    }
  }

  async #inSession(post: Post): Promise<void> {
    const { call, peek } = post;
    const session = this.#sessionOf(call);
    if (!session) {
      sessionGone(call.response, this.#env.texts(), peek.main?.id);
      post.end({ outcome: 'failed', code: 'connection-lost' });
      return;
    }
    for (const message of peek.messages) {
      if (isAnswer(message)) session.hub.reply(message, session);
      // The hub has said this once for all its sessions.
      else if (!isRequest(message) && message.method !== 'notifications/initialized')
        session.hub.notify(message, session);
    }
    const leave = session.enter();
    try {
      await this.#ask(post, session.hub, session, {});
    } finally {
      leave();
    }
  }

  async #modern(post: Post): Promise<void> {
    const { call, peek } = post;
    const { response, request } = call;
    const main = peek.main;
    if (!main || peek.batch || !isRequest(main)) {
      response.writeHead(202).end();
      return;
    }
    const problem = envelopeProblem(main, request.headers);
    if (problem) {
      sendJson(response, 400, problem);
      post.end({ outcome: 'refused' });
      return;
    }
    if (!this.#maybeModern) {
      this.#notModern(post, main);
      return;
    }
    const hub = this.#hubs.forRequests();
    const caller: Caller = { notice: () => undefined, watches: () => false };
    try {
      const unsupported = versionProblem(main, await hub.welcome(call.signal));
      if (unsupported) {
        sendJson(response, statusOf(unsupported), unsupported);
        post.end({ outcome: 'error' });
        return;
      }
    } catch (error) {
      // Any other answer to our question, and none at all, mean an earlier revision.
      const isEarlier = error instanceof HandshakeRefused || toAppError(error).code === 'connect-timeout';
      if (!isEarlier) throw error;
      this.#maybeModern = false;
      await this.#hubs.drop(hub);
      this.#notModern(post, main);
      return;
    }
    await this.#ask(post, hub, caller, { statusOf });
  }

  #notModern({ call, end }: Post, main: Message): void {
    const answer = methodNotFound(main);
    sendJson(call.response, statusOf(answer), answer);
    end({ outcome: 'error' });
  }

  /** Sends the requests of a body and answers as the answers come. */
  async #ask(post: Post, hub: Hub, caller: Caller, more: Partial<ReplySettings>): Promise<void> {
    const { call, peek, end } = post;
    const requests = peek.messages.filter(isRequest);
    if (requests.length === 0) {
      call.response.writeHead(202).end();
      return;
    }
    const { unread } = this.#env.limits;
    const reply = new Reply(call.response, { expected: requests.length, batch: peek.batch, unread, ...more });
    const around = { ...this.#around, call, end, hub, caller, reply };
    await Promise.all(requests.map((message) => relayRequest(around, message)));
    end({ outcome: call.signal.aborted ? 'left' : 'ok' });
  }

  #restarted(hub: Hub): void {
    const uris = new Set<string>();
    for (const session of this.#sessions.values()) {
      if (session.hub !== hub) continue;
      for (const uri of session.subscriptions) uris.add(uri);
      for (const message of ALL_CHANGED) session.notice(message);
    }
    for (const uri of uris) subscribeAgain(this.#around, hub, uri);
  }

  #sessionOf({ request, client }: Call): Session | undefined {
    const id = request.headers['mcp-session-id'];
    const session = typeof id === 'string' ? this.#sessions.get(id) : undefined;
    return session?.client === client ? session : undefined;
  }

  #keep(session: Session): void {
    this.#sessions.set(session.id, session);
    this.#sweepLater();
    if (this.#sessions.size <= this.#env.limits.sessions) return;
    const [oldest] = [...this.#sessions.values()].sort((a, b) => b.idle - a.idle);
    if (oldest && oldest !== session) this.#end(oldest);
  }

  /** Many clients leave without a word; looked for as long as there are sessions. */
  #sweep(): void {
    const { clock, timings } = this.#env;
    this.#stopSweep = clock.after(timings.sessionIdle / 2, () => {
      for (const session of this.#sessions.values()) if (session.idle > timings.sessionIdle) this.#end(session);
      this.#isSwept = false;
      if (this.#sessions.size > 0) this.#sweepLater();
    });
  }

  #sweepLater(): void {
    if (this.#isSwept || this.#isOver) return;
    this.#isSwept = true;
    this.#sweep();
  }

  #end(session: Session): void {
    this.#sessions.delete(session.id);
    session.end();
  }

  #fail(post: Post, thrown: unknown): void {
    const { call, peek, end } = post;
    const { response, signal } = call;
    if (signal.aborted || response.destroyed) {
      end({ outcome: 'left' });
      return;
    }
    if (thrown instanceof HandshakeRefused && peek.main) {
      sendJson(response, 200, { ...thrown.answer, id: peek.main.id });
      end({ outcome: 'error' });
      return;
    }
    const error = thrown instanceof AppError ? thrown : troubleOf(thrown, this.#name).error;
    if (needsPerson(error)) this.#env.onTrouble?.(this.#name, error);
    this.#env.log.warn('call failed', { server: this.#name, code: error.code });
    end({ outcome: error.code === 'tool-off' ? 'refused' : 'failed', code: error.code, params: error.params });
    const t = this.#env.texts();
    const answers = peek.messages.filter(isRequest).map((request) => troubleFor(request, error, t, this.#name));
    if (response.headersSent) response.destroy();
    else if (answers.length > 0) sendJson(response, 200, peek.batch ? answers : answers[0]);
    else response.writeHead(502, { 'content-type': 'text/plain; charset=utf-8' }).end(wordsFor(error, t, this.#name));
  }
}
