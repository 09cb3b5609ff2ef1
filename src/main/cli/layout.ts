// Plain text for terminals: tables by display width (East Asian letters take two columns) and text made harmless.
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';

/** One line without control characters: names and texts come from servers and must not drive the terminal. */
export function plain(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim();
}

export interface Column {
  readonly title: string;
  readonly align?: 'right';
}

/** Lines of a table: the titles, then the rows; the last column is not padded. Cells may be coloured. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const all = [columns.map((c) => c.title), ...rows];
  const widths = columns.map((_, i) => Math.max(...all.map((row) => stringWidth(row[i] ?? ''))));
  return all.map((row) =>
    columns
      .map((column, i) => {
        const cell = row[i] ?? '';
        const space = ' '.repeat(Math.max(0, (widths[i] ?? 0) - stringWidth(cell)));
        if (column.align === 'right') return space + cell;
        return i === columns.length - 1 ? cell : cell + space;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Cuts a text to `width` columns, with an ellipsis where something was cut; undefined does not cut. */
export function cut(text: string, width: number | undefined): string {
  if (width === undefined || stringWidth(text) <= width) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(kept + segment) > Math.max(0, width - 1)) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** Columns a text takes. */
export const widthOf = (text: string): number => stringWidth(text);
