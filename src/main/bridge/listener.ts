// The session's stream of notices (2025 revisions): open for as long as the session is, taken up again when it broke.
import { isAnswer } from '../protocol/messages';
import { wait } from '../protocol/wait';
import { drop, isEventStream, messagesOf, readEvents } from './answer';
import type { BridgeEnv } from './options';

/** What became of one stream: it brought something, it did not, or there will be none. */
type Outcome = 'heard' | 'nothing' | 'over';

export class Listener {
  readonly #env: BridgeEnv;
  #current = new AbortController();
  #lastEventId: string | undefined;
  #retryMs: number | undefined;
  /** What was told while it was broken was told to nobody. */
  #hasBroken = false;

  constructor(env: BridgeEnv) {
    this.#env = env;
  }

  /** Opens it; one that was open for an earlier session ends. */
  start(): void {
    this.#current.abort();
    this.#current = new AbortController();
    this.#lastEventId = undefined;
    this.#hasBroken = false;
    void this.#listen(AbortSignal.any([this.#env.over, this.#current.signal]));
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const { timings, clock } = this.#env;
    for (let pause = timings.reopen; !signal.aborted; ) {
      const outcome = await this.#tried(signal);
      if (outcome === 'over') return;
      pause = outcome === 'heard' ? (this.#retryMs ?? timings.reopen) : Math.min(pause * 2, timings.reopenMax);
      await wait(clock, pause, signal);
    }
  }

  async #tried(signal: AbortSignal): Promise<Outcome> {
    try {
      return await this.#once(signal);
    } catch (error) {
      if (signal.aborted) return 'over';
      this.#hasBroken = true;
      this.#env.log.info('the stream of notices waits for MCP Tray', { error: String(error) });
      return 'nothing';
    }
  }

  async #once(signal: AbortSignal): Promise<Outcome> {
    const { session, way } = this.#env;
    const seen = session.renewals;
    const resumed = this.#lastEventId !== undefined && { 'last-event-id': this.#lastEventId };
    const headers = { accept: 'text/event-stream', ...session.headers, ...resumed };
    const response = await way.send({ method: 'GET', headers, signal, starts: false });
    if (response.ok && isEventStream(response)) return this.#heard(response, signal);
    drop(response);
    if (response.status === 404 && session.hasId) {
      // Made again, the session starts this anew.
      await session.renew(seen);
      return 'over';
    }
    const mayComeBack = response.status >= 500 || (response.status === 400 && resumed);
    this.#lastEventId = undefined;
    return mayComeBack ? 'nothing' : 'over';
  }

  async #heard(response: Response, signal: AbortSignal): Promise<Outcome> {
    const { session, limits, out } = this.#env;
    if (this.#hasBroken) for (const change of session.changes()) out.say(change);
    const ready = () => out.ready(signal);
    const end = await readEvents(response, limits.message, (json) => this.#pass(json), ready);
    // What follows is about the stream of now, which may be another one.
    if (signal.aborted) return 'over';
    this.#lastEventId = end.lastEventId ?? this.#lastEventId;
    this.#retryMs = end.retryMs ?? this.#retryMs;
    this.#hasBroken = end.isBroken;
    return end.events > 0 ? 'heard' : 'nothing';
  }

  /** A stream that is taken up again may repeat the answer to a request, which has been answered. */
  #pass(json: string): void {
    const messages = messagesOf(json);
    if (messages.length > 0 && !messages.some(isAnswer)) this.#env.out.pass(json);
  }
}
