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

/** Where the person is, and the newest item of the moment the list was held; none while it moves. */
export interface Standing {
  readonly focused: boolean;
  readonly scrolled: boolean;
  readonly held: number | undefined;
}

const AWAY: Standing = { focused: false, scrolled: false, held: undefined };

/** `items` come newest first, with ids that go up. */
export function useHold<T extends Item>(items: readonly T[], newest: number): Hold<T> {
  const [standing, setStanding] = useState(AWAY);
  const note = (change: Partial<Omit<Standing, 'held'>>) => setStanding((before) => stand(before, change, newest));
  const { shown, waiting } = heldBack(items, standing.held);
  return {
    shown,
    waiting,
    release: () => setStanding((before) => stand({ ...before, held: undefined }, {}, newest)),
    props: {
      onFocus: () => note({ focused: true }),
      onBlur: ({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) note({ focused: false });
      },
      onScrollCapture: ({ currentTarget, target }) => {
        note({ scrolled: target instanceof Element && target.scrollTop > 0 });
        // A row that is scrolled out of what is drawn takes the focus with it, and React tells of no blur.
        requestAnimationFrame(() => {
          if (!currentTarget.contains(document.activeElement)) note({ focused: false });
        });
      },
    },
  };
}

/** The list is held from the first look into it to the last; the same object where nothing changes. */
export function stand(before: Standing, change: Partial<Omit<Standing, 'held'>>, newest: number): Standing {
  const { focused, scrolled } = { ...before, ...change };
  const held = focused || scrolled ? (before.held ?? newest) : undefined;
  const same = focused === before.focused && scrolled === before.scrolled && held === before.held;
  return same ? before : { focused, scrolled, held };
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
