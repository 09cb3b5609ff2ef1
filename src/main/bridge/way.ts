// The way to the broker: found when first needed, and again whenever nobody answers there or its key has changed.
import { AppError, hasErrno } from '../../shared/errors';
import type { Clock, Fetch } from '../ports';
import { unlessLeft, wait } from '../protocol/wait';
import { CutOff, drop } from './answer';
import type { BridgeLimits, BridgeTimings, Door, Doors } from './options';

export interface Sending {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** False for what is not worth starting an instance for. Default true. */
  readonly starts?: boolean;
}

export interface WayOptions {
  readonly doors: Doors;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly timings: BridgeTimings;
  readonly limits: BridgeLimits;
  readonly over: AbortSignal;
}

export class Way {
  readonly #options: WayOptions;
  #door: Door | undefined;
  #opening: Promise<Door> | undefined;

  constructor(options: WayOptions) {
    this.#options = options;
  }

  /** @throws what keeps the broker from being found; the signal's reason */
  open(signal: AbortSignal): Promise<Door> {
    if (this.#door) return Promise.resolve(this.#door);
    // Not with the signal of one: others wait for the same.
    this.#opening ??= this.#opened().finally(() => {
      this.#opening = undefined;
    });
    return unlessLeft(this.#opening, signal);
  }

  /**
   * One request; repeated as long as it is certain that the broker has not taken it.
   * @throws CutOff; AppError bridge-no-way; what `open` throws
   */
  async send(sending: Sending): Promise<Response> {
    const { clock, timings, limits } = this.#options;
    const { signal, starts = true } = sending;
    for (let tries = 1; ; tries++) {
      const door = starts ? await this.open(signal) : await this.#looked();
      const response = await this.#attempt(door, sending);
      if (response) return response;
      if (this.#door === door) this.#door = undefined;
      if (tries >= limits.tries) throw new AppError('bridge-no-way');
      await wait(clock, timings.reopen * tries, signal);
      signal.throwIfAborted();
    }
  }

  /** Undefined where the broker has not taken it: nobody is there, or it is another run with another key. */
  async #attempt(door: Door, { method, headers, body, signal }: Sending): Promise<Response | undefined> {
    try {
      // A connection that was kept may have died unnoticed, and then nobody knows what arrived; a new one is refused.
      const all = { ...headers, authorization: `Bearer ${door.key}`, connection: 'close' };
      const init = { method, headers: all, signal, ...(body !== undefined && { body }) };
      const response = await this.#options.fetch(door.url, init);
      if (response.status !== 401) return response;
      drop(response);
      return undefined;
    } catch (error) {
      signal.throwIfAborted();
      if (hasErrno(error, 'ECONNREFUSED')) return undefined;
      if (this.#door === door) this.#door = undefined;
      throw new CutOff('connection cut', { cause: error });
    }
  }

  async #opened(): Promise<Door> {
    this.#door = await this.#options.doors.open(this.#options.over);
    return this.#door;
  }

  async #looked(): Promise<Door> {
    this.#door ??= await this.#options.doors.look();
    if (!this.#door) throw new AppError('bridge-no-way');
    return this.#door;
  }
}
