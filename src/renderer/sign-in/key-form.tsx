// An API key, entered once: which header carries it, what mcp.json will say, and nothing of it kept here.
import { Button, PasswordInput, Select, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ServerSummary } from '../../shared/model';
import { request } from '../api';
import { useSnapshot } from '../store';
import { focusResult } from '../ui/focus';
import { useAction, useToast } from '../ui/toast';
import { Rich, useWords } from '../ui/words';
import { entryLine, headerChoices, isHeaderName, likelyHeader } from './key';
import { Lead } from './parts';
import classes from './sign-in.module.css';

interface Props {
  readonly server: ServerSummary;
  readonly title: string;
  readonly lead: string;
  /** Set where the key stands in for a client ID. */
  readonly onBack?: () => void;
}

/** No header is called this. */
const OTHER = '';

function useKeyForm(server: ServerSummary, hint: string) {
  const { t } = useWords();
  const { keychain } = useSnapshot();
  const { busy, run } = useAction();
  const toastDone = useToast();
  const [choice, setChoice] = useState(() => likelyHeader(server, hint));
  const [other, setOther] = useState('');
  const [key, setKey] = useState('');
  const [tried, setTried] = useState(false);
  const header = choice === OTHER ? other.trim() : choice;
  const headerError = tried && !isHeaderName(header) ? t('window.signIn.key.headerInvalid') : undefined;
  const keyError = tried && key.trim() === '' ? t('window.signIn.key.keyMissing') : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = key.trim();
    const isWhole = given !== '' && isHeaderName(header);
    setTried(!isWhole);
    if (!isWhole) return;
    setKey('');
    focusResult();
    run(async () => {
      const { name } = server;
      await request('server:setKey', { name, header, key: given });
      const word = keychain === 'keychain' ? 'window.signIn.key.saved' : 'window.signIn.key.savedMemory';
      toastDone({ title: t(word, { name }) });
      // A key that replaces another changes nothing in mcp.json, so nothing connects anew by itself.
      await request('server:reconnect', { name });
    });
  };
  return { choice, setChoice, other, setOther, key, setKey, header, headerError, keyError, busy, submit };
}

export function KeyForm({ server, title, lead, onBack }: Props) {
  const { t } = useWords();
  const form = useKeyForm(server, title);
  const choices = headerChoices(server).map((name) => ({ value: name, label: name }));
  return (
    <>
      <Lead title={title}>{lead}</Lead>
      <form className={classes.section} onSubmit={form.submit} noValidate>
        <div className={classes.key}>
          <Select
            label={t('window.signIn.key.sendAs')}
            data={[...choices, { value: OTHER, label: t('window.signIn.key.other') }]}
            value={form.choice}
            onChange={(value) => form.setChoice(value ?? OTHER)}
            allowDeselect={false}
          />
          <PasswordInput
            label={t('window.signIn.key.key')}
            value={form.key}
            error={form.keyError}
            errorProps={{ role: 'alert' }}
            onChange={(event) => form.setKey(event.currentTarget.value)}
            aria-required
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': t('window.signIn.key.show') }}
            data-first-field
          />
        </div>
        {form.choice === OTHER ? (
          <TextInput
            label={t('window.signIn.key.header')}
            value={form.other}
            error={form.headerError}
            errorProps={{ role: 'alert' }}
            onChange={(event) => form.setOther(event.currentTarget.value)}
            aria-required
            autoComplete="off"
            spellCheck={false}
            classNames={{ input: classes.mono }}
          />
        ) : null}
        <WhatIsWritten server={server.name} header={form.header} value={form.key} />
        <div className={classes.row}>
          <Button type="submit" variant="filled" disabled={form.busy}>
            {t('window.signIn.key.save')}
          </Button>
          {onBack ? (
            <Button variant="subtle" onClick={onBack}>
              {t('window.signIn.key.back')}
            </Button>
          ) : null}
        </div>
      </form>
    </>
  );
}

function WhatIsWritten({ server, header, value }: { server: string; header: string; value: string }) {
  const { t } = useWords();
  const { keychain } = useSnapshot();
  return (
    <div className={classes.field}>
      <p className={classes.hint}>
        <Rich text={t(keychain === 'keychain' ? 'window.signIn.key.goesKeychain' : 'window.signIn.key.goesMemory')} />
      </p>
      <div className={classes.copyLine}>
        <code>{entryLine(server, header === '' ? '…' : header, value)}</code>
      </div>
    </div>
  );
}
