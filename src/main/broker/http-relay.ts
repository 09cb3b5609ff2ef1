// A server that speaks HTTP, relayed as bytes: bodies and streams pass untouched unless a tool must be taken out. What
// the broker adds is what no client can do: the token, a session made anew, words instead of a 401.
import { AppError, toAppError } from '../../shared/errors';
import type { HttpAccess } from '../ports-relay';
import { isHarmless, isRecord, isRequest, type Peek, peekAt } from '../protocol/messages';
import type { Activity, End } from './activity';
import { bodyFor, sendJson, sessionGone, wordsFor } from './answers';
import { type Call, type Endpoint, readBody } from './call';
import { exchange, type Sending } from './exchange';
import { headersDown, headersUp, isEventStream, without } from './headers';
import { type HttpSession, type HttpSessions, renew } from './http-sessions';
import { NoticeStream } from './notice-stream';
import type { BrokerEnv } from './options';
import { relayBody } from './relay-body';
import { eventStreamHeaders } from './reply';
import { type Hidden, refuseHidden } from './switches';
import { needsPerson } from './trouble';
import { discard, headerOf } from './wire-fetch';

/** A request of a client with what was found out about it. */
interface Inquiry {
  readonly call: Call;
  readonly body: Buffer | undefined;
  readonly peek: Peek | undefined;
  /** The id the client knows, where it names one. */
  readonly sessionId: string | undefined;
  readonly session: HttpSession | undefined;
}

export class HttpEndpoint implements Endpoint {
  readonly #env: BrokerEnv;
  readonly #name: string;
  readonly #access: HttpAccess;
  readonly #url: URL;
  readonly #activity: Activity;
  readonly #sessions: HttpSessions;
  readonly #notices = new Set<NoticeStream>();
  readonly #over = new AbortController();
  #hidden: Hidden;

  constructor(env: BrokerEnv, name: string, access: HttpAccess, hidden: Hidden, sessions: HttpSessions) {
    this.#env = env;
    this.#name = name;
    this.#access = access;
    this.#url = new URL(access.url);
    this.#activity = env.activity;
    this.#hidden = hidden;
    this.#sessions = sessions;
  }

  async handle(call: Call): Promise<void> {
    const { request, response, client } = call;
    const isPost = request.method === 'POST';
    const body = isPost ? await readBody(request, this.#env.limits.message) : undefined;
    const peek = body && peekAt(body);
    const sessionId = header(call, 'mcp-session-id');
    const session = sessionId === undefined ? undefined : this.#sessions.get(sessionId);
    if (session && session.client !== client) {
      sessionGone(response, this.#env.texts(), peek?.main?.id);
      return;
    }
    const end = this.#activity.begin(client, this.#name, peek);
    try {
      await this.#relay({ call, body, peek, sessionId, session }, end);
    } catch (error) {
      this.#answerTrouble(call, peek, error, end);
    }
  }

  hide(tools: Hidden): void {
    this.#hidden = tools;
    this.toolsChanged();
  }

  toolsChanged(): void {
    for (const stream of this.#notices) stream.announce();
  }

  nudge(): void {
    for (const stream of this.#notices) stream.nudge();
  }

  /** Calls under way may finish; streams that would never end by themselves are ended. */
  stop(): Promise<void> {
    this.#over.abort();
    return Promise.resolve();
  }

  async #relay(inquiry: Inquiry, end: End): Promise<void> {
    const { call, body, peek, sessionId } = inquiry;
    const hidden = this.#hidden;
    // Bytes we cannot read might still mean something to the upstream, so a filter must refuse them.
    if (hidden.size > 0 && body && !peek) throw new AppError('invalid-message');
    if (hidden.size > 0 && peek) refuseHidden(peek, call.request, hidden, this.#name);
    const method = call.request.method ?? 'GET';
    if (method === 'DELETE' && sessionId !== undefined) this.#sessions.forget(sessionId);
    const isKnownListener = method === 'GET' && inquiry.session !== undefined;
    const response = isKnownListener ? await this.#reopen(inquiry) : await this.#send(inquiry);
    if (!response) {
      await this.#listen(inquiry, undefined, end);
      return;
    }
    this.#remember(inquiry, response);
    const listens = method === 'GET' || peek?.main?.method === 'subscriptions/listen';
    if (listens && response.ok && isEventStream(response)) await this.#listen(inquiry, response, end);
    else await relayBody(this.#env, call, response, { peek, hidden, server: this.#name, end });
  }

  /** One request upstream; a session the upstream has forgotten is made anew within the same call. */
  async #send(inquiry: Inquiry, lastEventId = header(inquiry.call, 'last-event-id')): Promise<Response> {
    const { session, call } = inquiry;
    const renewals = session?.renewals;
    const response = await this.#exchange(this.#sending(inquiry, lastEventId));
    if (!session || call.request.method === 'DELETE') return response;
    // Ids of events die with their session; without them the stream simply begins now.
    if (response.status === 400 && lastEventId !== undefined && session.renewals > 0) {
      discard(response);
      return this.#exchange(this.#sending(inquiry, undefined));
    }
    if (response.status !== 404) return response;
    const version = header(call, 'mcp-protocol-version');
    const isNew = session.renewals !== renewals || (await this.#renewed(session, version, call.signal));
    if (!isNew) return response;
    discard(response);
    return this.#exchange(this.#sending(inquiry, undefined));
  }

  async #renewed(session: HttpSession, version: string | undefined, signal: AbortSignal): Promise<boolean> {
    const isNew = await renew(session, version, (method, headers, body) =>
      this.#exchange({ url: this.#url, method, headers, body, signal, harmless: true }),
    );
    if (isNew) this.#env.log.info('a session was made anew', { server: this.#name, client: session.client });
    return isNew;
  }

  #sending({ call, body, session, peek }: Inquiry, lastEventId: string | undefined): Sending {
    const { request, signal } = call;
    const mayFilter = this.#hidden.size > 0;
    const ours = ['last-event-id', ...(session ? ['mcp-session-id'] : []), ...(mayFilter ? ['accept-encoding'] : [])];
    const headers = without(headersUp(request), ...ours);
    if (session) headers.push(['mcp-session-id', session.upstreamId]);
    if (lastEventId !== undefined) headers.push(['last-event-id', lastEventId]);
    const harmless = peek ? peek.messages.every(isHarmless) : body === undefined;
    // One reading for us and the upstream: a body that says the same key twice cannot mean two things.
    const sent = mayFilter && peek ? Buffer.from(JSON.stringify(peek.batch ? peek.messages : peek.main)) : body;
    return { url: this.#url, method: request.method ?? 'GET', headers, body: sent, signal, harmless };
  }

  #exchange(sending: Sending): Promise<Response> {
    return exchange(this.#env, this.#access, sending);
  }

  #remember({ call, peek, body }: Inquiry, response: Response): void {
    if (!response.ok || peek?.main?.method !== 'initialize' || !body) return;
    const id = headerOf(response, 'mcp-session-id');
    if (id === undefined) return;
    this.#sessions.remember(id, call.client, headersUp(call.request), body);
  }

  /** @param first absent while the upstream is away: clients give up on streams that are refused, so it waits open */
  async #listen(inquiry: Inquiry, first: Response | undefined, end: End): Promise<void> {
    const { call, peek, session } = inquiry;
    const { response, signal } = call;
    const id = peek?.main?.id;
    const stream = new NoticeStream(this.#env, response, AbortSignal.any([signal, this.#over.signal]), {
      reopen: (lastEventId) => this.#reopen(inquiry, lastEventId),
      hidden: () => this.#hidden,
      subscription: typeof id === 'string' || typeof id === 'number' ? id : undefined,
    });
    if (first) response.writeHead(first.status, headersDown(first).flat());
    else response.writeHead(200, eventStreamHeaders);
    response.flushHeaders();
    const wantsTools = !peek?.main || wantsToolChanges(peek.main.params);
    if (wantsTools) this.#notices.add(stream);
    // Its session is another one since the client last heard of it.
    if (first && session && session.renewals > 0 && wantsTools) stream.announce();
    try {
      await stream.run(first);
      end({ outcome: signal.aborted ? 'left' : 'ok' });
    } finally {
      this.#notices.delete(stream);
    }
  }

  /** @param lastEventId the one the client named, if the stream has not been open yet */
  async #reopen(inquiry: Inquiry, lastEventId = header(inquiry.call, 'last-event-id')): Promise<Response | undefined> {
    try {
      return await this.#send(inquiry, lastEventId);
    } catch (error) {
      if (inquiry.call.signal.aborted) return undefined;
      const { code } = toAppError(error);
      this.#env.log.info('a stream waits for its server', { server: this.#name, code });
      return undefined;
    }
  }

  #answerTrouble(call: Call, peek: Peek | undefined, thrown: unknown, end: End): void {
    const { response, signal } = call;
    if (signal.aborted || response.destroyed) {
      end({ outcome: 'left' });
      return;
    }
    const error = toAppError(thrown);
    if (error.code === 'internal') this.#env.log.error('relay failed', { server: this.#name, error: String(thrown) });
    if (needsPerson(error)) this.#env.onTrouble?.(this.#name, error);
    end({ outcome: error.code === 'tool-off' ? 'refused' : 'failed', code: error.code, params: error.params });
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const t = this.#env.texts();
    const hasRequest = peek?.messages.some(isRequest) ?? false;
    if (call.request.method !== 'POST' || (peek && !hasRequest)) {
      // A stream or a notification: nothing of the protocol carries words here.
      response.writeHead(502, { 'content-type': 'text/plain; charset=utf-8' }).end(wordsFor(error, t, this.#name));
      return;
    }
    sendJson(response, peek ? 200 : 400, bodyFor(peek, error, t, this.#name));
  }
}

function header({ request }: Call, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

function wantsToolChanges(params: unknown): boolean {
  return isRecord(params) && isRecord(params.notifications) && params.notifications.toolsListChanged === true;
}
