// What the process that calls is asked to do, and what it tells.
import { startWorker } from './worker';

/** Milliseconds each, and calls per second over all of them. */
export interface Loaded {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly perSecond: number;
}

export type Question =
  /** As many tool calls in one session, so many at a time. */
  | { readonly kind: 'calls'; readonly url: string; readonly count: number; readonly atOnce: number }
  /** Calls whose answer is a stream, one after the other: until its first message is there. */
  | { readonly kind: 'first messages'; readonly url: string; readonly count: number }
  /** Begins as many sessions and leaves them alone. */
  | { readonly kind: 'open sessions'; readonly url: string; readonly count: number }
  | { readonly kind: 'open streams'; readonly url: string }
  /** Ends all sessions that were begun by `open sessions`. */
  | { readonly kind: 'end sessions'; readonly url: string }
  /** Calls the tool once in every one of these sessions and gives the answers that differ. */
  | { readonly kind: 'call everywhere'; readonly url: string };

/** What every call shows; the broker wants it, others do not care. */
export const KEY = 'bench_key_that_is_as_long_as_a_local_key_is';

export interface Load {
  calls(url: string, count: number, atOnce: number): Promise<Loaded>;
  /** Median milliseconds. */
  firstMessages(url: string, count: number): Promise<number>;
  openSessions(url: string, count: number): Promise<void>;
  openStreams(url: string): Promise<void>;
  endSessions(url: string): Promise<void>;
  callEverywhere(url: string): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export async function startLoad(): Promise<Load> {
  const worker = await startWorker('load-child.ts');
  const ask = <Answer>(question: Question) => worker.ask<Answer>(question);
  return {
    calls: (url, count, atOnce) => ask({ kind: 'calls', url, count, atOnce }),
    firstMessages: (url, count) => ask({ kind: 'first messages', url, count }),
    openSessions: (url, count) => ask({ kind: 'open sessions', url, count }),
    openStreams: (url) => ask({ kind: 'open streams', url }),
    endSessions: (url) => ask({ kind: 'end sessions', url }),
    callEverywhere: (url) => ask({ kind: 'call everywhere', url }),
    stop: worker.stop,
  };
}
