// One request of the client (or a batch of them) on its way through the broker, until each has its answer: sent again
// where that does no harm, its stream taken up again where it broke, its failure put into words.
import { AppError } from '../../shared/errors';
import type { Message } from '../ports-relay';
import { failureOf } from '../protocol/failure';
import { isAnswer, isHarmless, isModern, isRecord, isRequest, metaOf, type Peek } from '../protocol/messages';
import { wait } from '../protocol/wait';
import {
  answerIn,
  CutOff,
  drop,
  errorText,
  isEventStream,
  messagesOf,
  readBody,
  readEvents,
  statusError,
} from './answer';
import type { BridgeEnv } from './options';
import { POST_HEADERS, Refused } from './session';
import { keepSubscription } from './subscription';

const HEADER_MISMATCH = -32020;
/** Between two looks at a stream that its server closed for a while, where it does not say how long. Milliseconds. */
const RETRY = { usual: 1000, longest: 30_000 };
const MOST_PAGES = 100;

export class Request {
  readonly isModern: boolean;
  readonly #env: BridgeEnv;
  readonly #text: string;
  readonly #main: Message;
  readonly #isBatch: boolean;
  readonly #isHarmless: boolean;
  readonly #pending: Map<string, Message>;
  readonly #left = new AbortController();
  readonly #signal: AbortSignal;
  #hasAskedForTools = false;

  /** @param text the line as it came */
  constructor(env: BridgeEnv, text: string, { messages, main, batch }: Peek) {
    const requests = messages.filter(isRequest);
    this.#env = env;
    this.#text = text;
    this.#main = main ?? {};
    this.#isBatch = batch;
    this.#isHarmless = requests.every(isHarmless);
    this.#pending = new Map(requests.map((request) => [keyOf(request.id), request]));
    this.#signal = AbortSignal.any([env.over, this.#left.signal]);
    this.isModern = isModern(this.#main);
  }

  /** True for a stream that stays open by its nature. */
  get isSubscription(): boolean {
    return this.#main.method === 'subscriptions/listen';
  }

  /** True if it waits for the answer with this id. */
  awaits(id: unknown): boolean {
    return this.#pending.has(keyOf(id));
  }

  /** Whatever comes for this id from now on is not passed on. */
  forget(id: unknown): void {
    this.#pending.delete(keyOf(id));
  }

  /** Ends the exchange, where nothing is waited for any more. */
  leave(): void {
    if (this.#pending.size === 0) this.#left.abort();
  }

  /** Resolves when every request has its answer or nobody waits for it. */
  async run(): Promise<void> {
    try {
      await this.#answered();
    } catch (error) {
      if (this.#signal.aborted) return;
      this.#fail(error instanceof Refused ? error.message : this.#env.say(error));
    }
  }

  async #answered(): Promise<void> {
    const { limits, timings, clock } = this.#env;
    for (let tries = 1; this.#pending.size > 0; tries++) {
      const isLast = tries >= limits.tries;
      try {
        if (await this.#attempt(isLast)) return;
      } catch (error) {
        if (!(error instanceof CutOff)) throw error;
        if (isLast || !this.#isHarmless) throw new AppError('bridge-cut-off', {}, { cause: error });
        await wait(clock, timings.reopen, this.#signal);
      }
      this.#signal.throwIfAborted();
    }
  }

  /** False if it is to be sent again. @throws CutOff where it may have arrived, and what cannot be mended */
  async #attempt(isLast: boolean): Promise<boolean> {
    const { session, way, params, limits } = this.#env;
    const seen = session.renewals;
    const isOfSession = !this.isModern && this.#main.method !== 'initialize';
    const own = this.isModern ? params.of(this.#main) : isOfSession ? session.headers : {};
    const headers = { ...POST_HEADERS, ...own };
    const response = await way.send({ method: 'POST', headers, body: this.#text, signal: this.#signal });
    if (response.status === 404 && isOfSession && session.hasId && !isLast) {
      drop(response);
      await this.#renew(seen);
      return false;
    }
    if (response.ok && isEventStream(response)) {
      await this.#follow(response);
      return true;
    }
    const body = await readBody(response, limits.message);
    if (await this.#knowsBetter(body)) return false;
    this.#take(body, response);
    if (this.#pending.size > 0) this.#fail(errorText(body) ?? this.#env.say(statusError(response)));
    return true;
  }

  async #renew(seen: number): Promise<void> {
    try {
      await this.#env.session.renew(seen);
    } catch (error) {
      // The request itself was refused, so that it can be sent again whatever it does.
      if (!(error instanceof CutOff)) throw error;
    }
  }

  /** Reads the event stream, and the streams that go on where it ended. */
  async #follow(first: Response): Promise<void> {
    const { limits, out, way, session, clock } = this.#env;
    const take = (json: string) => this.#take(json, first);
    const ready = () => out.ready(this.#signal);
    let response = first;
    let lastEventId: string | undefined;
    for (;;) {
      const end = await readEvents(response, limits.message, take, ready);
      this.#signal.throwIfAborted();
      if (this.#pending.size === 0) return;
      lastEventId = end.lastEventId ?? lastEventId;
      if (this.isSubscription) {
        const headers = { ...POST_HEADERS, ...this.#env.params.of(this.#main) };
        const again = { text: this.#text, message: this.#main, headers, signal: this.#signal };
        await keepSubscription(this.#env, again, (json, from) => this.#take(json, from));
        return;
      }
      if (this.isModern || lastEventId === undefined) throw new CutOff('stream ended');
      // The server closes streams that take long, and wants to be asked again (revision 2025-11-25, polling).
      await wait(clock, Math.min(end.retryMs ?? RETRY.usual, RETRY.longest), this.#signal);
      this.#signal.throwIfAborted();
      const headers = { accept: 'text/event-stream', ...session.headers, 'last-event-id': lastEventId };
      response = await way.send({ method: 'GET', headers, signal: this.#signal });
      if (response.ok && isEventStream(response)) continue;
      drop(response);
      throw new CutOff(`stream not taken up again: ${response.status}`);
    }
  }

  /** Passes messages on to the client; an answer only where it is waited for. */
  #take(json: string, response: Response): void {
    const { out } = this.#env;
    const messages = messagesOf(json);
    const wanted = messages.filter((message) => this.#isWanted(message, response));
    if (wanted.length > 0 && wanted.length === messages.length) out.pass(json);
    else for (const message of wanted) out.say(message);
  }

  #isWanted(message: Message, response: Response): boolean {
    if (!isAnswer(message)) return true;
    const asked = this.#pending.get(keyOf(message.id));
    if (!asked) return false;
    this.#pending.delete(keyOf(message.id));
    this.#heed(asked, message, response);
    return true;
  }

  /** What the bridge itself must know of an answer. */
  #heed(asked: Message, answer: Message, response: Response): void {
    const { session, params } = this.#env;
    if (asked.method === 'initialize') session.welcome(this.#text, answer, response);
    else if (this.isModern && asked.method === 'tools/list') params.learn(answer.result);
    else if (!this.isModern && !this.#isBatch && 'result' in answer) session.keep(asked, this.#text);
  }

  /** The server misses a header that only the tool's schema tells of, which the client has not asked for here. */
  async #knowsBetter(body: string): Promise<boolean> {
    const [answer] = messagesOf(body);
    const code = isRecord(answer?.error) ? answer.error.code : undefined;
    if (code !== HEADER_MISMATCH || this.#main.method !== 'tools/call' || this.#hasAskedForTools) return false;
    this.#hasAskedForTools = true;
    const { way, limits, params } = this.#env;
    const { progressToken: _, ...meta } = metaOf(this.#main) ?? {};
    let cursor: unknown;
    for (let page = 0; page < MOST_PAGES; page++) {
      const asked = { _meta: meta, ...(typeof cursor === 'string' && { cursor }) };
      const request = { jsonrpc: '2.0', id: `mcp-tray:tools:${page}`, method: 'tools/list', params: asked };
      const headers = { ...POST_HEADERS, ...params.of(request) };
      const text = JSON.stringify(request);
      const response = await way.send({ method: 'POST', headers, body: text, signal: this.#signal });
      const result = (await answerIn(response, request.id, limits.message))?.result;
      params.learn(result);
      cursor = isRecord(result) ? result.nextCursor : undefined;
      if (typeof cursor !== 'string') break;
    }
    return true;
  }

  #fail(text: string): void {
    for (const request of this.#pending.values()) this.#env.out.say(failureOf(request, text));
    this.#pending.clear();
  }
}

/** Ids are compared as JSON: 1 and "1" are two. */
function keyOf(id: unknown): string {
  return JSON.stringify(id) ?? '';
}
