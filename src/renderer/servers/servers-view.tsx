// Servers: the list and, beside it, one server's page or the page that adds one. Where there is room for one, one shows.
import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowLeft } from '@tabler/icons-react';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { AddPage } from '../add/add-page';
import { FirstRun } from '../add/first-run';
import { formatRoute, type Go, type Route } from '../route';
import { ServerPage } from '../server/server-page';
import { useSnapshot } from '../store';
import { CopyText } from '../ui/copy';
import { focusFieldSoon, focusTitleSoon } from '../ui/focus';
import { Empty, Notice } from '../ui/parts';
import { clockTime, useWords } from '../ui/words';
import { ServerList } from './server-list';
import classes from './servers.module.css';

type ServersRoute = Extract<Route, { view: 'servers' | 'add' }>;

interface Props {
  readonly route: ServersRoute;
  readonly go: Go;
}

export function ServersView({ route, go }: Props) {
  const { servers } = useSnapshot();
  const single = useMediaQuery('(max-width: 43.74em)') ?? false;
  const selected = route.view === 'servers' ? route.server : undefined;
  useFocusAcross(single, selected);
  const [visit, setVisit] = useState(0);
  const onEnter = useCallback(
    (server: string, focus: 'field' | 'none') => {
      go({ view: 'servers', server });
      setVisit((v) => v + 1);
      if (focus === 'field') focusFieldSoon();
    },
    [go],
  );
  const deeper = route.view === 'add' || selected !== undefined;
  if (servers.length === 0 && route.view !== 'add') {
    return (
      <div className={classes.alone}>
        <ConfigNotice />
        <FirstRun go={go} />
      </div>
    );
  }
  return (
    <div className={classes.split} data-single={single || undefined}>
      {single && deeper ? null : <ServerList selected={selected} alone={!deeper} go={go} onEnter={onEnter} />}
      {single && !deeper ? null : (
        <section className={classes.page}>
          {single ? <BackLink /> : null}
          <ConfigNotice />
          <Page route={route} go={go} visit={visit} />
        </section>
      )}
    </div>
  );
}

/** Where list and page take turns, what had the focus goes with the other: the page's title takes it, or the list. */
function useFocusAcross(single: boolean, selected: string | undefined): void {
  const before = useRef(selected);
  useEffect(() => {
    const moved = before.current !== selected;
    before.current = selected;
    if (!single || !moved) return;
    if (selected === undefined) document.getElementById('main')?.focus();
    else focusTitleSoon();
  }, [single, selected]);
}

/** `visit` grows when a page is to be shown as if it were opened for the first time. */
function Page({ route, go, visit }: Props & { visit: number }): ReactNode {
  const { t } = useWords();
  const { servers } = useSnapshot();
  if (route.view === 'add') return <AddPage key={route.offer} offer={route.offer} go={go} />;
  if (route.server === undefined)
    return <Empty title={t('window.servers.choose')} hint={t('window.servers.chooseHint')} />;
  const server = servers.find((s) => s.name === route.server);
  if (server)
    return <ServerPage key={`${server.name}:${visit}`} server={server} go={go} tab={route.tab} item={route.item} />;
  return (
    <Empty title={t('window.servers.gone', { name: route.server })} hint={t('window.servers.goneHint')}>
      <BackLink />
    </Empty>
  );
}

function BackLink() {
  const { t } = useWords();
  return (
    <div className={classes.back}>
      <Button
        component="a"
        href={formatRoute({ view: 'servers' })}
        variant="subtle"
        leftSection={<IconArrowLeft size={16} stroke={1.35} aria-hidden />}
      >
        {t('window.common.back')}
      </Button>
    </div>
  );
}

/** A broken mcp.json: where, what still holds, and the path to open. */
function ConfigNotice() {
  const { t, language } = useWords();
  const { configProblem, configFile } = useSnapshot();
  if (!configProblem) return null;
  const { problem, goodSince } = configProblem;
  return (
    <div className={classes.notice}>
      <Notice
        tone="bad"
        shape="failed"
        title={problem.message}
        action={<CopyText text={configFile} label="path" />}
        urgent
      >
        <p>{t('window.configBroken.since', { time: clockTime(goodSince, language) })}</p>
        <p>{problem.action}</p>
      </Notice>
    </div>
  );
}
