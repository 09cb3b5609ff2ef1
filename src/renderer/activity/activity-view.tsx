// Activity: what clients asked through the broker, newest first, while it happens.
import { Button, SegmentedControl, Select, Title } from '@mantine/core';
import { IconActivity, IconArrowUp, IconChevronDown } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import type { ActivityRecord } from '../../shared/model';
import { useSnapshot } from '../store';
import { Empty, Problem } from '../ui/parts';
import { useWords } from '../ui/words';
import classes from './activity.module.css';
import { ActivityList } from './activity-list';
import { type ActivityFilter, countRecords, filterRecords } from './records';
import { useActivity } from './use-activity';
import { useHold } from './use-hold';

const NONE: readonly ActivityRecord[] = [];
const FILTERS: readonly ActivityFilter[] = ['all', 'calls', 'problems'];
/** No server can be called this. */
const EVERY = '*';

export function ActivityView() {
  const { t } = useWords();
  const { latestActivity } = useSnapshot();
  const state = useActivity(latestActivity);
  const [filter, setFilter] = useState<ActivityFilter>('all');
  const [server, setServer] = useState(EVERY);
  const records = state.kind === 'here' ? state.records : NONE;
  const ofServer = useMemo(
    () => (server === EVERY ? records : records.filter((r) => r.server === server)),
    [records, server],
  );
  return (
    <div className={classes.view}>
      <div className={classes.bar} data-drag>
        <Title order={1} className={classes.title ?? ''}>
          {t('window.nav.activity')}
        </Title>
        {records.length > 0 ? (
          <div className={classes.controls}>
            <FilterControl records={ofServer} filter={filter} onChange={setFilter} />
            <ServerSelect records={records} server={server} onChange={setServer} />
          </div>
        ) : null}
      </div>
      {state.kind === 'failed' ? (
        <div className={classes.problem}>
          <Problem problem={state.problem} shape="failed" />
        </div>
      ) : null}
      {state.kind === 'loading' ? <p className={classes.quiet}>{t('window.common.loading')}</p> : null}
      {state.kind === 'here' && records.length === 0 ? <Nothing /> : null}
      {records.length > 0 ? (
        <Requests
          // Another choice of rows begins at its top, and moves again.
          key={`${filter} ${server}`}
          records={ofServer}
          filter={filter}
          onAll={() => {
            setFilter('all');
            setServer(EVERY);
          }}
        />
      ) : null}
    </div>
  );
}

function Nothing() {
  const { t } = useWords();
  const { settings } = useSnapshot();
  return (
    <Empty
      icon={<IconActivity size={30} stroke={1.35} aria-hidden />}
      title={t('window.activity.none')}
      hint={t(settings.activityContent ? 'window.activity.noneHintContent' : 'window.activity.noneHint')}
    />
  );
}

interface RequestsProps {
  readonly records: readonly ActivityRecord[];
  readonly filter: ActivityFilter;
  readonly onAll: () => void;
}

function Requests({ records, filter, onAll }: RequestsProps) {
  const { t } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => filterRecords(records, filter), [records, filter]);
  const { shown, waiting, release, props } = useHold(rows, rows[0]?.id ?? 0);
  if (rows.length === 0) {
    return (
      <Empty title={t('window.activity.noMatch')} hint={t('window.activity.noMatchHint', { count: records.length })}>
        <Button onClick={onAll}>{t('window.activity.showAll')}</Button>
      </Empty>
    );
  }
  const showNew = () => {
    release();
    focusFirstSoon(box.current);
  };
  return (
    // The handlers only watch where the focus and the scrolling are.
    <div ref={box} className={classes.requests} {...props}>
      {waiting > 0 ? (
        <Button
          size="xs"
          className={classes.newer ?? ''}
          leftSection={<IconArrowUp size={14} stroke={1.35} aria-hidden />}
          onClick={showNew}
        >
          {t('window.activity.newer', { count: waiting })}
        </Button>
      ) : null}
      <ActivityList records={shown} />
    </div>
  );
}

/** The button goes; the row that came has the focus. */
function focusFirstSoon(box: HTMLElement | null): void {
  box?.querySelector('[data-scroller]')?.scrollTo({ top: 0 });
  requestAnimationFrame(() =>
    requestAnimationFrame(() => box?.querySelector<HTMLElement>('li[data-index="0"] [data-row]')?.focus()),
  );
}

function FilterControl(props: Pick<RequestsProps, 'records' | 'filter'> & { onChange: (f: ActivityFilter) => void }) {
  const { t } = useWords();
  const { records, filter, onChange } = props;
  const counts = useMemo(() => countRecords(records), [records]);
  const data = FILTERS.map((value) => ({ value, label: t(`window.activity.${value}`, { count: counts[value] }) }));
  return <SegmentedControl value={filter} onChange={onChange} data={data} aria-label={t('window.activity.filter')} />;
}

/** Servers that were asked something, where there are several to tell apart. */
function ServerSelect(props: {
  records: readonly ActivityRecord[];
  server: string;
  onChange: (server: string) => void;
}) {
  const { t } = useWords();
  const { records, server, onChange } = props;
  const names = useMemo(() => [...new Set(records.map((r) => r.server))].sort(), [records]);
  if (names.length < 2 && server === EVERY) return null;
  const known = names.includes(server) || server === EVERY ? names : [...names, server];
  return (
    <Select
      className={classes.select ?? ''}
      aria-label={t('window.activity.server')}
      data={[
        { value: EVERY, label: t('window.activity.everyServer') },
        ...known.map((name) => ({ value: name, label: name })),
      ]}
      value={server}
      allowDeselect={false}
      withCheckIcon={false}
      rightSection={<IconChevronDown size={13} stroke={1.35} aria-hidden />}
      onChange={(value) => onChange(value ?? EVERY)}
    />
  );
}
