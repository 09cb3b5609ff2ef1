// A sign-in that stands: what was allowed, how long it lasts, and the way out of it.
import { Button } from '@mantine/core';
import type { Translate } from '../../shared/messages';
import type { Catalog, ServerSummary } from '../../shared/model';
import { request } from '../api';
import { useNow } from '../servers/use-now';
import { Notice } from '../ui/parts';
import { useAction } from '../ui/toast';
import { useWords } from '../ui/words';
import { type Fact, Facts, useKept } from './parts';
import { hostOf, sayScopes, saySpan } from './say';
import classes from './sign-in.module.css';
import type { SignInView } from './view';

type SignedInView = Extract<SignInView, { kind: 'signed-in' }>;

const MOST_NAMES = 5;

/** Said once, on the visit in which it happened. */
export function DoneNotice(props: { server: ServerSummary; catalog: Catalog | undefined; onTools: () => void }) {
  const { t } = useWords();
  const { server, catalog, onTools } = props;
  const tools = server.state.kind === 'ready' ? (catalog?.tools ?? []) : [];
  return (
    <div data-result tabIndex={-1} className={classes.result}>
      <Notice
        tone="ok"
        shape="check"
        title={t('window.signIn.done.title')}
        action={
          tools.length > 0 ? (
            <Button size="xs" onClick={onTools}>
              {t('window.signIn.action.showTools')}
            </Button>
          ) : undefined
        }
      >
        {tools.length > 0
          ? t('window.signIn.done.tools', { count: tools.length, names: sayNames(tools, t) })
          : t('window.signIn.done.connecting')}
      </Notice>
    </div>
  );
}

function sayNames(tools: Catalog['tools'], t: Translate): string {
  const names = tools.slice(0, MOST_NAMES).map((tool) => tool.name);
  const rest = tools.length - names.length;
  return [...names, ...(rest > 0 ? [t('window.signIn.done.more', { count: rest })] : [])].join(
    t('common.listSeparator'),
  );
}

interface Props {
  readonly server: ServerSummary;
  readonly view: SignedInView;
  readonly onSignedOut: (outcome: { revoked: boolean }) => void;
}

export function SignedIn({ server, view, onSignedOut }: Props) {
  const { t } = useWords();
  const { busy, run } = useAction();
  const kept = useKept();
  const now = useNow(view.expiresAt !== undefined);
  const { name } = server;
  const facts: Fact[] = [
    [t('window.signIn.facts.service'), view.issuer],
    [
      t('window.signIn.facts.allowed'),
      view.scopes.length > 0 ? sayScopes(view.scopes, t) : t('window.signIn.facts.allowedUnsaid'),
    ],
    lasting(view, now, t),
    [t('window.signIn.facts.kept'), kept],
  ];
  return (
    <>
      <Facts facts={facts} />
      <div className={classes.row}>
        <Button disabled={busy} onClick={() => run(async () => onSignedOut(await request('server:signOut', { name })))}>
          {t('window.signIn.action.signOut')}
        </Button>
        <span className={classes.hint}>{t('window.signIn.out.hint', { host: hostOf(view.issuer) })}</span>
      </div>
    </>
  );
}

function lasting({ renews, expiresAt }: SignedInView, now: number, t: Translate): Fact {
  const time = expiresAt === undefined ? undefined : saySpan(expiresAt - now, t);
  if (renews) {
    const when = time === undefined ? t('window.signIn.facts.renewsSelf') : t('window.signIn.facts.renewsIn', { time });
    return [t('window.signIn.facts.renews'), when];
  }
  const end = time === undefined ? t('window.signIn.facts.endsOpen') : t('window.signIn.facts.endsIn', { time });
  return [t('window.signIn.facts.ends'), end];
}

/** Which of the two happened: forgotten by the service as well, or only deleted here. */
export function SignedOut({ revoked }: { revoked: boolean }) {
  const { t } = useWords();
  return (
    <div data-result tabIndex={-1} className={classes.result}>
      <Notice
        tone={revoked ? 'ok' : 'caution'}
        shape={revoked ? 'check' : 'partial'}
        title={t('window.signIn.out.title')}
      >
        {t(revoked ? 'window.signIn.out.revoked' : 'window.signIn.out.local')}
      </Notice>
    </div>
  );
}
