// What several callers share: one pipe at a time to a server that speaks whole messages. Started when first needed,
// ended when nobody needs it, started again within bounds when it ends by itself.
import { AppError } from '../../shared/errors';
import type { Stop } from '../ports';
import type { MessagePipe, SseAccess, StdioAccess } from '../ports-relay';
import { isRecord } from '../protocol/messages';
import { unlessLeft, wait } from '../protocol/wait';
import { signedIn } from './exchange';
import { type Asking, type Caller, Link } from './link';
import { discoverRequest, speaksModern } from './modern';
import type { BrokerEnv } from './options';
import { needsPerson, troubleOf } from './trouble';
import { Turns } from './turns';

/** The server refused the handshake; the client gets its own words. */
export class HandshakeRefused extends Error {
  override readonly name = 'HandshakeRefused';
  readonly answer: Readonly<Record<string, unknown>>;
  constructor(answer: Readonly<Record<string, unknown>>) {
    super('handshake refused');
    this.answer = answer;
  }
}

export interface HubSettings {
  readonly server: string;
  readonly access: SseAccess | StdioAccess;
  /** The first message of the 2025 revisions; without it the pipe speaks 2026-07-28, and is asked whether it does. */
  readonly greeting: Readonly<Record<string, unknown>> | undefined;
  /** True for a pipe of one session only. */
  readonly alone: boolean;
  /** Began anew after it had ended by itself: what was subscribed to is gone, and lists may have changed. */
  onRestart(): void;
  /** Ended because nobody needed it. */
  onIdle(): void;
}

/** Requests during which a server may ask something back. */
const MAY_ASK_BACK = ['tools/call', 'prompts/get', 'resources/read', 'completion/complete'];

export class Hub {
  readonly #env: BrokerEnv;
  readonly #settings: HubSettings;
  readonly #members = new Set<Caller>();
  readonly #turns = new Turns<Caller>();
  readonly #over = new AbortController();
  #link: Link | undefined;
  #opening: Promise<Link> | undefined;
  #welcome: Readonly<Record<string, unknown>> | undefined;
  #asksBack = false;
  #startedAt = 0;
  #endedAt = 0;
  #crashes = 0;
  #hasRun = false;
  #isReviving = false;
  #stopIdle: Stop = () => undefined;
  #stopUnclear: Stop = () => undefined;
  #hurry = new AbortController();

  constructor(env: BrokerEnv, settings: HubSettings) {
    this.#env = env;
    this.#settings = settings;
  }

  /** The server's answer to the handshake, or to our question which revision it speaks. */
  async welcome(signal: AbortSignal): Promise<Readonly<Record<string, unknown>>> {
    await this.#ready(signal);
    return this.#welcome ?? {};
  }

  join(member: Caller): void {
    this.#members.add(member);
    this.#stopIdle();
  }

  leave(member: Caller): void {
    this.#members.delete(member);
    this.#link?.drop(member);
    this.#watchIdle();
  }

  /** Sends a request, starting the server where needed. Ends with the asking's answer or failure. */
  async ask(asking: Asking, signal: AbortSignal): Promise<void> {
    this.#stopIdle();
    let done: Stop = () => undefined;
    try {
      const link = await this.#ready(signal);
      const inTurn = this.#asksBack && MAY_ASK_BACK.includes(String(asking.message.method));
      if (inTurn) done = await this.#turns.enter(asking.caller, signal);
      const current = link.isOver ? await this.#ready(signal) : link;
      await this.#asked(current, asking, signal);
    } finally {
      done();
      this.#watchIdle();
    }
  }

  notify(message: Readonly<Record<string, unknown>>, caller: Caller): void {
    // Nothing runs: nothing there to be told, and whoever starts it later says what matters again.
    this.#link?.notify(message, caller);
  }

  reply(message: Readonly<Record<string, unknown>>, caller: Caller): boolean {
    return this.#link?.reply(message, caller) ?? false;
  }

  /** Waiting before the next start ends now, and earlier crashes are forgotten. */
  nudge(): void {
    this.#crashes = 0;
    this.#hurry.abort();
  }

  async stop(): Promise<void> {
    // Where the broker goes on, the server was taken away or is being made anew.
    this.#over.abort(this.#env.stopping.aborted ? this.#env.stopping.reason : new AppError('connection-lost'));
    this.#stopIdle();
    this.#stopUnclear();
    const link = this.#link;
    await Promise.allSettled([this.#opening, link?.close()]);
    await this.#link?.close();
  }

  #asked(link: Link, asking: Asking, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      let giveUp: Stop = () => undefined;
      const leave = () => {
        giveUp();
        resolve();
      };
      const over = (act: () => void) => {
        signal.removeEventListener('abort', leave);
        act();
        resolve();
      };
      giveUp = link.ask({
        ...asking,
        answer: (message) => over(() => asking.answer(message)),
        failed: (error) => over(() => asking.failed(error)),
      });
      signal.addEventListener('abort', leave);
      if (signal.aborted) leave();
    });
  }

  #ready(signal: AbortSignal): Promise<Link> {
    this.#over.signal.throwIfAborted();
    if (this.#link) return Promise.resolve(this.#link);
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
    return unlessLeft(this.#opening, signal);
  }

  async #open(): Promise<Link> {
    const { access, server } = this.#settings;
    await this.#coolDown();
    const until = this.#env.clock.now() + this.#env.timings.restart;
    let hasWaited = false;
    for (;;) {
      try {
        return await this.#start();
      } catch (error) {
        if (error instanceof HandshakeRefused) throw error;
        const { error: problem } = troubleOf(error, server);
        if (problem.code === 'sign-in-needed' && !hasWaited) {
          hasWaited = true;
          if (await signedIn(this.#env, access, this.#over.signal)) continue;
        }
        if (problem.code !== 'connection-refused' || this.#env.clock.now() > until) throw problem;
        await wait(this.#env.clock, this.#env.timings.reopen, this.#over.signal);
      }
    }
  }

  /** Waits longer after every crash, and refuses after too many. @throws AppError server-keeps-ending */
  async #coolDown(): Promise<void> {
    if (this.#crashes === 0) return;
    const { clock, timings, limits } = this.#env;
    const passed = clock.now() - this.#endedAt;
    const bound = Math.min(timings.crash * 2 ** (this.#crashes - 1), timings.crashMax);
    if (this.#crashes >= limits.crashes && passed < timings.crashMax)
      throw new AppError('server-keeps-ending', { server: this.#settings.server, count: this.#crashes });
    this.#hurry = new AbortController();
    if (passed < bound) await wait(clock, bound - passed, AbortSignal.any([this.#over.signal, this.#hurry.signal]));
    this.#over.signal.throwIfAborted();
  }

  async #start(): Promise<Link> {
    const pipe = this.#settings.access.open();
    let isOurs = false;
    const link = new Link(pipe, {
      callers: () => this.#members,
      declared: () => this.#declared(),
      onQuestion: () => this.#questioned(),
      onEnd: (problem) => {
        if (this.#link === link) this.#link = undefined;
        if (!isOurs && !this.#over.signal.aborted) this.#endedByItself(problem);
      },
    });
    this.#startedAt = this.#env.clock.now();
    try {
      await this.#inTime(pipe, pipe.start());
      await this.#greet(pipe, link);
    } catch (error) {
      isOurs = true;
      await link.close();
      throw error;
    }
    if (link.isOver) throw new AppError('connection-lost');
    this.#link = link;
    if (this.#hasRun) this.#settings.onRestart();
    this.#hasRun = true;
    return link;
  }

  async #greet(pipe: MessagePipe, link: Link): Promise<void> {
    const { greeting } = this.#settings;
    const answer = await this.#inTime(pipe, firstAnswer(link, greeting ?? discoverRequest(0)));
    const isWelcome = greeting ? 'result' in answer : speaksModern(answer);
    if (!isWelcome) throw new HandshakeRefused(answer);
    this.#welcome = answer;
    if (greeting) await pipe.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  }

  async #inTime<Value>(pipe: MessagePipe, work: Promise<Value>): Promise<Value> {
    const { clock, timings } = this.#env;
    const ms = this.#settings.greeting ? timings.handshake : timings.probe;
    const late = Promise.withResolvers<never>();
    const seconds = Math.ceil(ms / 1000);
    const stop = clock.after(ms, () => late.reject(new AppError('connect-timeout', { seconds })));
    const halt = () => late.reject(this.#over.signal.reason);
    this.#over.signal.addEventListener('abort', halt);
    try {
      return await Promise.race([work, late.promise]);
    } catch (error) {
      // What the process said before it ended says more than the pipe that broke.
      throw pipe.problem?.() ?? error;
    } finally {
      stop();
      this.#over.signal.removeEventListener('abort', halt);
    }
  }

  #endedByItself(problem: unknown): void {
    const { server, access } = this.#settings;
    this.#endedAt = this.#env.clock.now();
    const wasStable = this.#endedAt - this.#startedAt >= this.#env.timings.stable;
    if (access.kind === 'stdio') this.#crashes = wasStable ? 1 : this.#crashes + 1;
    this.#env.log.warn('a server ended by itself', { server, error: String(problem), times: this.#crashes });
    if (this.#hasRun && !this.#isReviving) void this.#revive();
  }

  /** Sessions that listen should hear of it when the server is back, without having to ask. */
  async #revive(): Promise<void> {
    const { clock, timings, limits } = this.#env;
    this.#isReviving = true;
    for (let pause = timings.reopen; this.#members.size > 0 && !this.#link; ) {
      await wait(clock, pause, this.#over.signal);
      pause = Math.min(pause * 2, timings.reopenMax);
      if (this.#over.signal.aborted || this.#crashes >= limits.crashes) break;
      try {
        await this.#ready(this.#over.signal);
      } catch (error) {
        const { code } = troubleOf(error, this.#settings.server).error;
        this.#env.log.info('a server could not be started again yet', { server: this.#settings.server, code });
        // The person must act first; the next call will say so.
        if (needsPerson(error)) break;
      }
    }
    this.#isReviving = false;
  }

  #questioned(): void {
    this.#asksBack = true;
    this.#stopUnclear();
    this.#stopUnclear = this.#env.clock.after(this.#env.timings.unclear, () => {
      const error = new AppError('caller-unclear', { server: this.#settings.server });
      this.#env.log.warn('a question of a server could not be brought to anyone', { server: this.#settings.server });
      this.#link?.refuseUnclear({ code: -32000, message: error.message });
    });
  }

  #declared(): Readonly<Record<string, unknown>> {
    const params = this.#settings.greeting?.params;
    return isRecord(params) && isRecord(params.capabilities) ? params.capabilities : {};
  }

  #watchIdle(): void {
    this.#stopIdle();
    const link = this.#link;
    if (this.#over.signal.aborted || this.#members.size > 0 || !link || link.calls > 0) return;
    const { clock, timings } = this.#env;
    const ms = this.#settings.alone ? 0 : timings.processIdle;
    this.#stopIdle = clock.after(ms, () => {
      if (this.#members.size > 0 || link.calls > 0 || this.#link !== link) return;
      this.#settings.onIdle();
    });
  }
}

function firstAnswer(link: Link, message: Readonly<Record<string, unknown>>) {
  const nobody: Caller = { notice: () => undefined, watches: () => false };
  return new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
    link.ask({ message, caller: nobody, related: () => undefined, answer: resolve, failed: reject });
  });
}
