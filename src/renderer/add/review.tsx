// Everything that is about to be added, whole, before anything is written or started.
import { Button, Group, TextInput, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { WireError } from '../../shared/errors';
import type { ServerDraft } from '../../shared/model';
import { dotsForPasted } from '../../shared/pasted';
import { RequestError, request } from '../api';
import type { Route } from '../route';
import { useSnapshot } from '../store';
import { focusTitleSoon } from '../ui/focus';
import { Notice, Problem } from '../ui/parts';
import { useToast } from '../ui/toast';
import { Rich, useWords } from '../ui/words';
import classes from './add.module.css';
import { commandLine, holdsSecret, type NameProblem, nameProblem, reviewPairs } from './draft';

interface Props {
  readonly drafts: readonly ServerDraft[];
  readonly go: (route: Route) => void;
  readonly onBack: () => void;
}

interface Entry {
  readonly id: number;
  readonly draft: ServerDraft;
}

export function Review({ drafts, go, onBack }: Props) {
  const { t } = useWords();
  const [entries, setEntries] = useState<readonly Entry[]>(() => drafts.map((draft, id) => ({ id, draft })));
  const { problems, problem, busy, add } = useAdd(entries, go);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const rename = (id: number, name: string) =>
    setEntries((all) => all.map((e) => (e.id === id ? { ...e, draft: { ...e.draft, name } } : e)));
  return (
    <div className={classes.stack}>
      <Title order={1} ref={title} tabIndex={-1} className={classes.title ?? ''}>
        {t('window.add.reviewTitle', { count: entries.length })}
      </Title>
      {entries.length === 0 ? <p className={classes.muted}>{t('window.add.nothing')}</p> : null}
      {entries.map(({ id, draft }) => (
        <DraftCard
          key={id}
          draft={draft}
          problem={problems.get(id)}
          onRename={(name) => rename(id, name)}
          onLeaveOut={entries.length > 1 ? () => setEntries((all) => all.filter((e) => e.id !== id)) : undefined}
        />
      ))}
      <SecretsNote drafts={entries.map((e) => e.draft)} />
      {problem ? <Problem problem={problem} shape="failed" urgent /> : null}
      <Group gap="xs">
        <Button variant="filled" disabled={busy || problems.size > 0 || entries.length === 0} onClick={add}>
          {t('window.add.add', { count: entries.length })}
        </Button>
        <Button variant="subtle" onClick={onBack}>
          {t('window.common.back')}
        </Button>
      </Group>
    </div>
  );
}

function useAdd(entries: readonly Entry[], go: (route: Route) => void) {
  const { t } = useWords();
  const { servers } = useSnapshot();
  const toastDone = useToast();
  const [problem, setProblem] = useState<WireError>();
  const [busy, setBusy] = useState(false);
  const known = servers.map((s) => s.name);
  const problems = new Map<number, NameProblem>();
  for (const { id, draft } of entries) {
    const others = entries.filter((e) => e.id !== id).map((e) => e.draft.name);
    const found = nameProblem(draft.name, [...known, ...others]);
    // While it is being added the new name shows up in the list itself.
    if (found && !busy) problems.set(id, found);
  }
  const send = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const drafts = entries.map((e) => e.draft);
      await request('servers:add', { drafts });
      toastDone({ title: t('window.add.done', { count: drafts.length }) });
      const [first] = drafts;
      go(first ? { view: 'servers', server: first.name } : { view: 'servers' });
      focusTitleSoon();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      setProblem(error.wire);
      setBusy(false);
    }
  };
  return { problems, problem, busy, add: () => void send() };
}

interface CardProps {
  readonly draft: ServerDraft;
  readonly problem: NameProblem | undefined;
  readonly onRename: (name: string) => void;
  readonly onLeaveOut: (() => void) | undefined;
}

function DraftCard({ draft, problem, onRename, onLeaveOut }: CardProps) {
  const { t } = useWords();
  const starts = draft.type === 'stdio';
  return (
    <section className={classes.card} aria-label={draft.name}>
      <div className={classes.cardHead}>
        <TextInput
          className={classes.grow ?? ''}
          label={t('window.add.name')}
          value={draft.name}
          error={problem ? t(`window.add.invalid.${problem}`) : undefined}
          spellCheck={false}
          onChange={(event) => onRename(event.currentTarget.value)}
        />
        <span className={classes.transport}>{t(`common.transport.${draft.type}`)}</span>
        {onLeaveOut ? (
          <Button
            variant="subtle"
            onClick={onLeaveOut}
            aria-label={t('window.add.leaveOutNamed', { name: draft.name })}
          >
            {t('window.add.leaveOut')}
          </Button>
        ) : null}
      </div>
      <div>
        <p className={classes.label}>{t(starts ? 'window.add.runs' : 'window.add.connects')}</p>
        <pre className={classes.whole}>{starts ? commandLine(draft) : dotsForPasted(draft.url ?? '')}</pre>
      </div>
      <HiddenPairs draft={draft} />
      <ClientId draft={draft} />
      {starts ? (
        <Notice tone="caution" shape="partial" title={t('window.add.reviewStarts')} />
      ) : (
        <p className={classes.muted}>{t('window.add.reviewConnects')}</p>
      )}
    </section>
  );
}

function HiddenPairs({ draft }: { draft: ServerDraft }) {
  const { t } = useWords();
  const pairs = reviewPairs(draft);
  if (pairs.length === 0) return null;
  return (
    <div>
      <p className={classes.label}>{t(draft.type === 'stdio' ? 'window.add.env' : 'window.add.headers')}</p>
      <dl className={classes.hidden}>
        {pairs.map(({ name, shown }) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>
              {shown === undefined ? (
                // Always eight dots: not even the length of a secret is told.
                <span role="img" aria-label={t('window.add.hidden')}>
                  ••••••••
                </span>
              ) : (
                <code>{shown}</code>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** A client ID is not a secret: it is shown as it will be written. */
function ClientId({ draft }: { draft: ServerDraft }) {
  const { t } = useWords();
  if (draft.oauth?.clientId === undefined) return null;
  return (
    <div>
      <p className={classes.label}>{t('window.signIn.client.id')}</p>
      <pre className={classes.whole}>{draft.oauth.clientId}</pre>
    </div>
  );
}

function SecretsNote({ drafts }: { drafts: readonly ServerDraft[] }) {
  const { t } = useWords();
  const { keychain } = useSnapshot();
  if (!drafts.some(holdsSecret)) return null;
  return (
    <p className={classes.muted}>
      <Rich text={t(keychain === 'keychain' ? 'window.add.secrets' : 'window.add.secretsMemory')} />
    </p>
  );
}
