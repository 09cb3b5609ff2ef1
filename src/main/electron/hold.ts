// Keeps the tray menu still while it is open: replacing it would close it under the pointer, or lose the click.
import type { Clock, Stop } from '../ports';

export interface HoldTimes {
  /** After closing, so that the click that closed it is delivered to the menu it was made in. Milliseconds. */
  readonly settleMs: number;
  /** The longest it is held: some Linux panels tell that a menu opens and never that it closes. Milliseconds. */
  readonly longestMs: number;
}
export const HOLD_TIMES: HoldTimes = { settleMs: 300, longestMs: 60_000 };

export interface Hold<T> {
  /** Shows `value` now, or once the menu is closed; the newest wins, and what is shown already is not shown again. */
  update(value: T): void;
  opened(): void;
  closed(): void;
  stop: Stop;
}

/** `show` is called with each new value while the menu is closed. Values are compared by their JSON. */
export function holdWhileOpen<T>(clock: Clock, times: HoldTimes, show: (value: T) => void): Hold<T> {
  let shown: string | undefined;
  let waiting: { readonly value: T } | undefined;
  let release: Stop | undefined;
  const apply = (value: T) => {
    const key = JSON.stringify(value);
    if (key === shown) return;
    shown = key;
    show(value);
  };
  const releaseAfter = (ms: number) => {
    release?.();
    release = clock.after(ms, () => {
      release = undefined;
      const next = waiting;
      waiting = undefined;
      if (next) apply(next.value);
    });
  };
  return {
    update(value) {
      if (release) waiting = { value };
      else apply(value);
    },
    opened: () => releaseAfter(times.longestMs),
    closed: () => releaseAfter(times.settleMs),
    stop: () => {
      release?.();
      release = undefined;
      waiting = undefined;
    },
  };
}
