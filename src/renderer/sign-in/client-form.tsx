// Where a service admits no new apps by itself: what to register there, and the client ID that comes of it.
import { Anchor, Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { ServerSummary } from '../../shared/model';
import { request } from '../api';
import { useSnapshot } from '../store';
import { CopyText } from '../ui/copy';
import { focusResult } from '../ui/focus';
import { useAction } from '../ui/toast';
import { useWords } from '../ui/words';
import { KeyForm } from './key-form';
import { Lead } from './parts';
import { hostOf } from './say';
import classes from './sign-in.module.css';
import type { SignInView } from './view';

type ClientView = Extract<SignInView, { kind: 'client' }>;

interface Props {
  readonly server: ServerSummary;
  readonly view: ClientView;
}

export function ClientForm({ server, view }: Props) {
  const { t } = useWords();
  const [withKey, setWithKey] = useState(false);
  if (withKey) {
    return (
      <KeyForm
        server={server}
        title={t('window.signIn.key.insteadTitle')}
        lead={t('window.signIn.key.insteadLead', { name: server.name })}
        onBack={() => setWithKey(false)}
      />
    );
  }
  return (
    <>
      <ClientLead view={view} />
      <Steps server={server} view={view} onKey={() => setWithKey(true)} />
    </>
  );
}

function ClientLead({ view: { problem, issuer } }: { view: ClientView }) {
  const { t } = useWords();
  if (problem) return <Lead title={problem.message}>{problem.action}</Lead>;
  const service = issuer === undefined ? '' : hostOf(issuer);
  return <Lead title={t('window.signIn.client.title', { service })}>{t('window.signIn.client.lead')}</Lead>;
}

function Steps({ server, view, onKey }: Props & { onKey: () => void }) {
  const { t } = useWords();
  const { busy, run } = useAction();
  const [clientId, setClientId] = useState('');
  const [secret, setSecret] = useState('');
  const [missing, setMissing] = useState({ id: false, secret: false });
  const { name } = server;
  const wantsSecret = view.problem?.code === 'client-secret-needed';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const id = clientId.trim();
    const given = secret.trim();
    const lacks = { id: id === '', secret: wantsSecret && given === '' };
    setMissing(lacks);
    if (lacks.id || lacks.secret) return;
    setSecret('');
    focusResult();
    run(() => request('server:useClient', { name, clientId: id, ...(given !== '' && { clientSecret: given }) }));
  };
  const fields = (
    <div className={classes.fields}>
      <TextInput
        label={t('window.signIn.client.id')}
        value={clientId}
        error={missing.id ? t('window.signIn.client.idMissing') : undefined}
        errorProps={{ role: 'alert' }}
        onChange={(event) => setClientId(event.currentTarget.value)}
        aria-required
        autoComplete="off"
        spellCheck={false}
        classNames={{ input: classes.mono }}
        data-first-field
      />
      <SecretField
        value={secret}
        onChange={setSecret}
        error={missing.secret ? t('window.signIn.client.secretMissing') : undefined}
        required={wantsSecret}
      />
    </div>
  );
  return (
    <form className={classes.section} onSubmit={submit} noValidate>
      <Numbered issuer={view.issuer} redirectUri={view.redirectUri} fields={fields} />
      <div className={classes.row}>
        <Button type="submit" variant="filled" disabled={busy}>
          {t('window.signIn.client.save')}
        </Button>
        <Button variant="subtle" onClick={onKey}>
          {t('window.signIn.client.useKey')}
        </Button>
      </div>
    </form>
  );
}

/** Three steps where the app is still to be registered; only the fields where it is. */
function Numbered(props: { issuer: string | undefined; redirectUri: string | undefined; fields: ReactNode }) {
  const { t } = useWords();
  const { run } = useAction();
  const { issuer, redirectUri, fields } = props;
  if (issuer === undefined || redirectUri === undefined) return fields;
  return (
    <ol className={classes.numbered}>
      <Step number={1}>
        <Anchor component="button" type="button" ta="start" onClick={() => run(() => openIssuer(issuer))}>
          {t('window.signIn.client.open', { host: hostOf(issuer) })}
        </Anchor>
      </Step>
      <Step number={2}>
        <div className={classes.field}>
          <p className={classes.label}>{t('window.signIn.client.redirect')}</p>
          <div className={classes.copyLine}>
            <code>{redirectUri}</code>
            <CopyText text={redirectUri} label="copy" name={t('window.signIn.client.copyRedirect')} />
          </div>
          <p className={classes.hint}>{t('window.signIn.client.redirectHint')}</p>
        </div>
      </Step>
      <Step number={3}>{fields}</Step>
    </ol>
  );
}

/** The front door of the service; where it keeps its settings for apps, no standard says. */
const openIssuer = (issuer: string) => request('app:openLink', { url: new URL(issuer).origin });

function Step({ number, children }: { number: number; children: ReactNode }) {
  return (
    <li>
      <span className={classes.number} aria-hidden="true">
        {number}
      </span>
      {children}
    </li>
  );
}

interface SecretProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
  /** True once the service has said that it wants one. */
  readonly required: boolean;
}

function SecretField({ value, onChange, error, required }: SecretProps) {
  const { t } = useWords();
  const { keychain } = useSnapshot();
  const optional = <span className={classes.optional}>{t('window.signIn.client.secretOptional')}</span>;
  return (
    <PasswordInput
      label={
        <>
          {t('window.signIn.client.secret')} {required ? null : optional}
        </>
      }
      placeholder={t(
        keychain === 'keychain' ? 'window.signIn.client.secretKeychain' : 'window.signIn.client.secretMemory',
      )}
      value={value}
      error={error}
      errorProps={{ role: 'alert' }}
      onChange={(event) => onChange(event.currentTarget.value)}
      aria-required={required}
      autoComplete="off"
      visibilityToggleButtonProps={{ 'aria-label': t('window.signIn.key.showSecret') }}
    />
  );
}
