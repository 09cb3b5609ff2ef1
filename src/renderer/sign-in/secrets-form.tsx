// The secrets an entry refers to and the keychain lacks, as after taking over a list of somebody else's: given by name.
import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { WireError } from '../../shared/errors';
import type { ServerSummary } from '../../shared/model';
import { request } from '../api';
import { useSnapshot } from '../store';
import { focusResult } from '../ui/focus';
import { useAction } from '../ui/toast';
import { useWords } from '../ui/words';
import { Lead } from './parts';
import classes from './sign-in.module.css';

interface Props {
  readonly server: ServerSummary;
  readonly problem: WireError;
}

export function SecretsForm({ server, problem }: Props) {
  const { t } = useWords();
  const { keychain } = useSnapshot();
  const { busy, run } = useAction();
  const [given, setGiven] = useState<Readonly<Record<string, string>>>({});
  const [tried, setTried] = useState(false);
  const { name, secrets: names = [] } = server;
  const filled = Object.fromEntries(Object.entries(given).filter(([, value]) => value.trim() !== ''));
  const isEmpty = Object.keys(filled).length === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(isEmpty);
    if (isEmpty) return;
    setGiven({});
    focusResult();
    run(() => request('server:setSecrets', { name, secrets: filled }));
  };
  return (
    <>
      <Lead title={problem.message}>{problem.action}</Lead>
      <form className={classes.section} onSubmit={submit} noValidate>
        <div className={classes.fields}>
          {names.map((secret, index) => (
            <PasswordInput
              key={secret}
              label={<code>{secret}</code>}
              value={given[secret] ?? ''}
              error={tried && index === 0 ? t('window.signIn.secrets.missing') : undefined}
              errorProps={{ role: 'alert' }}
              onChange={(event) => setGiven({ ...given, [secret]: event.currentTarget.value })}
              autoComplete="off"
              visibilityToggleButtonProps={{ 'aria-label': t('window.signIn.secrets.show', { secret }) }}
              {...(index === 0 && { 'data-first-field': true })}
            />
          ))}
        </div>
        <p className={classes.hint}>
          {t(keychain === 'keychain' ? 'window.signIn.secrets.keychain' : 'window.signIn.secrets.memory')}
        </p>
        <div className={classes.row}>
          <Button type="submit" variant="filled" disabled={busy}>
            {t('window.signIn.key.save')}
          </Button>
        </div>
      </form>
    </>
  );
}
