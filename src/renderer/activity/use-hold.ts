// A list that does not move under the person's hands: while it has the focus or is scrolled, newer rows wait.
import { type FocusEvent, type UIEvent, useState } from 'react';

interface Item {
  readonly id: number;
}

interface Hold<T> {
  readonly shown: readonly T[];
  /** How many newer ones wait. */
  readonly waiting: number;
  /** Shows the newer ones. */
  readonly release: () => void;
  /** For the element around the list and what releases it. */
  readonly props: {
    readonly onFocus: () => void;
    readonly onBlur: (event: FocusEvent<HTMLElement>) => void;
    readonly onScrollCapture: (event: UIEvent<HTMLElement>) => void;
  };
}

/** `items` come newest first, with ids that go up. */
export function useHold<T extends Item>(items: readonly T[], newest: number): Hold<T> {
  const [held, setHeld] = useState<number>();
  const [away, setAway] = useState({ focused: false, scrolled: false });
  const note = (next: Partial<typeof away>) => {
    const now = { ...away, ...next };
    setAway(now);
    if (!now.focused && !now.scrolled) setHeld(undefined);
    else if (held === undefined) setHeld(newest);
  };
  const { shown, waiting } = heldBack(items, held);
  return {
    shown,
    waiting,
    release: () => setHeld(away.focused || away.scrolled ? newest : undefined),
    props: {
      onFocus: () => {
        if (!away.focused) note({ focused: true });
      },
      onBlur: ({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) note({ focused: false });
      },
      onScrollCapture: ({ target, currentTarget }) => {
        const scrolled = target instanceof Element && target.scrollTop > 0;
        // A row that is scrolled out of sight goes, and takes the focus with it without a word.
        const focused = away.focused && currentTarget.contains(document.activeElement);
        if (scrolled !== away.scrolled || focused !== away.focused) note({ scrolled, focused });
      },
    },
  };
}

/** The items up to the one that was newest when the list was held. */
export function heldBack<T extends Item>(
  items: readonly T[],
  held: number | undefined,
): { readonly shown: readonly T[]; readonly waiting: number } {
  if (held === undefined) return { shown: items, waiting: 0 };
  const shown = items.filter((item) => item.id <= held);
  return { shown, waiting: items.length - shown.length };
}
