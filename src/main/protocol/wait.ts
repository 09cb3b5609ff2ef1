// Waiting that a signal cuts short.
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

/** What shared work gives, or the signal's reason if this one leaves before; whoever else waits goes on. */
export function unlessLeft<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}

/** Work that is given up after `ms`, by the signal it is handed. */
export async function within<Value>(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const patience = new AbortController();
  const stop = clock.after(ms, () => patience.abort());
  try {
    return await work(AbortSignal.any([signal, patience.signal]));
  } finally {
    stop();
  }
}
