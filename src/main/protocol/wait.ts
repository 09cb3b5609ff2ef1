// A pause that a signal cuts short.
import type { Clock, Stop } from '../ports';

/** Resolves after `ms`, or at once when the signal ends it. */
export function wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    let stop: Stop = () => undefined;
    const done = () => {
      stop();
      signal.removeEventListener('abort', done);
      resolve();
    };
    stop = clock.after(ms, done);
    signal.addEventListener('abort', done);
  });
}
