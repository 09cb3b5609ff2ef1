// A stream over which an upstream tells what changed: a GET of the 2025 revisions, or `subscriptions/listen`. It
// outlives the upstream: when the connection breaks it is opened anew, and the client is told to look at its lists.
import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { Stop } from '../ports';
import { isRecord, SUBSCRIPTION_KEY } from '../protocol/messages';
import { wait } from '../protocol/wait';
import { EventCutter, eventOf, parseEvent, withData } from './events';
import { isEventStream } from './headers';
import type { BrokerEnv } from './options';
import { type Hidden, withoutHidden } from './switches';
import { bodyStream, discard } from './wire-fetch';

export interface NoticeSource {
  /** Opens it upstream again, after the event with this id where there was one. Undefined: not now, try later. */
  reopen(lastEventId: string | undefined): Promise<Response | undefined>;
  hidden(): Hidden;
  /** How the upstream names this subscription (2026-07-28); undefined on a GET stream. */
  readonly subscription: string | number | undefined;
}

const LISTS = ['notifications/tools/list_changed', 'notifications/prompts/list_changed'] as const;
const ACKNOWLEDGED = 'notifications/subscriptions/acknowledged';

export class NoticeStream {
  readonly #env: BrokerEnv;
  readonly #response: ServerResponse;
  readonly #signal: AbortSignal;
  readonly #source: NoticeSource;
  #lastEventId: string | undefined;
  #isRefused = false;
  #retry = new AbortController();

  constructor(env: BrokerEnv, response: ServerResponse, signal: AbortSignal, source: NoticeSource) {
    this.#env = env;
    this.#response = response;
    this.#signal = signal;
    this.#source = source;
  }

  /** Relays until the client leaves, or the upstream ends the stream on purpose. */
  async run(first: Response | undefined): Promise<void> {
    let upstream = first;
    const stopHeartbeat = this.#heartbeat();
    try {
      while (!this.#signal.aborted) {
        upstream ??= await this.#reopened();
        if (!upstream) break;
        const end = await this.#pump(upstream, upstream !== first);
        // A GET that ended in order: the upstream wants the client to come again, that is between the two of them.
        if (end === 'ended') break;
        upstream = undefined;
      }
    } finally {
      stopHeartbeat();
    }
    this.#response.end();
  }

  /** Tells the client to fetch its tools again. */
  announce(method: string = LISTS[0]): void {
    const { subscription } = this.#source;
    const meta = subscription === undefined ? undefined : { _meta: { [SUBSCRIPTION_KEY]: subscription } };
    this.#write(eventOf({ jsonrpc: '2.0', method, ...(meta && { params: meta }) }));
  }

  /** Stops waiting before the next try. */
  nudge(): void {
    this.#retry.abort();
  }

  async #reopened(): Promise<Response | undefined> {
    const { clock, timings } = this.#env;
    for (let pause = timings.reopen; !this.#signal.aborted; pause = Math.min(pause * 2, timings.reopenMax)) {
      this.#retry = new AbortController();
      await wait(clock, pause, AbortSignal.any([this.#signal, this.#retry.signal]));
      if (this.#signal.aborted) return undefined;
      const response = await this.#source.reopen(this.#lastEventId);
      if (!response) continue;
      if (!this.#signal.aborted && response.ok && isEventStream(response)) return response;
      discard(response);
      // The upstream is back and does not offer this stream any more.
      return undefined;
    }
    return undefined;
  }

  /** @param again true after a break: whatever changed meanwhile was not told. */
  #pump(upstream: Response, again: boolean): Promise<'ended' | 'broken'> {
    const cutter = new EventCutter(this.#env.limits.message);
    const body = bodyStream(upstream);
    let mute = again && this.#source.subscription !== undefined;
    if (again && !mute) this.#announceAll();
    return new Promise((resolve) => {
      const finish = (end: 'ended' | 'broken') => {
        this.#signal.removeEventListener('abort', leave);
        this.#response.off('drain', resume);
        body.destroy();
        resolve(end);
      };
      const leave = () => finish('ended');
      const resume = () => body.resume();
      this.#signal.addEventListener('abort', leave);
      this.#response.on('drain', resume);
      body.on('error', () => finish('broken'));
      body.on('aborted', () => finish('broken'));
      // A subscription ends in order when its server is being closed; it goes on with the next one.
      body.on('end', () => finish(this.#source.subscription === undefined || this.#isRefused ? 'ended' : 'broken'));
      body.on('data', (chunk: Buffer) => {
        try {
          for (const raw of cutter.push(chunk)) {
            // The client has had its acknowledgement; a second one would mean nothing to it.
            if (mute && methodOf(raw) === ACKNOWLEDGED) {
              mute = false;
              this.#announceAll();
            } else this.#relay(raw, body);
          }
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
          this.#env.log.warn('an event of a stream was too large', { limit: this.#env.limits.message });
          finish('ended');
        }
      });
      if (this.#signal.aborted) leave();
    });
  }

  #relay(raw: Buffer, body: Readable): void {
    const hidden = this.#source.hidden();
    const parsed = raw[0] === COLON ? undefined : parseEvent(raw);
    if (parsed?.id !== undefined) this.#lastEventId = parsed.id;
    // A resumed stream may repeat the answer to a request, lists included.
    if (this.#isAnswer(parsed?.value)) return;
    const filtered = hidden.size > 0 && parsed ? withoutHidden(parsed.value, hidden) : parsed?.value;
    const bytes = filtered === parsed?.value ? raw : withData(raw, filtered);
    if (!this.#write(bytes)) body.pause();
  }

  /** The answer to a subscription only says that it is over, which it is not. An error is for the client. */
  #isAnswer(value: unknown): boolean {
    const { subscription } = this.#source;
    if (subscription === undefined || !isRecord(value) || value.id !== subscription) return false;
    this.#isRefused ||= 'error' in value;
    return 'result' in value;
  }

  #announceAll(): void {
    for (const method of LISTS) this.announce(method);
  }

  #write(bytes: Buffer | string): boolean {
    return this.#response.destroyed || this.#response.writableEnded ? true : this.#response.write(bytes);
  }

  /** A comment now and then finds out that the client is gone, and keeps what lies between from cutting the line. */
  #heartbeat(): Stop {
    const { clock, timings } = this.#env;
    let stop: Stop = () => undefined;
    const beat = () => {
      this.#write(':\n\n');
      stop = clock.after(timings.heartbeat, beat);
    };
    stop = clock.after(timings.heartbeat, beat);
    return () => stop();
  }
}

const COLON = ':'.charCodeAt(0);

function methodOf(raw: Buffer): unknown {
  const { value } = parseEvent(raw);
  return isRecord(value) ? value.method : undefined;
}
