// What assistive technology hears by itself: one polite region for changed states; and the notice of a lost core.
import { VisuallyHidden } from '@mantine/core';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { ServerSummary } from '../../shared/model';
import { isSigningIn, sayOverall, sayServer, wantsMoreAccess, wantsSignInSoon } from '../../shared/say';
import type { Link } from '../bridge';
import { useSnapshot, useStore } from '../store';
import { Notice } from '../ui/parts';
import { clockTime, useWords } from '../ui/words';
import classes from './shell.module.css';

const MANY = 3;

/** What a change of which is worth a word: the kind of state, and how a sign-in stands; latencies are not. */
export function phaseOf(server: Pick<ServerSummary, 'state' | 'signIn'>): string {
  if (isSigningIn(server)) return 'signing-in';
  if (wantsSignInSoon(server)) return wantsMoreAccess(server) ? 'more-access' : 'sign-in-soon';
  const { state, signIn } = server;
  const isAsking = state.kind === 'sign-in-needed' || state.kind === 'needs-input';
  if (!isAsking) return state.kind;
  return signIn.kind === 'failed' ? `${state.kind}:${signIn.problem.code}` : `${state.kind}:${signIn.kind}`;
}

/** The servers whose phase differs from `before`; new servers count. */
export function changedServers(
  before: ReadonlyMap<string, string>,
  servers: readonly ServerSummary[],
): readonly ServerSummary[] {
  return servers.filter((s) => before.get(s.name) !== phaseOf(s));
}

/** Speaks state changes, a few by name, many as one sentence. */
export function StateAnnouncer() {
  const { t } = useWords();
  const snapshot = useSnapshot();
  const before = useRef<Map<string, string>>(undefined);
  const [said, setSaid] = useState('');
  useEffect(() => {
    const known = before.current;
    before.current = new Map(snapshot.servers.map((s) => [s.name, phaseOf(s)]));
    if (!known) return;
    const changed = changedServers(known, snapshot.servers).filter((s) => phaseOf(s) !== 'connecting');
    if (changed.length === 0) return;
    const each = changed.map((s) =>
      t('window.servers.changed', { name: s.name, sentence: sayServer(s, t, Date.now()) }),
    );
    setSaid(changed.length > MANY ? sayOverall(snapshot, t) : each.join(' '));
  }, [snapshot, t]);
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {said}
    </VisuallyHidden>
  );
}

/** Shown while the core does not answer: how old the picture is, and that nothing is needed. */
export function LostNotice({ link }: { link: Link }) {
  const { t, language } = useWords();
  const store = useStore();
  const lost = useSyncExternalStore(link.onChange, link.lost);
  if (!lost) return null;
  return (
    <div className={classes.banner}>
      <Notice tone="bad" shape="failed" title={t('window.start.lost')} urgent>
        {t('window.start.lostMore', { time: clockTime(store.receivedAt(), language) })}
      </Notice>
    </div>
  );
}
