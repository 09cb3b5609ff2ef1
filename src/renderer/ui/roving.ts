// One stop for Tab in a list, arrows within it.

/** Where an arrow key leads from `index` in a list of `count`; undefined for any other key. */
export function moveInList(key: string, index: number, count: number): number | undefined {
  if (count === 0) return undefined;
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, index + 1);
    case 'ArrowUp':
      return Math.max(0, index - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    case 'PageDown':
      return Math.min(count - 1, index + 10);
    case 'PageUp':
      return Math.max(0, index - 10);
    default:
      return undefined;
  }
}

export interface GridPlace {
  readonly row: number;
  readonly column: number;
}

/** Where a key leads in a grid; Ctrl with Home or End goes to the first or last cell. Undefined for any other key. */
export function moveInGrid(
  event: { readonly key: string; readonly ctrlKey: boolean },
  { row, column }: GridPlace,
  size: { readonly rows: number; readonly columns: number },
): GridPlace | undefined {
  const { rows, columns } = size;
  if (rows === 0 || columns === 0) return undefined;
  switch (event.key) {
    case 'ArrowRight':
      return { row, column: Math.min(columns - 1, column + 1) };
    case 'ArrowLeft':
      return { row, column: Math.max(0, column - 1) };
    case 'Home':
      return { row: event.ctrlKey ? 0 : row, column: 0 };
    case 'End':
      return { row: event.ctrlKey ? rows - 1 : row, column: columns - 1 };
    default: {
      const moved = moveInList(event.key, row, rows);
      return moved === undefined ? undefined : { row: moved, column };
    }
  }
}
