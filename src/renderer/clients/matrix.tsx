// The matrix, a grid with one Tab stop: servers down, clients across. Only the rows in view are drawn.
import { Box, VisuallyHidden } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type FocusEvent, Fragment, type KeyboardEvent, memo, useMemo, useRef, useState } from 'react';
import type { Translate } from '../../shared/messages';
import type { ClientId, ClientSummary, ServerSummary } from '../../shared/model';
import { isSigningIn, wantsMoreAccess, wantsSignInSoon } from '../../shared/say';
import { shapeOf } from '../sign-in/view';
import { useSnapshot } from '../store';
import { type GridPlace, moveInGrid } from '../ui/roving';
import { Shape } from '../ui/shapes';
import { useWords } from '../ui/words';
import { CellButton } from './cell-button';
import { standing } from './client-words';
import { type CellIndex, cellIndex, clientsHere, type GridRow, gridRows, shortPath } from './grid';
import classes from './matrix.module.css';

interface Props {
  readonly selected: ClientId | undefined;
  readonly onSelect: (client: ClientId) => void;
}

const ROW_PX = 30;
/** More columns than these are as narrow as they may be, in a window of the usual size. */
const MOST_WIDE = 6;

export function Matrix({ selected, onSelect }: Props) {
  const { t } = useWords();
  const { servers, clients: all } = useSnapshot();
  const clients = useMemo(() => clientsHere(all), [all]);
  const rows = useMemo(() => gridRows(servers, clients), [servers, clients]);
  const cells = useMemo(() => clients.map(cellIndex), [clients]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 4,
  });
  const { place, onKeyDown, setPlace } = useGridKeys(scroller, rows.length, clients.length, (row) =>
    virtual.scrollToIndex(row, { align: 'auto' }),
  );
  const onFocus = ({ target }: FocusEvent) => {
    // The focus of an open menu comes here too, for it bubbles through React's tree.
    const [row, column] =
      (target instanceof HTMLElement ? target.dataset.cell : undefined)?.split(':').map(Number) ?? [];
    const client = clients[column ?? -1];
    if (row === undefined || column === undefined || !client) return;
    setPlace({ row, column });
    onSelect(client.id);
  };
  const drawn = virtual.getVirtualItems();
  const above = drawn[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (drawn.at(-1)?.end ?? 0);
  const style = { '--clients': clients.length } as React.CSSProperties;
  return (
    <div
      className={classes.matrixScroll}
      ref={scroller}
      data-many={clients.length > 1 || undefined}
      data-tight={clients.length > MOST_WIDE || undefined}
    >
      <Box
        component="table"
        role="grid"
        className={classes.matrix}
        style={style}
        aria-label={t('window.clients.matrix')}
        aria-rowcount={rows.length + 1}
        onKeyDown={onKeyDown}
        onFocus={onFocus}
      >
        <Head clients={clients} selected={selected} />
        <tbody>
          <Spacer height={above} />
          {drawn.map(({ index }) => {
            const row = rows[index];
            return row ? (
              <Row
                key={row.name}
                row={row}
                index={index}
                clients={clients}
                cells={cells}
                selected={selected}
                stop={place.row === index ? place.column : -1}
              />
            ) : null;
          })}
          <Spacer height={below} />
        </tbody>
      </Box>
    </div>
  );
}

function useGridKeys(
  scroller: React.RefObject<HTMLDivElement | null>,
  rows: number,
  columns: number,
  show: (row: number) => void,
) {
  const [held, setPlace] = useState<GridPlace>({ row: 0, column: 0 });
  const place = { row: Math.min(held.row, rows - 1), column: Math.min(held.column, columns - 1) };
  const onKeyDown = (event: KeyboardEvent) => {
    // An open menu has the arrows; it is drawn elsewhere, but its keys bubble through React's tree.
    if (!(event.target instanceof HTMLElement) || event.target.dataset.cell === undefined) return;
    if (event.target.getAttribute('aria-expanded') === 'true') return;
    const next = moveInGrid(event, place, { rows, columns });
    if (!next) return;
    event.preventDefault();
    setPlace(next);
    show(next.row);
    const focusNext = () => {
      const cell = scroller.current?.querySelector<HTMLElement>(`[data-cell="${next.row}:${next.column}"]`);
      cell?.focus();
      return cell;
    };
    // At once where it is drawn: the next key must find the focus where this one has led. Else it is drawn first.
    if (!focusNext()) requestAnimationFrame(focusNext);
  };
  return { place, onKeyDown, setPlace };
}

function Spacer({ height }: { height: number }) {
  return height > 0 ? (
    <Box component="tr" aria-hidden="true">
      <td style={{ height, padding: 0, border: 0 }} />
    </Box>
  ) : null;
}

function Head({ clients, selected }: { clients: readonly ClientSummary[]; selected: ClientId | undefined }) {
  const { t } = useWords();
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col">
          <VisuallyHidden>{t('window.clients.server')}</VisuallyHidden>
        </th>
        {clients.map((client) => (
          <ClientHead key={client.id} client={client} selected={client.id === selected} />
        ))}
      </tr>
    </thead>
  );
}

function ClientHead({ client, selected }: { client: ClientSummary; selected: boolean }) {
  const { t } = useWords();
  const { shape, words, tone } = standing(client, t);
  return (
    <th scope="col" data-selected={selected || undefined}>
      <span className={classes.clientName}>{client.name}</span>
      <span className={classes.clientState} style={{ color: tone }}>
        <Shape name={shape} size={13} tone={tone} />
        <span>{words}</span>
      </span>
      <span className={classes.clientPath} title={client.file}>
        <Breakable path={shortPath(client.file)} />
      </span>
    </th>
  );
}

/** May break after a separator, and nowhere else if it can be helped. */
function Breakable({ path }: { path: string }) {
  const parts = path.split(/(?<=[/\\])/u).map((part, place) => ({ part, key: `${place}:${part}` }));
  return parts.map(({ part, key }) => (
    <Fragment key={key}>
      {part}
      <wbr />
    </Fragment>
  ));
}

interface RowProps {
  readonly row: GridRow;
  readonly index: number;
  readonly clients: readonly ClientSummary[];
  readonly cells: readonly CellIndex[];
  readonly selected: ClientId | undefined;
  /** The column of the one Tab stop, if it is in this row; else -1. */
  readonly stop: number;
}

const Row = memo(function Row({ row, index, clients, cells, selected, stop }: RowProps) {
  const { t } = useWords();
  return (
    <tr aria-rowindex={index + 2}>
      <th scope="row">
        <span className={classes.serverName}>
          <Shape name={row.server ? shapeOf(row.server) : 'off'} size={14} />
          <span className={classes.cut} title={row.name}>
            {row.name}
          </span>
          {row.server ? <VisuallyHidden>, {stateWord(row.server, t)}</VisuallyHidden> : null}
        </span>
      </th>
      {clients.map((client, column) => (
        <td key={client.id} data-selected={client.id === selected || undefined}>
          <CellButton
            at={`${index}:${column}`}
            row={row}
            client={client}
            cell={cells[column]?.get(row.name)}
            tabIndex={stop === column ? 0 : -1}
          />
        </td>
      ))}
    </tr>
  );
});

/** What the shape before the name says. */
function stateWord(server: ServerSummary, t: Translate): string {
  if (isSigningIn(server)) return t('common.state.signingIn');
  if (wantsMoreAccess(server)) return t('common.state.moreAccess');
  return t(`window.servers.state.${wantsSignInSoon(server) ? 'sign-in-needed' : server.state.kind}`);
}
