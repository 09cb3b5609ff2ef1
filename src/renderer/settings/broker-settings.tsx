// The broker's port, and whether activity keeps what is said.
import { Button, NumberInput, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { RequestError, request } from '../api';
import { BrokerNotice } from '../broker/broker-notice';
import { useSnapshot } from '../store';
import { focusTitleSoon } from '../ui/focus';
import { useToast } from '../ui/toast';
import { useWords } from '../ui/words';
import { SwitchSetting } from './parts';
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
      <SwitchSetting
        id="set-content"
        name="activityContent"
        label={t('window.broker.settings.content')}
        hint={t('window.broker.settings.contentHint')}
        on={settings.activityContent}
      />
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
