// One cell of the matrix: the delivery in a word, what is not as it should be as a mark, and the menu to choose from.
import { Menu, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconBan, IconCheck } from '@tabler/icons-react';
import { memo, type Ref, type RefObject, useId, useImperativeHandle, useRef, useState } from 'react';
import type { Translate } from '../../shared/messages';
import type { Cell, ClientSummary, Delivery, ServerSummary } from '../../shared/model';
import { request } from '../api';
import { DeliveryShape, Shape } from '../ui/shapes';
import { useAction } from '../ui/toast';
import { useWords } from '../ui/words';
import { sayStuck } from './client-words';
import { brokerAdds, defaultDelivery, type GridRow, markOf } from './grid';
import classes from './matrix.module.css';

const DELIVERIES: readonly Delivery[] = ['off', 'direct', 'brokered'];

interface Props {
  /** `row:column`, by which the grid finds it. */
  readonly at: string;
  readonly row: GridRow;
  readonly client: ClientSummary;
  readonly cell: Cell | undefined;
  readonly tabIndex: 0 | -1;
}

// The looks of the library's parts without their props: there are hundreds of cells in sight, and each of those parts
// costs more than all else in a cell.
const BUTTON = `mantine-focus-auto ${UnstyledButton.classes.root} ${classes.cell}`;

export const CellButton = memo(function CellButton({ at, row, client, cell, tabIndex }: Props) {
  const { t } = useWords();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const id = useId();
  const { server } = row;
  if (!cell || !server) return <FixedCell at={at} cell={cell} client={client} tabIndex={tabIndex} row={row} />;
  return (
    <>
      <button
        ref={button}
        type="button"
        id={`${id}-target`}
        className={BUTTON}
        data-cell={at}
        data-mark={markOf(cell)}
        data-delivery={cell.delivery}
        tabIndex={tabIndex}
        title={statusWords(cell, t)}
        aria-label={nameOf(cell, client, t)}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? `${id}-dropdown` : undefined}
        onClick={() => setOpen(!open)}
      >
        <CellFace cell={cell} />
      </button>
      {open ? (
        <CellMenu
          id={id}
          button={button}
          client={client}
          cell={cell}
          server={server}
          onClose={() => {
            setOpen(false);
            button.current?.focus();
          }}
        />
      ) : null}
    </>
  );
});

interface MenuProps {
  /** `id-target` is the button, `id-dropdown` the menu. */
  readonly id: string;
  readonly button: RefObject<HTMLButtonElement | null>;
  readonly client: ClientSummary;
  readonly cell: Cell;
  readonly server: ServerSummary;
  readonly onClose: () => void;
}

/** Only there while it is open: one for each cell makes scrolling through many servers stall for half a second. */
function CellMenu({ id, button, client, cell, server, onClose }: MenuProps) {
  const { t } = useWords();
  const { run } = useAction();
  const choose = (delivery: Delivery) => {
    const wanted = delivery === defaultDelivery(server, cell) ? 'default' : delivery;
    run(() => request('client:setDelivery', { client: client.id, server: server.name, delivery: wanted }));
  };
  return (
    <Menu
      opened
      onClose={onClose}
      id={id}
      position="bottom-start"
      withinPortal
      width={300}
      offset={4}
      returnFocus={false}
      transitionProps={{ duration: 0 }}
    >
      <Menu.Target>
        <Anchor at={button} />
      </Menu.Target>
      <Menu.Dropdown aria-label={t('window.clients.menu.label', { server: server.name, client: client.name })}>
        <Menu.RadioGroup
          value={cell.delivery}
          onChange={(value) => choose(DELIVERIES.find((d) => d === value) ?? 'off')}
        >
          {DELIVERIES.map((delivery) => (
            <Choice key={delivery} delivery={delivery} server={server} cell={cell} />
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Stands for an element that is drawn elsewhere, so that the menu can come and go without it. */
function Anchor({ at, ref }: { at: RefObject<HTMLElement | null>; ref?: Ref<HTMLElement> }) {
  useImperativeHandle<HTMLElement | null, HTMLElement | null>(ref, () => at.current, [at]);
  return null;
}

/** An entry whose server is gone: nothing to choose, only to be read and removed by apply. */
function FixedCell({ at, cell, client, tabIndex, row }: Props) {
  const { t } = useWords();
  const words = cell ? statusWords(cell, t) : undefined;
  return (
    // The grid's arrows must be able to stop here too.
    <span
      className={classes.cell}
      data-cell={at}
      data-mark={cell ? markOf(cell) : 'none'}
      data-delivery="off"
      tabIndex={tabIndex}
      title={words}
    >
      {cell ? (
        <>
          <VisuallyHidden>{nameOf(cell, client, t)}</VisuallyHidden>
          <span aria-hidden="true" className={classes.face}>
            <CellFace cell={cell} />
          </span>
        </>
      ) : (
        <span className={classes.cut}>{row.server ? '' : '–'}</span>
      )}
    </span>
  );
}

/** The words in sight stand in the middle of the name, so that speech and sight agree. */
function nameOf(cell: Cell, client: ClientSummary, t: Translate): string {
  const before = t('window.clients.cellPrefix', { server: cell.server, client: client.name });
  return before + t(`common.delivery.${cell.delivery}`) + unseen(cell, t);
}

function CellFace({ cell }: { cell: Cell }) {
  const { t } = useWords();
  const mark = markOf(cell);
  return (
    <>
      <DeliveryShape delivery={cell.delivery} size={14} className={classes.cellIcon ?? ''} />
      <span>{t(`common.delivery.${cell.delivery}`)}</span>
      {mark === 'stuck' ? (
        <>
          <span className={classes.stuck} aria-hidden="true">
            {t('window.clients.status.waiting')}
          </span>
          <IconBan size={12} stroke={1.35} aria-hidden className={classes.stuckMark} />
        </>
      ) : null}
      {mark === 'changed' || mark === 'drift' ? (
        <span className={classes.mark}>
          <Shape name={mark} size={12} />
        </span>
      ) : null}
    </>
  );
}

function Choice({ delivery, server, cell }: { delivery: Delivery; server: ServerSummary; cell: Cell }) {
  const { t } = useWords();
  const { why, possible } = reason(delivery, server, cell, t);
  const isDefault = delivery === defaultDelivery(server, cell);
  return (
    <Menu.RadioItem
      value={delivery}
      disabled={!possible}
      closeMenuOnClick
      classNames={{ item: classes.choice, itemIndicator: classes.choiceMark }}
      checkIcon={<IconCheck size={13} stroke={1.6} aria-hidden />}
    >
      <span className={classes.choiceBody}>
        <DeliveryShape delivery={delivery} size={15} />
        <span>
          <b>{t(`common.delivery.${delivery}`)}</b>
          <span className={classes.choiceWhy}>{isDefault ? t('window.clients.menu.withDefault', { why }) : why}</span>
        </span>
      </span>
    </Menu.RadioItem>
  );
}

function reason(
  delivery: Delivery,
  server: ServerSummary,
  cell: Cell,
  t: Translate,
): { why: string; possible: boolean } {
  if (delivery === 'off') return { why: t('window.clients.menu.off'), possible: true };
  if (server.state.kind === 'off') return { why: t('window.clients.menu.serverOff'), possible: false };
  const adds = brokerAdds(server);
  const cannot = delivery === 'brokered' ? cell.cannotBrokered : cell.cannotDirect;
  if (cannot) return { why: t('window.clients.menu.not', { why: t(`common.cannot.${cannot}`) }), possible: false };
  if (delivery === 'brokered') return { why: t(`window.clients.menu.brokered.${adds}`), possible: true };
  if (server.disabledTools.length > 0) return { why: t('window.clients.menu.direct.allTools'), possible: true };
  return { why: t(`window.clients.menu.direct.${adds === 'sign-in' ? 'sign-in' : 'nothing'}`), possible: true };
}

function statusWords(cell: Cell, t: Translate): string | undefined {
  if (cell.status === 'in-sync' || cell.status === 'absent') return undefined;
  return sayStuck(cell, t) ?? t(`window.clients.status.${cell.status}`);
}

/** What the shapes and the title say, for those who do not see them. */
function unseen(cell: Cell, t: Translate): string {
  const parts = [cell.chosen ? undefined : t('window.clients.isDefault'), statusWords(cell, t)];
  return parts
    .filter((part) => part !== undefined)
    .map((part) => t('common.listSeparator') + part)
    .join('');
}
