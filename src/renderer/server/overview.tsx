// What is known about a server, and where it has a problem, what that is and what to do next.

import type { ReactNode } from 'react';
import { assertNever } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import type { CatalogCounts, ConnectionState, ServerSummary } from '../../shared/model';
import { sayLatency, sayTokens } from '../../shared/say';
import { SignInSection } from '../sign-in/section';
import { signInView, speaksForState } from '../sign-in/view';
import { Notice, Problem } from '../ui/parts';
import { ScrollBox } from '../ui/scroll-box';
import { Sparkline } from '../ui/sparkline';
import { clockTime, Rich, useWords } from '../ui/words';
import type { CatalogState } from './catalog';
import { DeliverySection } from './delivery-section';
import classes from './server.module.css';

interface Props {
  readonly server: ServerSummary;
  readonly catalog: CatalogState;
  /** True on the visit in which a sign-in ended well. */
  readonly fresh: boolean;
  readonly onTools: () => void;
}

export function OverviewTab({ server, catalog, fresh, onTools }: Props) {
  const { t } = useWords();
  const known = catalog.kind === 'here' ? catalog.catalog : undefined;
  const instructions = known?.instructions;
  const view = signInView(server);
  return (
    <ScrollBox className={classes.body} label={t('window.page.tabs.overview')}>
      {speaksForState(view) ? null : <StateNotice server={server} />}
      <SignInSection server={server} view={view} catalog={known} fresh={fresh} onTools={onTools} />
      <Facts server={server} />
      <DeliverySection server={server} />
      {instructions ? (
        <section className={classes.section}>
          <h2>{t('window.overview.instructions')}</h2>
          <pre className={classes.whole}>{instructions}</pre>
        </section>
      ) : null}
    </ScrollBox>
  );
}

function StateNotice({ server }: { server: ServerSummary }) {
  const { t } = useWords();
  const { state } = server;
  switch (state.kind) {
    case 'ready':
      return null;
    case 'connecting':
      return (
        <p className={classes.muted}>
          {server.catalogSource === 'cache' ? t('window.page.cached') : t('window.overview.connectingHint')}
        </p>
      );
    case 'off':
      return (
        <Notice tone="plain" shape="off" title={t('window.overview.offTitle')}>
          <Rich text={t('window.overview.offHint')} />
        </Notice>
      );
    case 'sign-in-needed':
    case 'needs-input':
      return <Problem problem={state.problem} shape={state.kind} tone="accent" />;
    case 'failed':
      return <Problem problem={state.problem} shape="failed" />;
    default:
      return assertNever(state);
  }
}

/** The middle of the last round trips; undefined without any. */
export function median(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

type Fact = readonly [label: string, value: ReactNode];

function Facts({ server }: { server: ServerSummary }) {
  const { t, language } = useWords();
  const facts: Fact[] = [
    ...(server.state.kind === 'ready' ? readyFacts(server, server.state, t, (at) => clockTime(at, language)) : []),
    ...(server.catalogSource === 'none' ? [] : catalogFacts(server, t)),
  ];
  if (server.sets.length > 0) facts.push([t('window.overview.sets'), <Sets key="sets" names={server.sets} />]);
  return (
    <dl className={classes.facts}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Only once there is a catalog: nothing measured is not the same as nothing there. */
function catalogFacts(server: ServerSummary, t: Translate): Fact[] {
  return [
    [t('window.overview.latency'), <Latency key="latency" values={server.latencies} />],
    [t('window.overview.catalog'), sayCounts(server.counts, t)],
    [t('window.overview.cost'), t('window.common.approxTokens', { tokens: sayTokens(server.tokens, t) })],
  ];
}

type Ready = Extract<ConnectionState, { kind: 'ready' }>;

function readyFacts(server: ServerSummary, state: Ready, t: Translate, time: (at: number) => string): Fact[] {
  const used = t(`common.transport.${state.transport}`);
  const wanted = t(`common.transport.${server.transport}`);
  return [
    [
      t('window.overview.server'),
      t('window.overview.serverNamed', { name: state.serverName, version: state.serverVersion }),
    ],
    [t('window.overview.protocol'), t('window.overview.protocolValue', { revision: state.protocol })],
    [t('window.overview.transport'), used === wanted ? used : t('window.overview.transportFallback', { used, wanted })],
    [t('window.overview.since'), time(state.since)],
  ];
}

function Latency({ values }: { values: readonly number[] }) {
  const { t } = useWords();
  const last = values.at(-1);
  const middle = median(values);
  if (last === undefined || middle === undefined) return t('window.overview.latencyNone');
  return (
    <span className={classes.latency}>
      {values.length > 1 ? <Sparkline values={values} width={104} height={20} /> : null}
      {t('window.overview.latencyLast', { last: sayLatency(last, t), median: sayLatency(middle, t) })}
    </span>
  );
}

function Sets({ names }: { names: readonly string[] }) {
  return names.map((name) => (
    <code key={name} className={classes.name}>
      {name}
    </code>
  ));
}

function sayCounts(counts: CatalogCounts, t: Translate): string {
  return [
    t('window.overview.catalogTools', { count: counts.tools }),
    t('window.overview.catalogResources', { count: counts.resources }),
    t('window.overview.catalogTemplates', { count: counts.templates }),
    t('window.overview.catalogPrompts', { count: counts.prompts }),
  ].join(t('common.listSeparator'));
}
