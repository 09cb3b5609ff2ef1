// Offers, once, that MCP Tray starts at login: brokered servers answer only while it runs.
import { Button } from '@mantine/core';
import { request } from '../api';
import { useSnapshot } from '../store';
import { focusTitleSoon } from '../ui/focus';
import { Notice } from '../ui/parts';
import { useAction, useToast } from '../ui/toast';
import { useWords } from '../ui/words';
import classes from './broker.module.css';
import { offersStart } from './start-offer';

export function StartNotice() {
  return offersStart(useSnapshot()) ? <Offer /> : null;
}

function Offer() {
  const { t } = useWords();
  const { busy, run } = useAction();
  const toastDone = useToast();
  const answer = (start: boolean) =>
    run(async () => {
      if (start) await request('app:setStartAtLogin', { on: true });
      await request('settings:set', { patch: { offeredStartAtLogin: true } });
      focusTitleSoon();
      if (start) toastDone({ title: t('window.broker.offer.done'), message: t('window.broker.offer.doneMore') });
    });
  return (
    <Notice
      tone="plain"
      shape="ready"
      title={t('window.broker.offer.title')}
      action={
        <span className={classes.answers}>
          <Button size="xs" disabled={busy} onClick={() => answer(true)}>
            {t('window.broker.offer.start')}
          </Button>
          <Button size="xs" variant="subtle" disabled={busy} onClick={() => answer(false)}>
            {t('window.broker.offer.notNow')}
          </Button>
        </span>
      }
    >
      {t('window.broker.offer.text')}
    </Notice>
  );
}
