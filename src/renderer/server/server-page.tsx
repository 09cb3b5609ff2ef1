// One server: its head, and what there is to know about it in tabs.
import { Button, Tabs } from '@mantine/core';
import { type ComponentProps, useEffect, useRef, useState } from 'react';
import type { ServerSummary } from '../../shared/model';
import { wantsSignInSoon } from '../../shared/say';
import { request } from '../api';
import { DoctorTab } from '../doctor/doctor-tab';
import { type Go, SERVER_TABS, type ServerTab } from '../route';
import { useFresh } from '../sign-in/fresh';
import { ToolsTab } from '../tools/tools-tab';
import { TrustNotice } from '../trust/trust-notice';
import { Notice, Problem } from '../ui/parts';
import { useAction } from '../ui/toast';
import { useWords } from '../ui/words';
import { useCatalog } from './catalog';
import { ServerHead } from './head';
import { LogTab } from './log';
import { OverviewTab } from './overview';
import { PromptsTab } from './prompts';
import { ResourcesTab } from './resources';
import classes from './server.module.css';

/**
 * Tools when there is something to use, Doctor when something is broken, Overview when something is to be done, or when a
 * sign-in has just ended well; until the person chooses.
 */
export function firstTab(server: Pick<ServerSummary, 'state' | 'counts'>, fresh: boolean): ServerTab {
  const { state } = server;
  const { kind } = state;
  if (fresh) return 'overview';
  if (kind === 'ready') return 'tools';
  if (kind === 'failed' || (kind === 'connecting' && state.attempt > 1)) return 'doctor';
  return kind === 'connecting' && server.counts.tools > 0 ? 'tools' : 'overview';
}

interface Props {
  readonly server: ServerSummary;
  readonly go: Go;
  /** The tab that was chosen; absent where none was. */
  readonly tab: ServerTab | undefined;
  /** Of the tab, such as a tool. */
  readonly item: string | undefined;
}

export function ServerPage({ server, go, tab: chosen, item }: Props) {
  const { t } = useWords();
  // More access is asked for while a tool is tried, and then takes nothing out of sight.
  const [soon] = useState(() => wantsSignInSoon(server));
  const choose = (tab: ServerTab) => go({ view: 'servers', server: server.name, tab }, 'instead');
  const catalog = useCatalog(server.name, server.fingerprint);
  const fresh = useFresh(server.name);
  const steady = useSteady(firstTab(server, fresh), server);
  const tab = chosen ?? (soon ? 'overview' : steady);
  useFocusAcrossTabs(tab);
  return (
    <div className={classes.page} data-keeps-focus>
      <ServerHead server={server} go={go} onOverview={tab === 'overview' ? undefined : () => choose('overview')} />
      <Tabs
        value={tab}
        onChange={(value) => {
          const next = SERVER_TABS.find((name) => name === value);
          if (next) choose(next);
        }}
        keepMounted={false}
        className={classes.tabs ?? ''}
      >
        <Tabs.List className={classes.tabList ?? ''} aria-label={t('window.page.tabs.label', { name: server.name })}>
          {SERVER_TABS.map((name) => (
            <Tabs.Tab key={name} value={name} className={classes.tab ?? ''}>
              {t(`window.page.tabs.${name}`)}
              <Count count={countOf(server, name)} />
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <TrustNotice server={server} />
        <PartialNotice server={server} />
        {SERVER_TABS.map((name) => (
          <Tabs.Panel key={name} value={name} className={classes.panel ?? ''}>
            <Panel
              name={name}
              server={server}
              catalog={catalog}
              fresh={fresh}
              onTools={() => choose('tools')}
              onOverview={() => choose('overview')}
              item={item}
            />
          </Tabs.Panel>
        ))}
      </Tabs>
    </div>
  );
}

/** A broken server that is tried again stays where it is told why it is broken. */
function useSteady(first: ServerTab, { state }: ServerSummary): ServerTab {
  const shown = useRef(first);
  const now = state.kind === 'connecting' && shown.current === 'doctor' ? 'doctor' : first;
  useEffect(() => {
    shown.current = now;
  }, [now]);
  return now;
}

/** A tab that comes by itself takes away what had the focus; the page's title has it then. */
function useFocusAcrossTabs(tab: ServerTab): void {
  const before = useRef(tab);
  useEffect(() => {
    if (before.current === tab) return;
    before.current = tab;
    if (document.activeElement === document.body) document.querySelector<HTMLElement>('[data-title]')?.focus();
  }, [tab]);
}

function Count({ count }: { count: number }) {
  return count > 0 ? <span className={classes.tabCount}>{count}</span> : null;
}

function countOf({ counts }: ServerSummary, name: ServerTab): number {
  if (name === 'tools') return counts.tools;
  if (name === 'resources') return counts.resources + counts.templates;
  return name === 'prompts' ? counts.prompts : 0;
}

interface PanelProps extends ComponentProps<typeof OverviewTab> {
  readonly name: ServerTab;
  readonly onOverview: () => void;
  readonly item: string | undefined;
}

function Panel({ name, server, catalog, fresh, onTools, onOverview, item }: PanelProps) {
  if (name === 'overview') return <OverviewTab server={server} catalog={catalog} fresh={fresh} onTools={onTools} />;
  if (name === 'log') return <LogTab name={server.name} />;
  if (name === 'doctor') return <DoctorTab server={server} onEnter={onOverview} />;
  if (catalog.kind === 'failed') {
    return (
      <div className={classes.body}>
        <Problem problem={catalog.problem} shape="failed" />
      </div>
    );
  }
  const known = catalog.kind === 'here' ? catalog.catalog : undefined;
  if (name === 'tools') return <ToolsTab server={server} catalog={known} item={item} />;
  if (name === 'resources') return <ResourcesTab catalog={known} />;
  return <PromptsTab catalog={known} />;
}

function PartialNotice({ server }: { server: ServerSummary }) {
  const { t } = useWords();
  const { busy, run } = useAction();
  const problem = server.catalogProblem;
  if (!problem) return null;
  return (
    <div className={classes.partial}>
      <Notice
        tone="caution"
        shape="partial"
        title={problem.message}
        action={
          <Button
            size="xs"
            disabled={busy}
            onClick={() => run(() => request('server:reconnect', { name: server.name }))}
          >
            {t('window.page.loadAgain')}
          </Button>
        }
      >
        {problem.action}
      </Notice>
    </div>
  );
}
