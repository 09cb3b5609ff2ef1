// Says where the switches of a server's tools do not hold, and the step that makes them hold.
import { Button } from '@mantine/core';
import type { ClientSummary, ServerSummary } from '../../shared/model';
import { request } from '../api';
import { formatRoute } from '../route';
import { outOfReach } from '../server/delivery';
import { useSnapshot } from '../store';
import { focusTitleSoon } from '../ui/focus';
import { Notice } from '../ui/parts';
import { useAction, useToast } from '../ui/toast';
import { useWords } from '../ui/words';
import classes from './tools.module.css';

export function ReachNotice({ server }: { server: ServerSummary }) {
  const { t } = useWords();
  const { clients } = useSnapshot();
  const { direct, pending } = outOfReach(server, clients);
  if (direct.length + pending.length === 0) return null;
  const names = (of: readonly ClientSummary[]) => of.map((c) => c.name).join(t('common.listSeparator'));
  return (
    <div className={classes.notices}>
      {direct.length > 0 ? (
        <Notice
          tone="caution"
          shape="partial"
          title={t('window.toolSwitch.directTitle', { clients: names(direct) })}
          action={<DeliverBrokered server={server.name} clients={direct} />}
        >
          {t('window.toolSwitch.direct')}
        </Notice>
      ) : null}
      {pending.length > 0 ? (
        <Notice
          tone="plain"
          shape="changed"
          title={t('window.toolSwitch.pendingTitle', { clients: names(pending) })}
          action={
            <Button size="xs" component="a" href={formatRoute({ view: 'clients' })}>
              {t('window.toolSwitch.pendingStep')}
            </Button>
          }
        >
          {t('window.toolSwitch.pending')}
        </Notice>
      ) : null}
    </div>
  );
}

function DeliverBrokered({ server, clients }: { server: string; clients: readonly ClientSummary[] }) {
  const { t } = useWords();
  const { busy, run } = useAction();
  const toastDone = useToast();
  const choose = async () => {
    // With a tool switched off, the default is brokered.
    for (const client of clients)
      await request('client:setDelivery', { client: client.id, server, delivery: 'default' });
    focusTitleSoon();
    toastDone({ title: t('window.toolSwitch.directDone') });
  };
  return (
    <Button size="xs" disabled={busy} onClick={() => run(choose)}>
      {t('window.toolSwitch.directStep')}
    </Button>
  );
}
