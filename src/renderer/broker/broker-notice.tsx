// The broker cannot listen: why, what that means, and the two ways out.
import { Button } from '@mantine/core';
import type { BrokerStatus } from '../../shared/model';
import { request } from '../api';
import { useSnapshot } from '../store';
import { Notice } from '../ui/parts';
import { useAction, useToast } from '../ui/toast';
import { useWords } from '../ui/words';
import classes from './broker.module.css';

export function BrokerNotice() {
  const { broker } = useSnapshot();
  return broker.kind === 'failed' ? <Failed broker={broker} /> : null;
}

function Failed({ broker }: { broker: Extract<BrokerStatus, { kind: 'failed' }> }) {
  const { t } = useWords();
  const { busy, run } = useAction();
  const toastDone = useToast();
  const { problem, port, offer } = broker;
  const listen = (on: number) =>
    run(async () => {
      await request('broker:setPort', { port: on });
      toastDone({
        title: t('window.broker.settings.moved', { port: on }),
        ...(on !== port && { message: t('window.broker.settings.movedMore') }),
      });
    });
  return (
    <Notice tone="bad" shape="failed" title={problem.message}>
      <p>{problem.action}</p>
      <p>{offer === undefined ? t('window.broker.stays') : t('window.broker.moves', { port: offer })}</p>
      <div className={classes.buttons}>
        <Button size="xs" disabled={busy} onClick={() => listen(port)}>
          {t('window.broker.again')}
        </Button>
        {offer === undefined ? null : (
          <Button size="xs" disabled={busy} onClick={() => listen(offer)}>
            {t('window.broker.usePort', { port: offer })}
          </Button>
        )}
      </div>
    </Notice>
  );
}
