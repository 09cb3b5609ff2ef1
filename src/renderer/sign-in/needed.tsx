// Before a sign-in: what will happen, what is asked for and where it is kept; and after one that did not succeed.
import { Button } from '@mantine/core';
import { IconLogin2 } from '@tabler/icons-react';
import type { WireError } from '../../shared/errors';
import type { ServerSummary } from '../../shared/model';
import { wantsMoreAccess, wantsSignInSoon } from '../../shared/say';
import { request } from '../api';
import { useSnapshot } from '../store';
import { Problem } from '../ui/parts';
import { useAction } from '../ui/toast';
import { useWords } from '../ui/words';
import { type Fact, Facts, Lead, useKept } from './parts';
import { sayScopes } from './say';
import classes from './sign-in.module.css';
import type { SignInView } from './view';

type NeededView = Extract<SignInView, { kind: 'needed' }>;

export function Needed({ server, view }: { server: ServerSummary; view: NeededView }) {
  const { t } = useWords();
  const { name } = server;
  const why = whyAgain(server);
  return (
    <>
      <Lead title={view.problem?.message ?? t(`window.signIn.${why}.title`)}>
        {view.problem?.action ?? t(`window.signIn.${why}.lead`, { name })}
      </Lead>
      <SignInButtons name={name} word={t('window.signIn.action.signIn')} />
      <NeededFacts server={server} view={view} />
    </>
  );
}

function whyAgain(server: ServerSummary): 'needed' | 'more' | 'soon' {
  if (wantsMoreAccess(server)) return 'more';
  return wantsSignInSoon(server) ? 'soon' : 'needed';
}

function NeededFacts({ server, view }: { server: ServerSummary; view: NeededView }) {
  const { t } = useWords();
  const { clients } = useSnapshot();
  const kept = useKept();
  const { issuer, scopes } = view;
  const using = clients
    .filter((c) => c.installed && c.cells.some((cell) => cell.server === server.name && cell.delivery !== 'off'))
    .map((c) => c.name)
    .join(t('common.listSeparator'));
  const facts: Fact[] = [];
  if (issuer !== undefined) facts.push([t('window.signIn.facts.service'), issuer]);
  if (scopes !== undefined) {
    const asks = scopes.length > 0 ? sayScopes(scopes, t) : t('window.signIn.facts.asksNothing');
    facts.push([t('window.signIn.facts.asks'), asks]);
  }
  facts.push([t('window.signIn.facts.kept'), kept]);
  if (using !== '') facts.push([t('window.signIn.facts.clients'), using]);
  return <Facts facts={facts} />;
}

export function Failed({ server, problem }: { server: ServerSummary; problem: WireError }) {
  const { t } = useWords();
  return (
    <>
      <div data-result tabIndex={-1} className={classes.result}>
        <Problem problem={problem} shape="sign-in-needed" tone="accent" />
      </div>
      <SignInButtons name={server.name} word={t('window.signIn.action.again')} />
    </>
  );
}

/** The one click, and beside it the way for a machine without a browser. */
function SignInButtons({ name, word }: { name: string; word: string }) {
  const { t } = useWords();
  const { busy, run } = useAction();
  const start = (how: 'browser' | 'device') => run(() => request('server:signIn', { name, how }));
  return (
    <div className={classes.row}>
      <Button
        variant="filled"
        disabled={busy}
        leftSection={<IconLogin2 size={15} stroke={1.35} aria-hidden />}
        onClick={() => start('browser')}
      >
        {word}
      </Button>
      <Button variant="subtle" disabled={busy} onClick={() => start('device')}>
        {t('window.signIn.action.withCode')}
      </Button>
    </div>
  );
}
