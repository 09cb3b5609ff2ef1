// Checks now and then, and at once when something looks wrong, that the other side still answers. Never with a list.
import { ProtocolError } from '@modelcontextprotocol/client';
import type { AppError } from '../../shared/errors';
import type { Clock, Stop } from '../ports';
import type { Timings } from './options';
import type { Session } from './session';

interface Watch {
  readonly session: Session;
  readonly clock: Clock;
  readonly timings: Pick<Timings, 'liveness' | 'livenessAnswer'>;
  /** One round trip in milliseconds. */
  onRoundTrip(ms: number): void;
  onDead(error: AppError): void;
}

/** A probe measures the way too: after this many intervals one is sent even to a server that shows all the time that it lives. */
const MOST_SPARED = 4;

export class Liveness {
  readonly #watch: Watch;
  #timer: Stop | undefined;
  #probing = false;
  #stopped = false;
  #probedAt: number;

  constructor(watch: Watch) {
    this.#watch = watch;
    this.#probedAt = watch.clock.now();
  }

  /** Probes now, and then after every interval; while a probe is under way this does nothing. */
  probe(): void {
    if (this.#probing || this.#stopped) return;
    this.#probing = true;
    this.#probedAt = this.#watch.clock.now();
    this.#timer?.();
    void this.#ask().finally(() => {
      this.#probing = false;
      if (!this.#stopped) this.#wait();
    });
  }

  /** The other side has just sent something else: the next probe waits its whole turn again. */
  answered(): void {
    const { clock, timings } = this.#watch;
    if (this.#probing || this.#stopped || clock.now() - this.#probedAt > MOST_SPARED * timings.liveness) return;
    this.#timer?.();
    this.#wait();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.();
  }

  #wait(): void {
    this.#timer = this.#watch.clock.after(this.#watch.timings.liveness, () => this.probe());
  }

  async #ask(): Promise<void> {
    const { session, timings } = this.#watch;
    const options = { timeout: timings.livenessAnswer };
    const startedAt = performance.now();
    try {
      // There is no ping in 2026-07-28; discover is its cheapest question.
      await (session.isModern ? session.client.discover(options) : session.client.ping(options));
    } catch (error) {
      // Whoever refuses a request is alive.
      if (!(error instanceof ProtocolError)) {
        if (!this.#stopped) this.#watch.onDead(session.explain(error, Math.ceil(timings.livenessAnswer / 1000)));
        return;
      }
    }
    if (!this.#stopped) this.#watch.onRoundTrip(performance.now() - startedAt);
  }
}
