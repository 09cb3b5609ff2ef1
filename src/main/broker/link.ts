// One live pipe shared by callers: ids and progress tokens mapped there and back, whatever the server sends brought to
// the caller it is for. Messages are otherwise kept whole, unknown fields included.
import { AppError } from '../../shared/errors';
import type { Message, MessagePipe } from '../ports-relay';
import { isAnswer, isRecord, isRequest, metaOf, SUBSCRIPTION_KEY } from '../protocol/messages';
import { LOG_LEVEL } from './modern';

/** Whoever calls: a session, or one request where there are none. Compared by identity. */
export interface Caller {
  /** Something that belongs to no call. */
  notice(message: Message): void;
  /** True if it asked to hear of this resource. */
  watches(uri: string): boolean;
}

export interface Asking {
  readonly message: Message;
  readonly caller: Caller;
  related(message: Message): void;
  answer(message: Message): void;
  /** The pipe ended before the answer came. */
  failed(error: unknown): void;
}

interface Pending extends Asking {
  readonly token: unknown;
}
/** A question of the server that waits for its answer. */
interface Question {
  readonly upstreamId: unknown;
  readonly caller: Caller;
}

export interface LinkHooks {
  /** Those who hear what belongs to nobody in particular. */
  callers(): Iterable<Caller>;
  /** What was declared to the server, by name. */
  declared(): Readonly<Record<string, unknown>>;
  /** The server asked something back; if its caller is not clear yet, it waits. */
  onQuestion(): void;
  onEnd(problem: unknown): void;
}

const NEEDS: Readonly<Record<string, string>> = {
  'sampling/createMessage': 'sampling',
  'elicitation/create': 'elicitation',
  'roots/list': 'roots',
};

export class Link {
  readonly #pipe: MessagePipe;
  readonly #hooks: LinkHooks;
  readonly #pending = new Map<number, Pending>();
  readonly #questions = new Map<number, Question>();
  #unclear: Message[] = [];
  #nextId = 1;
  #nextQuestion = 1;
  #isOver = false;

  constructor(pipe: MessagePipe, hooks: LinkHooks) {
    this.#pipe = pipe;
    this.#hooks = hooks;
    pipe.onmessage = (message) => this.#take(message);
    pipe.onclose = () => this.#end(pipe.problem?.() ?? new AppError('connection-lost'));
  }

  get isOver(): boolean {
    return this.#isOver;
  }
  get calls(): number {
    return this.#pending.size;
  }

  /** Sends a request; the returned function gives it up. */
  ask(asking: Asking): () => void {
    const id = this.#nextId++;
    const token = metaOf(asking.message)?.progressToken;
    this.#pending.set(id, { ...asking, token });
    const params = token === undefined ? asking.message.params : withMeta(asking.message.params, { progressToken: id });
    this.#send({ ...asking.message, id, ...(params !== undefined && { params }) });
    return () => this.#giveUp(id);
  }

  /** A notification, or a caller's word about one of its own requests or of the server's questions. */
  notify(message: Message, caller: Caller): void {
    if (message.method !== 'notifications/cancelled') {
      this.#send(message);
      return;
    }
    const { params } = message;
    const wanted = isRecord(params) ? params.requestId : undefined;
    for (const [id, pending] of this.#pending) {
      if (pending.caller !== caller || pending.message.id !== wanted) continue;
      this.#send({ ...message, params: { ...(isRecord(params) && params), requestId: id } });
    }
  }

  /** A caller's answer to a question of the server. False if it was never asked. */
  reply(message: Message, caller: Caller): boolean {
    const id = Number(message.id);
    const question = this.#questions.get(id);
    if (question?.caller !== caller) return false;
    this.#questions.delete(id);
    this.#send({ ...message, id: question.upstreamId });
    return true;
  }

  /** Answers whatever is still unclear with a refusal. */
  refuseUnclear(error: Message['error']): void {
    for (const { id } of this.#unclear.splice(0)) this.#send({ jsonrpc: '2.0', id, error });
  }

  /** A caller is gone: its requests are given up, its questions refused. */
  drop(caller: Caller): void {
    for (const [id, pending] of this.#pending) if (pending.caller === caller) this.#giveUp(id);
    for (const [id, question] of this.#questions) {
      if (question.caller !== caller) continue;
      this.#questions.delete(id);
      this.#send({ jsonrpc: '2.0', id: question.upstreamId, error: { code: -32000, message: 'The client is gone' } });
    }
  }

  close(): Promise<void> {
    return this.#pipe.close();
  }

  #send(message: Message): void {
    // A pipe that refuses is about to end, and its end fails everything that waits.
    this.#pipe.send(message).catch((error: unknown) => this.#sendFailed(message, error));
  }

  #sendFailed(message: Message, error: unknown): void {
    const pending = typeof message.id === 'number' && isRequest(message) ? this.#pending.get(message.id) : undefined;
    if (typeof message.id === 'number') this.#pending.delete(message.id);
    pending?.failed(error);
  }

  #giveUp(id: number): void {
    const pending = this.#pending.get(id);
    if (!pending || this.#isOver) return;
    this.#pending.delete(id);
    if (pending.message.method === 'initialize') return;
    this.#send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id } });
    this.#clearUp();
  }

  #take(message: Message): void {
    if (isAnswer(message)) this.#takeAnswer(message);
    else if (isRequest(message)) this.#takeQuestion(message);
    else if (typeof message.method === 'string') this.#takeNotice(message);
  }

  #takeAnswer(message: Message): void {
    const pending = this.#pending.get(Number(message.id));
    if (!pending) return;
    this.#pending.delete(Number(message.id));
    pending.answer({ ...message, id: pending.message.id });
    this.#clearUp();
  }

  #takeQuestion(message: Message): void {
    const { id, method } = message;
    if (method === 'ping') {
      this.#send({ jsonrpc: '2.0', id, result: {} });
      return;
    }
    const capability = NEEDS[String(method)];
    if (capability !== undefined && this.#hooks.declared()[capability] === undefined) {
      this.#send({ jsonrpc: '2.0', id, error: { code: -32601, message: `The client does not offer ${capability}` } });
      return;
    }
    this.#unclear.push(message);
    this.#clearUp();
    if (this.#unclear.length > 0) this.#hooks.onQuestion();
  }

  /** Brings questions to their caller where only one is left that can have caused them. */
  #clearUp(): void {
    if (this.#unclear.length === 0) return;
    const callers = new Set([...this.#pending.values()].map((p) => p.caller));
    const candidates = callers.size > 0 ? callers : new Set(this.#hooks.callers());
    const [caller] = candidates;
    if (candidates.size !== 1 || !caller) return;
    const call = [...this.#pending.values()].find((p) => p.caller === caller);
    for (const question of this.#unclear.splice(0)) {
      const id = this.#nextQuestion++;
      this.#questions.set(id, { upstreamId: question.id, caller });
      const mapped = { ...question, id };
      if (call) call.related(mapped);
      else caller.notice(mapped);
    }
  }

  #takeNotice(message: Message): void {
    const params = isRecord(message.params) ? message.params : {};
    if (message.method === 'notifications/progress') {
      const pending = this.#pending.get(Number(params.progressToken));
      pending?.related({ ...message, params: { ...params, progressToken: pending.token } });
      return;
    }
    if (message.method === 'notifications/cancelled') {
      this.#cancelQuestion(message, params);
      return;
    }
    const subscription = this.#pending.get(Number(metaOf(message)?.[SUBSCRIPTION_KEY]));
    if (subscription) {
      const meta = { [SUBSCRIPTION_KEY]: subscription.message.id };
      subscription.related({ ...message, params: withMeta(params, meta) });
      return;
    }
    for (const deliver of this.#hearers(message, params)) deliver(message);
  }

  #cancelQuestion(message: Message, params: Readonly<Record<string, unknown>>): void {
    this.#unclear = this.#unclear.filter((q) => q.id !== params.requestId);
    for (const [id, { upstreamId, caller }] of this.#questions) {
      if (upstreamId !== params.requestId) continue;
      this.#questions.delete(id);
      caller.notice({ ...message, params: { ...params, requestId: id } });
    }
  }

  /** Whom a notification is for that names no request: what changed is for all, a line of the log for who calls. */
  #hearers(message: Message, params: Readonly<Record<string, unknown>>): ((message: Message) => void)[] {
    const all = [...this.#hooks.callers()];
    const method = String(message.method);
    if (method === 'notifications/resources/updated')
      return all.filter((c) => c.watches(String(params.uri))).map((c) => (m) => c.notice(m));
    if (method.endsWith('/list_changed')) return all.map((c) => (m) => c.notice(m));
    const calls = [...this.#pending.values()].filter((p) => wantsLog(p, all));
    if (calls.length === 0) return all.map((c) => (m) => c.notice(m));
    const one = new Map(calls.map((p) => [p.caller, p]));
    return [...one.values()].map((p) => (m) => p.related(m));
  }

  #end(problem: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    this.#questions.clear();
    this.#unclear = [];
    this.#hooks.onEnd(problem);
    for (const pending of waiting) pending.failed(problem);
  }
}

/** In 2026-07-28 a request says itself whether it wants to hear the log; in a session everybody does. */
function wantsLog(pending: Pending, members: readonly Caller[]): boolean {
  return members.includes(pending.caller) || metaOf(pending.message)?.[LOG_LEVEL] !== undefined;
}

function withMeta(params: unknown, meta: Readonly<Record<string, unknown>>): unknown {
  const known = isRecord(params) ? params : {};
  return { ...known, _meta: { ...(isRecord(known._meta) && known._meta), ...meta } };
}
