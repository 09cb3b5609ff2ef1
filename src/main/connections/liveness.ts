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

export class Liveness {
  readonly #watch: Watch;
  #timer: Stop | undefined;
  #probing = false;
  #stopped = false;

  constructor(watch: Watch) {
    this.#watch = watch;
  }

  /** Probes now, and then after every interval; while a probe is under way this does nothing. */
  probe(): void {
    if (this.#probing || this.#stopped) return;
    this.#probing = true;
    this.#timer?.();
    void this.#ask().finally(() => {
      this.#probing = false;
      if (!this.#stopped) this.#timer = this.#watch.clock.after(this.#watch.timings.liveness, () => this.probe());
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.();
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
