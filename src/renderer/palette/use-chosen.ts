// Which row of the palette is chosen, and the keys that move it.
import { type KeyboardEvent, useEffect, useState } from 'react';

/** The id in the document of the row with this name. Names hold line breaks, which a reference to an id may not. */
export const rowId = (name: string) => `palette-${encodeURIComponent(name)}`;

/** The place of the row that was moved to, for as long as it is there; else the first. -1 where there is none. */
export function placeOf(names: readonly string[], held: string | undefined): number {
  if (names.length === 0) return -1;
  return held === undefined ? 0 : Math.max(0, names.indexOf(held));
}

/** Where a key leads from a place, around the ends; undefined when it does not move. */
export function moveChosen(key: string, place: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowDown') return (place + 1) % count;
  if (key === 'ArrowUp') return (place - 1 + count) % count;
  return undefined;
}

export interface Chosen {
  readonly name: string | undefined;
  /** Takes the key if it moves. */
  readonly onKey: (event: KeyboardEvent) => boolean;
  /** The first row again, for something else is asked. */
  readonly reset: () => void;
}

/** Held by name: rows that come and go with the state of servers must not put another one under Enter. */
export function useChosen(names: readonly string[]): Chosen {
  const [held, setHeld] = useState<string>();
  const place = placeOf(names, held);
  const name = names[place];
  useEffect(() => {
    if (name !== undefined) document.getElementById(rowId(name))?.scrollIntoView({ block: 'nearest' });
  }, [name]);
  const onKey = (event: KeyboardEvent) => {
    const next = moveChosen(event.key, place, names.length);
    if (next === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
    event.preventDefault();
    setHeld(names[next]);
    return true;
  };
  return { name, onKey, reset: () => setHeld(undefined) };
}
