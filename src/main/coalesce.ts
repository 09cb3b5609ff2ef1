// Two ways to keep bursts small: one call after many causes, and one async run at a time with at most one more behind it.
import type { AsyncStop, Clock, Stop } from './ports';

/** Calls `run` once, `ms` after the first of a burst of `poke()`s. */
export function coalesce(clock: Clock, ms: number, run: () => void): { poke: () => void; stop: Stop } {
  let pending: Stop | undefined;
  return {
    poke: () => {
      pending ??= clock.after(ms, () => {
        pending = undefined;
        run();
      });
    },
    stop: () => {
      pending?.();
      pending = undefined;
    },
  };
}

/** Runs `task` at most once at a time; requests during a run lead to exactly one more run that sees the newest state. */
export function oneAtATime(task: () => Promise<void>): { run: () => Promise<void>; stop: AsyncStop } {
  let current: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let stopped = false;
  const start = () => {
    current = task().finally(() => {
      current = undefined;
    });
    return current;
  };
  const run = (): Promise<void> => {
    if (stopped) return Promise.resolve();
    if (!current) return start();
    // The one behind waits for the current run whatever its outcome: its own outcome is what its callers get.
    next ??= current
      .then(undefined, () => undefined)
      .then(() => {
        next = undefined;
        return stopped ? undefined : start();
      });
    return next;
  };
  return {
    run,
    stop: async () => {
      stopped = true;
      await Promise.allSettled([current, next]);
    },
  };
}
