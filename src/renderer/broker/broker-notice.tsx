// The broker cannot listen: why, what that means, and the two ways out.
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { BrokerStatus } from '../../shared/model';
import { RequestError, request } from '../api';
import { useSnapshot } from '../store';
import { focusTitleSoon } from '../ui/focus';
import { Notice } from '../ui/parts';
import { useAction, useToast } from '../ui/toast';
import { clockTime, useWords } from '../ui/words';
import classes from './broker.module.css';
import { outdatesClients } from './moved';

export function BrokerNotice() {
  const { broker } = useSnapshot();
  return broker.kind === 'failed' ? <Failed broker={broker} /> : null;
}

function Failed({ broker }: { broker: Extract<BrokerStatus, { kind: 'failed' }> }) {
  const { t, language } = useWords();
  const { busy, run } = useAction();
  const toastDone = useToast();
  const [triedAt, setTriedAt] = useState<number>();
  const { problem, port, offer } = broker;
  const listen = async (on: number) => {
    await request('broker:setPort', { port: on });
    focusTitleSoon();
    toastDone({
      title: t('window.broker.settings.moved', { port: on }),
      ...(outdatesClients(broker, on) && { message: t('window.broker.settings.movedMore') }),
    });
  };
  const tryAgain = async () => {
    try {
      await listen(port);
    } catch (error) {
      // The notice has said why, and still does.
      if (!(error instanceof RequestError) || error.wire.code !== problem.code) throw error;
      setTriedAt(Date.now());
    }
  };
  return (
    <Notice tone="bad" shape="failed" title={problem.message}>
      <p>{problem.action}</p>
      <p>{offer === undefined ? t('window.broker.stays') : t('window.broker.moves', { port: offer })}</p>
      <div className={classes.buttons}>
        {/* Not disabled meanwhile: that would take the focus away from what may stay. */}
        <Button size="xs" onClick={() => busy || run(tryAgain)}>
          {t('window.broker.again')}
        </Button>
        {offer === undefined ? null : (
          <Button size="xs" disabled={busy} onClick={() => run(() => listen(offer))}>
            {t('window.broker.usePort', { port: offer })}
          </Button>
        )}
        <span role="status" className={classes.tried}>
          {triedAt === undefined ? '' : t('window.broker.stillTaken', { time: clockTime(triedAt, language) })}
        </span>
      </div>
    </Notice>
  );
}
