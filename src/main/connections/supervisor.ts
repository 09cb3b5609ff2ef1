// Looks after one server: connects, keeps watch, backs off, starts over, and always knows the state to show.
import { AppError, toAppError } from '../../shared/errors';
import type { Catalog, ConnectionState, JsonObject, LogLine, Server, ToolResult } from '../../shared/model';
import type { Clock, ConnectionView, Logger, Stop } from '../ports';
import { callTool } from './call-tool';
import type { CatalogCache } from './catalog-cache';
import { CatalogKeeper } from './catalog-keeper';
import { listenForChanges } from './change-notices';
import { Liveness } from './liveness';
import { LogLines } from './log-lines';
import { type OpenTools, openSession } from './open-session';
import type { Limits, Timings } from './options';
import { delayBefore, isWorthNudging, paceAfter, verdictOn } from './retry';
import type { Session } from './session';

export interface SupervisorTools extends Omit<OpenTools, 'hooks' | 'stderrTail'> {
  readonly clock: Clock;
  readonly log: Logger;
  readonly timings: Timings;
  readonly limits: Limits;
  readonly cache: CatalogCache;
  readonly random: () => number;
  /** Something a view shows has changed. */
  onChange(): void;
}

/** How an attempt went: `again` was asked for, `gone` lost its session to the server's memory, `failed` has a reason. */
type Outcome =
  | { readonly kind: 'again' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly error: AppError };

const LATENCIES = 10;

export class Supervisor {
  readonly server: Server;
  readonly #tools: SupervisorTools;
  readonly #lines: LogLines;
  readonly #catalog: CatalogKeeper;
  readonly #stop = new AbortController();
  /** Calls that wait for the next session; told undefined when there will be none for now. */
  readonly #sessionWaiters = new Set<(session: Session | undefined) => void>();
  #state: ConnectionState<AppError> = { kind: 'off' };
  #latencies: readonly number[] = [];
  #session: Session | undefined;
  #liveness: Liveness | undefined;
  #readyAt: number | undefined;
  /** Attempts that failed in a row. */
  #failures = 0;
  /** Ends the current attempt or rest and begins the next at once. */
  #again = new AbortController();
  #running: Promise<void> = Promise.resolve();

  /** @param previous the end of an older connection of that name, whose process may hold what this one needs */
  constructor(server: Server, tools: SupervisorTools, previous: Promise<void> | undefined) {
    this.server = server;
    this.#tools = tools;
    this.#lines = new LogLines(tools.clock);
    this.#catalog = new CatalogKeeper(server, tools, {
      onAnswer: () => this.#liveness?.answered(),
      onLine: (text) => this.#lines.add('connection', text),
      redact: (text) => this.#lines.redact(text),
    });
    if (!server.disabled) this.#running = this.#run(previous);
  }

  view(): ConnectionView {
    return {
      server: this.server,
      state: this.#state,
      latencies: this.#latencies,
      ...this.#catalog.view(),
    };
  }

  catalog(): Catalog {
    return this.#catalog.current;
  }

  lines(): readonly LogLine[] {
    return this.#lines.all();
  }

  /** A line of somebody else who works with this server. */
  note(source: LogLine['source'], text: string): void {
    this.#lines.add(source, text);
  }

  get isConnecting(): boolean {
    return this.#state.kind === 'connecting';
  }

  /** Starts over at once, whatever the state. */
  reconnect(): void {
    if (this.server.disabled || this.#stop.signal.aborted) return;
    this.#failures = 0;
    this.#setState({ kind: 'connecting', attempt: 1 });
    this.#again.abort();
  }

  /** Tries at once what failed and checks what is ready. */
  nudge(): void {
    if (this.#state.kind === 'ready') this.#liveness?.probe();
    else if ('problem' in this.#state && isWorthNudging(this.#state.problem)) this.#again.abort();
  }

  /** @throws AppError server-not-ready, tool-unknown, tool-refused, tool-asks-back, request-timeout, and connection codes */
  async call(tool: string, args: JsonObject): Promise<ToolResult> {
    if (this.#state.kind !== 'ready') throw new AppError('server-not-ready', { name: this.server.name });
    // Ready without a session: the server forgot the last one, and the next is being opened.
    const session = this.#session ?? (await this.#nextSession(undefined));
    const run = (on: Session) =>
      callTool(on, {
        server: this.server.name,
        tool,
        args,
        timeoutMs: this.#timeout(),
        catalog: this.#catalog,
        redact: (t) => this.#lines.redact(t),
      });
    try {
      return await run(session);
    } catch (error) {
      // Some servers list their tools to everyone and ask for a sign-in only now.
      if (error instanceof AppError && error.code === 'sign-in-needed') this.#catalog.signInAsked();
      // A 404 on a session means: initialize anew, within the same call (Streamable HTTP, session management).
      if (!session.isGone()) throw error;
      return await run(await this.#nextSession(session));
    }
  }

  /** Resolves when nothing of it is left: no timer, no socket, no process. */
  stop(): Promise<void> {
    this.#stop.abort();
    this.#again.abort();
    return this.#running;
  }

  async #run(previous: Promise<void> | undefined): Promise<void> {
    this.#setState({ kind: 'connecting', attempt: 1 });
    await previous;
    let quiet = false;
    while (!this.#stop.signal.aborted) {
      this.#again = new AbortController();
      if (this.#stop.signal.aborted) break;
      if (!quiet) this.#setState({ kind: 'connecting', attempt: this.#failures + 1 });
      const outcome = await this.#attempt(this.#again.signal);
      const stood =
        this.#readyAt !== undefined && this.#tools.clock.now() - this.#readyAt >= this.#tools.timings.stable;
      // A server that forgets each new session at once is broken, not restarted.
      const lostAgain: boolean = outcome.kind === 'gone' && quiet && !stood;
      quiet = outcome.kind === 'gone' && !lostAgain;
      if (stood) this.#failures = 0;
      if (outcome.kind !== 'failed' && !lostAgain) continue;
      this.#failures += 1;
      await this.#rest(outcome.kind === 'failed' ? outcome.error : new AppError('connection-lost'));
    }
    for (const tell of this.#sessionWaiters) tell(undefined);
    this.#setState({ kind: 'off' });
  }

  /** One session from its opening to its end. Never throws: the outcome says what happened. */
  async #attempt(signal: AbortSignal): Promise<Outcome> {
    this.#readyAt = undefined;
    try {
      const session = await openSession(this.server, this.#openTools(), signal);
      // Lists may take long; whoever asked to stop or to start over does not wait for them.
      const onAbort = () => void session.close();
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
      try {
        await this.#catalog.load(session, this.#timeout());
        if (signal.aborted) return { kind: 'again' };
        return await this.#watch(session, signal);
      } finally {
        signal.removeEventListener('abort', onAbort);
        this.#session = undefined;
        this.#liveness = undefined;
        await session.close();
      }
    } catch (error) {
      if (signal.aborted) return { kind: 'again' };
      return { kind: 'failed', error: this.#logged(error) };
    }
  }

  /** Ready, until the session ends, a probe finds it dead, or someone asks to start over. */
  async #watch(session: Session, signal: AbortSignal): Promise<Outcome> {
    const { clock, timings } = this.#tools;
    const end = Promise.withResolvers<Outcome>();
    void session.ended.then(end.resolve);
    signal.addEventListener('abort', () => end.resolve({ kind: 'again' }), { once: true });
    const liveness = new Liveness({
      session,
      clock,
      timings,
      onRoundTrip: (ms) => this.#addLatency(ms),
      onDead: (error) => end.resolve({ kind: 'failed', error }),
    });
    const stopNotices = listenForChanges({
      session,
      clock,
      timings,
      onChange: () => this.#catalog.reload(session, this.#timeout()),
      onGap: () => this.#catalog.reloadIfStale(session, this.#timeout()),
      onLine: (text) => this.#lines.add('connection', text),
    });
    this.#becomeReady(session, liveness);
    const outcome = await end.promise;
    liveness.stop();
    stopNotices();
    this.#catalog.pause();
    if (outcome.kind === 'failed') this.#logged(outcome.error);
    return outcome;
  }

  #becomeReady(session: Session, liveness: Liveness): void {
    this.#session = session;
    this.#liveness = liveness;
    this.#readyAt = this.#tools.clock.now();
    const { name = '', version = '' } = session.client.getServerVersion() ?? {};
    // Ready by a sign-in, it would ask anyone else for one.
    const signIn = this.#tools.signIns?.status(this.server.name).kind ?? 'none';
    if (signIn === 'none') this.#catalog.signInNoLongerAsked();
    else this.#catalog.signInAsked();
    this.#setState({
      kind: 'ready',
      since: this.#readyAt,
      protocol: session.protocol,
      transport: session.transport,
      serverName: name,
      serverVersion: version,
    });
    for (const tell of this.#sessionWaiters) tell(session);
    liveness.probe();
  }

  /** Waits until it is time to try again, or someone asks. */
  async #rest(problem: AppError): Promise<void> {
    const { clock, random, timings } = this.#tools;
    const { state } = verdictOn(problem);
    const pace = paceAfter(problem, this.#readyAt !== undefined);
    if (state === 'sign-in-needed') this.#catalog.signInAsked();
    const delay = delayBefore(pace, this.#failures, random(), timings);
    const nextTryAt = delay === undefined ? {} : { nextTryAt: clock.now() + delay };
    const over = Promise.withResolvers<void>();
    this.#again.signal.addEventListener('abort', () => over.resolve(), { once: true });
    const stopClock: Stop = delay === undefined ? () => undefined : clock.after(delay, over.resolve);
    for (const tell of this.#sessionWaiters) tell(undefined);
    this.#setState(state === 'failed' ? { kind: state, problem, ...nextTryAt } : { kind: state, problem });
    if (!this.#again.signal.aborted) await over.promise;
    stopClock();
  }

  #nextSession(old: Session | undefined): Promise<Session> {
    const { clock, timings } = this.#tools;
    if (this.#session && this.#session !== old) return Promise.resolve(this.#session);
    return new Promise((resolve, reject) => {
      const settle = (session: Session | undefined) => {
        this.#sessionWaiters.delete(settle);
        stopClock();
        if (session) resolve(session);
        else reject(new AppError('server-not-ready', { name: this.server.name }));
      };
      const stopClock = clock.after(timings.connect, () => settle(undefined));
      if (this.#stop.signal.aborted) settle(undefined);
      else this.#sessionWaiters.add(settle);
    });
  }

  #openTools(): OpenTools {
    return {
      ...this.#tools,
      stderrTail: (since) => this.#lines.tail('stderr', 20, since),
      hooks: {
        onLine: (source, text) => this.#lines.add(source, text),
        onTrouble: () => this.#liveness?.probe(),
        onLife: () => this.#liveness?.answered(),
        hide: (secrets) => this.#lines.hide(secrets),
        redact: (text) => this.#lines.redact(text),
      },
    };
  }

  #timeout(): number {
    return this.server.timeout ?? this.#tools.timings.request;
  }

  #logged(error: unknown): AppError {
    const known = toAppError(error);
    this.#lines.add('connection', known.message);
    if (known.code === 'internal')
      this.#tools.log.error('connection failed unexpectedly', { server: this.server.name, error: String(known.cause) });
    return known;
  }

  #addLatency(ms: number): void {
    this.#latencies = [...this.#latencies, ms].slice(-LATENCIES);
    this.#tools.onChange();
  }

  #setState(state: ConnectionState<AppError>): void {
    this.#state = state;
    this.#tools.onChange();
  }
}
