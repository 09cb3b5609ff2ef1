// Clients: which client gets which server, and below it what that changes in their files.
import { Button, Title } from '@mantine/core';
import { useState } from 'react';
import type { Translate } from '../../shared/messages';
import type { ClientId, ClientSummary } from '../../shared/model';
import { BrokerNotice } from '../broker/broker-notice';
import { StartNotice } from '../broker/start-notice';
import { formatRoute } from '../route';
import { useSnapshot } from '../store';
import { Empty } from '../ui/parts';
import { EmptyTray } from '../ui/shapes';
import { useWords } from '../ui/words';
import classes from './clients.module.css';
import { clientsHere } from './grid';
import { Matrix } from './matrix';
import { ReviewPane } from './review-pane';

/** The client to review first: one with something to do, else the first. */
export function firstToReview(clients: readonly ClientSummary[]): ClientId | undefined {
  return (clients.find((c) => c.installed && c.sync.kind !== 'in-sync') ?? clientsHere(clients)[0])?.id;
}

export function ClientsView() {
  const { t } = useWords();
  const { servers, clients, broker } = useSnapshot();
  // Chosen once: after an apply the next client would else come under the hand that is about to undo.
  const [chosen, setChosen] = useState(() => firstToReview(clients));
  const selected = clients.some((c) => c.id === chosen) ? chosen : firstToReview(clients);
  const client = clients.find((c) => c.id === selected);
  const nothing = servers.length === 0 && clients.every((c) => c.cells.length === 0);
  return (
    <div className={classes.view}>
      <div className={classes.bar} data-drag>
        <Title order={1} className={classes.title ?? ''} data-title tabIndex={-1}>
          {t('window.nav.clients')}
        </Title>
        <p className={classes.sum}>{sumClients(clients, t)}</p>
      </div>
      <div className={classes.notices}>{broker.kind === 'failed' ? <BrokerNotice /> : <StartNotice />}</div>
      {nothing ? (
        <Empty icon={<EmptyTray />} title={t('window.clients.none')} hint={t('window.clients.noneHint')}>
          <Button component="a" href={formatRoute({ view: 'servers' })}>
            {t('window.common.add')}
          </Button>
        </Empty>
      ) : (
        <>
          <Matrix selected={selected} onSelect={setChosen} />
          {client ? <ReviewPane client={client} onSelect={setChosen} /> : null}
        </>
      )}
    </div>
  );
}

/** "4 in sync, 1 with changes": what is none is not said. */
function sumClients(clients: readonly ClientSummary[], t: Translate): string {
  const count = (test: (c: ClientSummary) => boolean) => clients.filter(test).length;
  const kind = (name: ClientSummary['sync']['kind']) => count((c) => c.installed && c.sync.kind === name);
  const parts = [
    ['window.clients.sum.inSync', kind('in-sync')],
    ['window.clients.sum.changes', kind('changes')],
    ['window.clients.sum.drift', kind('drift')],
    ['window.clients.sum.problem', kind('problem')],
    ['window.clients.sum.absent', clients.some((c) => c.installed) ? 0 : 1],
  ] as const;
  return parts
    .filter(([, n]) => n > 0)
    .map(([key, n]) => t(key, { count: n }))
    .join(t('common.listSeparator'));
}
