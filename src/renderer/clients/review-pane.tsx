// What applying would change in a client's file, line by line, and the buttons that do it or take it back.
import { Tabs } from '@mantine/core';
import { type ReactNode, useRef } from 'react';
import type { ClientId, ClientSummary, Plan } from '../../shared/model';
import { useSnapshot } from '../store';
import { Empty, Problem } from '../ui/parts';
import { Shape } from '../ui/shapes';
import { useWords } from '../ui/words';
import { standing } from './client-words';
import classes from './clients.module.css';
import { Diff } from './diff';
import { fileName, shortPath } from './grid';
import { type PlanState, planCue, usePlan } from './plan';
import { Side } from './side';

interface Props {
  readonly client: ClientSummary;
  readonly onSelect: (client: ClientId) => void;
}

export function ReviewPane({ client, onSelect }: Props) {
  const { t } = useWords();
  const { state, again } = usePlan(client.id, planCue(client, useSnapshot()));
  const result = useRef<HTMLHeadingElement>(null);
  const plan = state.kind === 'here' ? state.plan : undefined;
  return (
    <section className={classes.review} aria-label={t('window.clients.review.label')}>
      <FileTabs client={client} onSelect={onSelect}>
        <PlanBody client={client} state={state} onSettled={again} />
      </FileTabs>
      {client.installed ? (
        <Side
          client={client}
          plan={plan}
          titleRef={result}
          onDone={() => {
            again();
            result.current?.focus();
          }}
        />
      ) : null}
    </section>
  );
}

/** One tab per file with something to review, and the one that is being looked at. */
function FileTabs({ client, onSelect, children }: Pick<Props, 'client' | 'onSelect'> & { children: ReactNode }) {
  const { t } = useWords();
  const { clients } = useSnapshot();
  const shown = clients.filter((c) => c.id === client.id || (c.installed && c.sync.kind !== 'in-sync'));
  return (
    <Tabs
      className={classes.lines ?? ''}
      value={client.id}
      variant="pills"
      onChange={(value) => {
        const next = clients.find((c) => c.id === value);
        if (next) onSelect(next.id);
      }}
    >
      <Tabs.List className={classes.files ?? ''} aria-label={t('window.clients.review.files')}>
        {shown.map((c) => {
          const { shape, tone } = standing(c, t);
          return (
            <Tabs.Tab
              key={c.id}
              value={c.id}
              className={classes.file ?? ''}
              leftSection={<Shape name={shape} size={13} tone={tone} />}
            >
              {c.name} <code title={c.file}>{fileName(c.file)}</code>
            </Tabs.Tab>
          );
        })}
      </Tabs.List>
      <Tabs.Panel value={client.id} className={classes.panel ?? ''}>
        {children}
      </Tabs.Panel>
    </Tabs>
  );
}

function PlanBody({ client, state, onSettled }: { client: ClientSummary; state: PlanState; onSettled: () => void }) {
  const { t } = useWords();
  if (!client.installed) {
    const file = shortPath(client.file);
    return (
      <Empty
        title={t('window.clients.review.notInstalled')}
        hint={t('window.clients.review.notInstalledHint', { file })}
      />
    );
  }
  if (client.sync.kind === 'problem') return <Broken problem={client.sync.problem} />;
  if (state.kind === 'failed') return <Broken problem={state.problem} />;
  if (state.kind === 'loading') return <p className={classes.quiet}>{t('window.clients.review.loading')}</p>;
  return <PlanLines client={client} plan={state.plan} onSettled={onSettled} />;
}

function Broken({ problem }: { problem: React.ComponentProps<typeof Problem>['problem'] }) {
  return (
    <div className={classes.broken}>
      <Problem problem={problem} shape="failed" />
    </div>
  );
}

function PlanLines({ client, plan, onSettled }: { client: ClientSummary; plan: Plan; onSettled: () => void }) {
  const { t } = useWords();
  const changes = plan.changes.filter((c) => c.status !== 'in-sync' && c.status !== 'absent');
  if (changes.length === 0 && plan.writes > 0) {
    return <Empty title={t('window.clients.review.noEntry')} hint={t('window.clients.review.noEntryHint')} />;
  }
  if (changes.length === 0) {
    return <Empty title={t('window.clients.review.nothing')} hint={t('window.clients.review.nothingHint')} />;
  }
  return <Diff client={client} changes={changes} onSettled={onSettled} />;
}
