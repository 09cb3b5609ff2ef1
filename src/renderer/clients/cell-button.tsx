// One cell of the matrix: the delivery in a word, what is not as it should be as a mark, and the menu to choose from.
import { Menu, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconArrowNarrowRight, IconCheck, IconGitCommit, IconHourglass, IconMinus } from '@tabler/icons-react';
import { memo } from 'react';
import type { MessageKey, Translate } from '../../shared/messages';
import type { Cell, ClientSummary, Delivery, ServerSummary } from '../../shared/model';
import { request } from '../api';
import { whyWaiting } from '../sign-in/view';
import { Shape } from '../ui/shapes';
import { useAction } from '../ui/toast';
import { useWords } from '../ui/words';
import { defaultDelivery, type GridRow, markOf } from './grid';
import classes from './matrix.module.css';

const ICON = { direct: IconArrowNarrowRight, brokered: IconGitCommit, off: IconMinus } as const;
const DELIVERIES: readonly Delivery[] = ['off', 'direct', 'brokered'];

interface Props {
  /** `row:column`, by which the grid finds it. */
  readonly at: string;
  readonly row: GridRow;
  readonly client: ClientSummary;
  readonly cell: Cell | undefined;
  readonly tabIndex: 0 | -1;
}

export const CellButton = memo(function CellButton({ at, row, client, cell, tabIndex }: Props) {
  const { t } = useWords();
  const { run } = useAction();
  const { server } = row;
  if (!cell || !server) return <FixedCell at={at} cell={cell} client={client} tabIndex={tabIndex} row={row} />;
  const choose = (delivery: Delivery) => {
    const wanted = delivery === defaultDelivery(server) ? 'default' : delivery;
    run(() => request('client:setDelivery', { client: client.id, server: row.name, delivery: wanted }));
  };
  const label = t('window.clients.menu.label', { server: row.name, client: client.name });
  return (
    <Menu position="bottom-start" withinPortal width={300} offset={4}>
      <Menu.Target>
        <UnstyledButton
          className={classes.cell}
          data-cell={at}
          data-mark={markOf(cell)}
          data-delivery={cell.delivery}
          tabIndex={tabIndex}
          title={statusWords(cell, server, t)}
        >
          <CellFace cell={cell} client={client} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown aria-label={label}>
        <Menu.RadioGroup
          value={cell.delivery}
          onChange={(value) => choose(DELIVERIES.find((d) => d === value) ?? 'off')}
        >
          {DELIVERIES.map((delivery) => (
            <Choice key={delivery} delivery={delivery} server={server} />
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
});

/** An entry whose server is gone: nothing to choose, only to be read and removed by apply. */
function FixedCell({ at, cell, client, tabIndex, row }: Props) {
  const { t } = useWords();
  const words = cell ? statusWords(cell, row.server, t) : undefined;
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
      {cell ? <CellFace cell={cell} client={client} /> : <span className={classes.cut}>{row.server ? '' : '–'}</span>}
    </span>
  );
}

/** The words in sight stand in the middle of the name, so that speech and sight agree. */
function CellFace({ cell, client }: { cell: Cell; client: ClientSummary }) {
  const { t } = useWords();
  const mark = markOf(cell);
  const Icon = ICON[cell.delivery];
  return (
    <>
      <Icon size={14} stroke={1.35} aria-hidden className={classes.cellIcon} data-icon={cell.delivery} />
      <VisuallyHidden>{t('window.clients.cellPrefix', { server: cell.server, client: client.name })}</VisuallyHidden>
      <span>{t(`common.delivery.${cell.delivery}`)}</span>
      {mark === 'waiting' ? (
        <>
          <span className={classes.waits}>{t('window.clients.status.waiting')}</span>
          <IconHourglass size={12} stroke={1.35} aria-hidden className={classes.waitsMark} />
        </>
      ) : null}
      {mark === 'changed' || mark === 'drift' ? (
        <span className={classes.mark}>
          <Shape name={mark} size={12} />
        </span>
      ) : null}
      <VisuallyHidden>{unseen(cell, t)}</VisuallyHidden>
    </>
  );
}

function Choice({ delivery, server }: { delivery: Delivery; server: ServerSummary }) {
  const { t } = useWords();
  const { why, possible } = reason(delivery, server, t);
  const Icon = ICON[delivery];
  const isDefault = delivery === defaultDelivery(server);
  return (
    <Menu.RadioItem
      value={delivery}
      disabled={!possible}
      closeMenuOnClick
      classNames={{ item: classes.choice, itemIndicator: classes.choiceMark }}
      checkIcon={<IconCheck size={13} stroke={1.6} aria-hidden />}
    >
      <span className={classes.choiceBody}>
        <Icon size={15} stroke={1.35} aria-hidden data-icon={delivery} />
        <span>
          <b>{t(`common.delivery.${delivery}`)}</b>
          <span className={classes.choiceWhy}>{isDefault ? t('window.clients.menu.withDefault', { why }) : why}</span>
        </span>
      </span>
    </Menu.RadioItem>
  );
}

const WHY: Record<ReturnType<typeof whyWaiting>, { direct: MessageKey; brokered: MessageKey; status: MessageKey }> = {
  secret: {
    direct: 'window.clients.menu.directSecret',
    brokered: 'window.clients.menu.brokeredSecret',
    status: 'window.clients.status.waiting',
  },
  'sign-in': {
    direct: 'window.clients.menu.directSignIn',
    brokered: 'window.clients.menu.brokeredSignIn',
    status: 'window.clients.status.waitingSignIn',
  },
  'signed-in': {
    direct: 'window.clients.menu.directSignedIn',
    brokered: 'window.clients.menu.brokeredSignedIn',
    status: 'window.clients.status.waitingSignedIn',
  },
};

function reason(delivery: Delivery, server: ServerSummary, t: Translate): { why: string; possible: boolean } {
  if (delivery === 'off') return { why: t('window.clients.menu.off'), possible: true };
  if (delivery === 'brokered') {
    // Where it is the default it can be chosen again: the entry waits, as it did before.
    const why = server.needsSecret ? WHY[whyWaiting(server)].brokered : 'window.clients.menu.brokered';
    return { why: t(why), possible: server.needsSecret };
  }
  return server.needsSecret
    ? { why: t(WHY[whyWaiting(server)].direct), possible: false }
    : { why: t('window.clients.menu.direct'), possible: true };
}

function statusWords(cell: Cell, server: ServerSummary | undefined, t: Translate): string | undefined {
  if (cell.status === 'in-sync' || cell.status === 'absent') return undefined;
  if (cell.status === 'waiting' && server) return t(WHY[whyWaiting(server)].status);
  return t(`window.clients.status.${cell.status}`);
}

/** What the shapes and the title say, for those who do not see them. */
function unseen(cell: Cell, t: Translate): string {
  const status = cell.status === 'waiting' ? undefined : statusWords(cell, undefined, t);
  const parts = [cell.chosen ? undefined : t('window.clients.isDefault'), status];
  return parts
    .filter((part) => part !== undefined)
    .map((part) => t('common.listSeparator') + part)
    .join('');
}
