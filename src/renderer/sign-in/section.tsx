// Everything a server's page says about signing in: the view that fits, and the focus that follows it.
import { Button } from '@mantine/core';
import { IconLockOpen } from '@tabler/icons-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { assertNever } from '../../shared/errors';
import type { Catalog, ServerSummary } from '../../shared/model';
import { request } from '../api';
import { useAction } from '../ui/toast';
import { useWords } from '../ui/words';
import { ClientForm } from './client-form';
import { KeyForm } from './key-form';
import { Failed, Needed } from './needed';
import { Lead } from './parts';
import { SecretsForm } from './secrets-form';
import classes from './sign-in.module.css';
import { DoneNotice, SignedIn, SignedOut } from './signed-in';
import type { SignInView } from './view';
import { Queued, Waiting, WaitingForCode } from './waiting';

interface Props {
  readonly server: ServerSummary;
  readonly view: SignInView;
  readonly catalog: Catalog | undefined;
  /** True on the visit in which the sign-in ended well. */
  readonly fresh: boolean;
  readonly onTools: () => void;
}

export function SignInSection({ server, view, catalog, fresh, onTools }: Props) {
  const { t } = useWords();
  const box = useRef<HTMLElement>(null);
  const [out, setOut] = useState<{ readonly revoked: boolean }>();
  // What was said about leaving is over as soon as the next sign-in begins.
  const shownOut = view.kind === 'needed' || view.kind === 'none' ? out : undefined;
  const done = fresh && view.kind === 'signed-in';
  const code = 'problem' in view ? view.problem?.code : undefined;
  useFocusOnResult(box, [view.kind, code, done, shownOut !== undefined].join());
  if (view.kind === 'none' && !shownOut) return <section ref={box} hidden />;
  return (
    <section ref={box} className={classes.section} aria-label={t('window.signIn.section')}>
      {shownOut ? <SignedOut revoked={shownOut.revoked} /> : null}
      {done ? <DoneNotice server={server} catalog={catalog} onTools={onTools} /> : null}
      <View server={server} view={view} onSignedOut={setOut} />
    </section>
  );
}

type ViewProps = Pick<Props, 'server' | 'view'> & { onSignedOut: (outcome: { revoked: boolean }) => void };

function View({ server, view, onSignedOut }: ViewProps) {
  const { name } = server;
  switch (view.kind) {
    case 'none':
      return null;
    case 'needed':
      return <Needed server={server} view={view} />;
    case 'queued':
      return <Queued name={name} />;
    case 'waiting':
      return <Waiting name={name} view={view} />;
    case 'waiting-for-code':
      return <WaitingForCode name={name} view={view} />;
    case 'signed-in':
      return <SignedIn server={server} view={view} onSignedOut={onSignedOut} />;
    case 'client':
      return <ClientForm server={server} view={view} />;
    case 'key':
      return <KeyForm server={server} title={view.problem.message} lead={view.problem.action} />;
    case 'secrets':
      return <SecretsForm server={server} problem={view.problem} />;
    case 'locked':
      return <Locked name={name} />;
    case 'failed':
      return <Failed server={server} problem={view.problem} />;
    default:
      return assertNever(view);
  }
}

function Locked({ name }: { name: string }) {
  const { t } = useWords();
  const { busy, run } = useAction();
  return (
    <>
      <Lead title={t('window.signIn.locked.title')}>{t('window.signIn.locked.lead', { name })}</Lead>
      <div className={classes.row}>
        <Button
          variant="filled"
          disabled={busy}
          leftSection={<IconLockOpen size={15} stroke={1.35} aria-hidden />}
          onClick={() => run(() => request('server:reconnect', { name }))}
        >
          {t('window.signIn.action.unlock')}
        </Button>
      </div>
    </>
  );
}

/** The button that was pressed goes with its view; the focus then comes to what stands in its place. */
function useFocusOnResult(box: RefObject<HTMLElement | null>, view: string): void {
  const before = useRef(view);
  // A view may be empty for a moment: what was focused in its stead gives the focus on.
  const placed = useRef<Element>(null);
  useEffect(() => {
    if (before.current === view) return;
    before.current = view;
    const { activeElement } = document;
    const isLost = activeElement === null || activeElement === document.body || activeElement === placed.current;
    if (!isLost && !box.current?.contains(activeElement)) return;
    const result = box.current?.querySelector<HTMLElement>('[data-result]');
    const title = document.querySelector<HTMLElement>('[data-title]');
    const next = result ?? title;
    next?.focus();
    placed.current = next;
  }, [box, view]);
}
