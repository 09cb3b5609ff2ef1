// While a sign-in is under way: how far it is, how long it waits, and every other way to finish it.
import { Button, TextInput, VisuallyHidden } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import type { WireError } from '../../shared/errors';
import { isSigningIn } from '../../shared/say';
import { RequestError, request } from '../api';
import { useNow } from '../servers/use-now';
import { useSnapshot } from '../store';
import { Shape, type ShapeName } from '../ui/shapes';
import { useAction } from '../ui/toast';
import { useWords } from '../ui/words';
import { CopyWord, Lead } from './parts';
import { hostOf, sayClock } from './say';
import classes from './sign-in.module.css';
import type { SignInView } from './view';

type View<K extends SignInView['kind']> = Extract<SignInView, { kind: K }>;

export function Waiting({ name, view }: { name: string; view: View<'waiting'> }) {
  const { t } = useWords();
  const { run } = useAction();
  const { url, until } = view;
  return (
    <>
      <Lead title={t('window.signIn.wait.title')} />
      <Steps done={1} first={t('window.signIn.wait.opened', { host: hostOf(url) })} />
      <div className={classes.row}>
        <Button onClick={() => run(() => request('app:openLink', { url }))}>
          {t('window.signIn.action.openAgain')}
        </Button>
        <CopyWord text={url} word={t('window.signIn.action.copyLink')} />
        <Cancel name={name} />
        <TimeLeft until={until} />
      </div>
      <PasteBack name={name} />
    </>
  );
}

/** Either another sign-in has its browser tab first, or this one is about to get its own. */
export function Queued({ name }: { name: string }) {
  const { t } = useWords();
  const { servers } = useSnapshot();
  const other = servers.find((s) => s.name !== name && isSigningIn(s) && s.signIn.kind !== 'queued')?.name;
  return (
    <>
      {other === undefined ? (
        <>
          <Lead title={t('window.signIn.wait.title')} />
          <Steps done={0} first={t('window.signIn.wait.opening')} />
        </>
      ) : (
        <Lead title={t('window.signIn.queued.title')}>{t('window.signIn.queued.lead', { other })}</Lead>
      )}
      <div className={classes.row}>
        <Cancel name={name} />
      </div>
    </>
  );
}

/** The code is made to be read aloud and typed elsewhere: the one thing of a sign-in that is shown. */
export function WaitingForCode({ name, view }: { name: string; view: View<'waiting-for-code'> }) {
  const { t } = useWords();
  const { run } = useAction();
  const { url, userCode, until } = view;
  const host = hostOf(url);
  return (
    <>
      <Lead title={t('window.signIn.code.title')}>{t('window.signIn.code.lead', { host, name })}</Lead>
      <div className={classes.code}>
        <VisuallyHidden>{t('window.signIn.code.label', { code: [...userCode].join(' ') })}</VisuallyHidden>
        <code aria-hidden="true">{userCode}</code>
        <CopyWord text={userCode} word={t('window.common.copy')} name={t('window.signIn.code.copy')} />
      </div>
      <div className={classes.row}>
        <Button onClick={() => run(() => request('app:openLink', { url }))}>
          {t('window.signIn.code.open', { host })}
        </Button>
        <CopyWord text={url} word={t('window.signIn.action.copyLink')} />
        <Cancel name={name} />
        <TimeLeft until={until} />
      </div>
    </>
  );
}

const STEP_SHAPE: Record<'done' | 'now' | 'later', ShapeName> = { done: 'check', now: 'connecting', later: 'off' };

function Steps({ done, first }: { done: number; first: string }) {
  const { t } = useWords();
  const words = [first, t('window.signIn.wait.approve'), t('window.signIn.wait.tools')];
  return (
    <ol className={classes.steps}>
      {words.map((word, i) => {
        const step = i < done ? 'done' : i === done ? 'now' : 'later';
        return (
          <li key={word} data-step={step} aria-current={step === 'now' ? 'step' : undefined}>
            <Shape name={STEP_SHAPE[step]} />
            <span>
              {word}
              {step === 'done' ? <VisuallyHidden> ({t('window.signIn.wait.done')})</VisuallyHidden> : null}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function Cancel({ name }: { name: string }) {
  const { t } = useWords();
  const { busy, run } = useAction();
  return (
    <Button variant="subtle" disabled={busy} onClick={() => run(() => request('server:cancelSignIn', { name }))}>
      {t('window.common.cancel')}
    </Button>
  );
}

/** Counts without being read aloud: a figure that changes every second is for the eye. */
function TimeLeft({ until }: { until: number }) {
  const { t } = useWords();
  const now = useNow(true);
  return <span className={classes.left}>{t('window.signIn.wait.left', { time: sayClock(until - now) })}</span>;
}

/** The shape of the address; the same in every language. */
const EXAMPLE = 'http://127.0.0.1:…/callback?code=…';

/** For a browser that cannot reach this machine: over SSH, in a container. */
function PasteBack({ name }: { name: string }) {
  const { t } = useWords();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<Pick<WireError, 'message' | 'action'>>();
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const finish = async (url: string) => {
    if (url === '') return setProblem({ message: t('window.signIn.wait.pasteFirst'), action: '' });
    // The address holds a code: it is sent once and not kept here.
    setText('');
    setProblem(undefined);
    setBusy(true);
    try {
      await request('server:finishSignIn', { name, url });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      setProblem(error.wire);
      field.current?.focus();
    } finally {
      setBusy(false);
    }
    return undefined;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void finish(text.trim());
  };
  return (
    <form className={classes.paste} onSubmit={submit} noValidate>
      <p className={classes.label} id="paste-back">
        {t('window.signIn.wait.elsewhere')}
      </p>
      <p className={classes.hint} id="paste-back-hint">
        {t('window.signIn.wait.elsewhereHint')}
      </p>
      <div className={classes.pasteRow}>
        <TextInput
          ref={field}
          aria-label={t('window.signIn.wait.paste')}
          aria-describedby="paste-back-hint"
          placeholder={EXAMPLE}
          value={text}
          error={problem ? `${problem.message} ${problem.action}`.trim() : undefined}
          errorProps={{ role: 'alert' }}
          onChange={(event) => setText(event.currentTarget.value)}
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          classNames={{ input: classes.mono }}
        />
        <Button type="submit" disabled={busy}>
          {t('window.signIn.wait.continue')}
        </Button>
      </div>
    </form>
  );
}
