// The broker's port, and whether activity keeps what is said.
import { Button, NumberInput, Switch, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { RequestError, request } from '../api';
import { BrokerNotice } from '../broker/broker-notice';
import { useSnapshot } from '../store';
import { focusTitleSoon } from '../ui/focus';
import { useAction, useToast } from '../ui/toast';
import { useWords } from '../ui/words';
import { isPort, MAX_PORT, MIN_PORT } from './port';
import classes from './settings.module.css';

export function BrokerSettings() {
  const { t } = useWords();
  const { broker, settings } = useSnapshot();
  return (
    <section className={classes.section} aria-labelledby="set-broker">
      <Title order={2} id="set-broker">
        {t('window.broker.settings.title')}
      </Title>
      <BrokerNotice />
      <PortSetting key={broker.port} saved={broker.port} />
      <ContentSetting on={settings.activityContent} />
    </section>
  );
}

/** `saved` is the port in force; give a new key when it changes, so that the field shows it. */
function PortSetting({ saved }: { saved: number }) {
  const { t } = useWords();
  const toastDone = useToast();
  const [port, setPort] = useState<number | string>(saved);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const move = async (to: number) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await request('broker:setPort', { port: to });
      // The field is made anew for the new port, and the focus would go with the old one.
      focusTitleSoon();
      toastDone({
        title: t('window.broker.settings.moved', { port: to }),
        message: t('window.broker.settings.movedMore'),
      });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      setProblem(`${error.wire.message} ${error.wire.action}`);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isPort(port)) void move(port);
    else setProblem(t('window.broker.settings.portInvalid'));
  };
  return (
    <form onSubmit={submit} noValidate>
      <NumberInput
        label={t('window.broker.settings.port')}
        description={t('window.broker.settings.portHint')}
        value={port}
        error={problem}
        errorProps={{ role: 'alert' }}
        onChange={setPort}
        min={MIN_PORT}
        max={MAX_PORT}
        clampBehavior="none"
        allowDecimal={false}
        allowNegative={false}
        hideControls
        inputContainer={(input) => (
          <div className={classes.withButton} data-short>
            {input}
            <Button type="submit" disabled={busy || port === saved}>
              {t('window.broker.settings.move')}
            </Button>
          </div>
        )}
      />
    </form>
  );
}

function ContentSetting({ on }: { on: boolean }) {
  const { t } = useWords();
  const { busy, run } = useAction();
  return (
    <div className={classes.pair}>
      <div>
        <p className={classes.label} id="set-content">
          {t('window.broker.settings.content')}
        </p>
        <p className={classes.hint} id="set-content-hint">
          {t('window.broker.settings.contentHint')}
        </p>
      </div>
      <Switch
        aria-labelledby="set-content"
        aria-describedby="set-content-hint"
        checked={on}
        onChange={(event) => {
          const activityContent = event.currentTarget.checked;
          // Not disabled meanwhile: that would take the focus away.
          if (!busy) run(() => request('settings:set', { patch: { activityContent } }));
        }}
      />
    </div>
  );
}
