// An instance that was started for a bridge ends by itself once nobody uses it.
import type { Clock, Stop } from '../ports';

/** How an instance is being used at one moment. */
export interface Use {
  /** Another one than before means that it was used. */
  readonly mark: string;
  /** Somebody is using it right now. */
  readonly isBusy: boolean;
}

/** Resolves when `isQuiet`, or after `ms`. */
export async function whenQuiet(clock: Clock, ms: number, isQuiet: () => Promise<boolean>): Promise<void> {
  const end = clock.now() + ms;
  while (!(await isQuiet()) && clock.now() < end) {
    await new Promise<void>((resolve) => clock.after(QUIET_LOOK_MS, resolve));
  }
}
const QUIET_LOOK_MS = 100;

const LONGEST_LOOK_MS = 30_000;
const LOOKS = 10;

/** `over` resolves when nobody has used it for `ms`; never where that is undefined. */
export function whenIdle(clock: Clock, ms: number | undefined, look: () => Use): { over: Promise<'idle'>; stop: Stop } {
  const over = Promise.withResolvers<'idle'>();
  let stop: Stop = () => undefined;
  if (ms === undefined) return { over: over.promise, stop };
  let { mark } = look();
  let usedAt = clock.now();
  const watch = () => {
    const use = look();
    if (use.isBusy || use.mark !== mark) usedAt = clock.now();
    mark = use.mark;
    if (clock.now() - usedAt >= ms) over.resolve('idle');
    else next();
  };
  const next = () => {
    stop = clock.after(Math.min(ms / LOOKS, LONGEST_LOOK_MS), watch);
  };
  next();
  return { over: over.promise, stop: () => stop() };
}
