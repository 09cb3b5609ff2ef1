// Where this app's client metadata document is published; the core judges the address, and says what is wrong with it.
import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { RequestError, request } from '../api';
import { useToast } from '../ui/toast';
import { Rich, useWords } from '../ui/words';
import classes from './settings.module.css';

/** `saved` is the address in force; give a new key when it changes, so that the field shows it. */
export function ClientMetadataSetting({ saved }: { saved: string }) {
  const { t } = useWords();
  const toastDone = useToast();
  const [url, setUrl] = useState(saved);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await request('settings:set', { patch: { clientMetadataUrl: url.trim() } });
      toastDone({ title: t('window.signIn.settings.saved') });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const { code, message, action } = error.wire;
      // The contract has no words of its own for a value it does not take.
      setProblem(code === 'bad-request' ? t('window.signIn.settings.invalid') : `${message} ${action}`);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save();
  };
  return (
    <form className={classes.setting} onSubmit={submit} noValidate>
      <div className={classes.wide}>
        <TextInput
          label={t('window.signIn.settings.title')}
          description={<Rich text={t('window.signIn.settings.hint')} />}
          placeholder="https://"
          value={url}
          error={problem}
          errorProps={{ role: 'alert' }}
          onChange={(event) => setUrl(event.currentTarget.value)}
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          inputContainer={(input) => (
            <div className={classes.withButton}>
              {input}
              <Button type="submit" disabled={busy || url.trim() === saved}>
                {t('window.signIn.settings.save')}
              </Button>
            </div>
          )}
        />
      </div>
    </form>
  );
}
