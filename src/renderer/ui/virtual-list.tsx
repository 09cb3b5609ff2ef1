// A list that draws only what is in view, with one Tab stop and arrow keys. Rows may differ in height and change it.
import { defaultRangeExtractor, type Range, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { moveInList } from './roving';
import classes from './ui.module.css';

interface Props<T> {
  readonly items: readonly T[];
  /** Always the same function: another one has every row measured again. */
  readonly keyOf: (item: T) => string;
  readonly estimate: number;
  readonly label: string;
  /** The row's one focusable control must carry `data-row` and this tabIndex. */
  readonly row: (item: T, tabIndex: 0 | -1) => ReactNode;
  /** Where Tab enters the list; the first row where absent. */
  readonly current?: number;
  /** A row that stays drawn when it is scrolled away, because it holds what a person has entered; none below 0. */
  readonly pinned?: number;
  /** A row that is scrolled into view, and takes the focus, when the list is first drawn; none below 0. */
  readonly reveal?: number;
  readonly className?: string | undefined;
}

type Rows = Virtualizer<HTMLDivElement, HTMLLIElement>;

/** Focuses a row that may have to be scrolled into existence first. */
function focusRow(rows: Rows, list: HTMLElement | null, index: number, align: 'auto' | 'center' = 'auto') {
  rows.scrollToIndex(index, { align });
  requestAnimationFrame(() => {
    list?.querySelector<HTMLElement>(`li[data-index="${index}"] [data-row]`)?.focus();
  });
}

export function VirtualList<T>({ items, keyOf, estimate, label, row, className, ...at }: Props<T>) {
  const { current = 0, pinned = -1, reveal = -1 } = at;
  const scroller = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<number>();
  const rangeExtractor = useCallback((range: Range) => withPinned(defaultRangeExtractor(range), pinned), [pinned]);
  const keys = useMemo(() => items.map(keyOf), [items, keyOf]);
  const usual = useUsualHeight(scroller, estimate);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height has the places worked out again; what was measured stays
  const getItemKey = useCallback((index: number) => keys[index] ?? String(index), [keys, usual]);
  const rows: Rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => usual,
    getItemKey,
    overscan: 6,
    rangeExtractor,
  });
  const revealed = useRef(false);
  useEffect(() => {
    if (revealed.current || reveal < 0) return;
    revealed.current = true;
    setFocused(reveal);
    focusRow(rows, scroller.current, reveal, 'center');
  }, [rows, reveal]);
  const entry = Math.min(focused ?? Math.max(0, current), items.length - 1);

  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLElement) || event.target.dataset.row === undefined) return;
    const next = moveInList(event.key, entry, items.length);
    if (next === undefined || event.altKey || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    setFocused(next);
    focusRow(rows, scroller.current, next);
  };
  const onFocus = (event: { target: EventTarget }) => {
    const item = event.target instanceof Element ? event.target.closest('li[data-index]') : null;
    if (item) setFocused(Number(item.getAttribute('data-index')));
  };

  return (
    <div ref={scroller} data-scroller className={`${classes.scroll} ${className ?? ''}`}>
      {/* biome needs no role here: ul is a list; keys only move focus between its own buttons. */}
      <ul
        className={classes.rows}
        style={{ height: rows.getTotalSize() }}
        aria-label={label}
        onKeyDown={onKeyDown}
        onFocus={onFocus}
      >
        {rows.getVirtualItems().map((place) => {
          const item = items[place.index];
          if (item === undefined) return null;
          return (
            <li
              key={place.key}
              ref={rows.measureElement}
              data-index={place.index}
              aria-setsize={items.length}
              aria-posinset={place.index + 1}
              style={{ transform: `translateY(${place.start}px)` }}
            >
              {row(item, place.index === entry ? 0 : -1)}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** The drawn rows with the pinned one among them, in order. */
export function withPinned(drawn: number[], pinned: number): number[] {
  return pinned < 0 || drawn.includes(pinned) ? drawn : [...drawn, pinned].sort((a, b) => a - b);
}

/**
 * How high most rows are here, by font and language. Every row that turns out otherwise than expected has the places of
 * all rows below worked out again, which with 10,000 rows takes longer than a frame.
 */
function useUsualHeight(scroller: RefObject<HTMLElement | null>, estimate: number): number {
  const [usual, setUsual] = useState<number>();
  useLayoutEffect(() => {
    if (usual !== undefined) return;
    const drawn = [...(scroller.current?.querySelectorAll<HTMLElement>('li[data-index]') ?? [])];
    const heights = drawn.map((row) => row.offsetHeight).sort((a, b) => a - b);
    setUsual(heights[Math.floor(heights.length / 2)]);
  });
  return usual ?? estimate;
}
