// The list of servers: filter, rows in the order of the file, and the sum at the foot.
import { Button, SegmentedControl, VisuallyHidden } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useCallback, useMemo, useState } from 'react';
import type { ServerSummary } from '../../shared/model';
import { needsYou, sayTokens } from '../../shared/say';
import { formatRoute, type Route } from '../route';
import { useSnapshot } from '../store';
import { Empty } from '../ui/parts';
import { VirtualList } from '../ui/virtual-list';
import { useWords } from '../ui/words';
import { filterServers, type ServerFilter, sumReady } from './filter';
import { ServerRow } from './server-row';
import classes from './servers.module.css';

const keyOf = (server: ServerSummary) => server.name;

interface Props {
  readonly selected: string | undefined;
  /** True while no page beside it has a title of its own. */
  readonly alone: boolean;
  readonly go: (route: Route) => void;
  /** Opens a page anew, as if it were visited for the first time. */
  readonly onEnter: (name: string, focus: 'field' | 'none') => void;
}

export function ServerList({ selected, alone, go, onEnter }: Props) {
  const { t } = useWords();
  const { servers } = useSnapshot();
  const [filter, setFilter] = useState<ServerFilter>('all');
  const rows = useMemo(() => filterServers(servers, filter), [servers, filter]);
  const open = useCallback((server: string) => go({ view: 'servers', server }), [go]);
  // One first-level heading: the server's name where one is open.
  const Heading = alone ? 'h1' : 'h2';
  const current = rows.findIndex((s) => s.name === selected);
  return (
    <section className={classes.pane} aria-labelledby="servers-title">
      <div className={classes.bar} data-drag>
        <Heading id="servers-title" className={classes.title}>
          {t('window.nav.servers')}
        </Heading>
        <Button
          component="a"
          href={formatRoute({ view: 'add' })}
          size="xs"
          leftSection={<IconPlus size={14} stroke={1.35} aria-hidden />}
        >
          {t('window.common.add')}
        </Button>
      </div>
      <FilterControl filter={filter} onChange={setFilter} />
      {rows.length === 0 ? (
        <Empty title={t('window.servers.noneNeeds')} hint={t('window.servers.noneNeedsHint')} />
      ) : (
        <VirtualList
          items={rows}
          keyOf={keyOf}
          estimate={53}
          label={t('window.servers.list')}
          current={current}
          className={classes.list}
          row={(server, tabIndex) => (
            <ServerRow
              server={server}
              selected={server.name === selected}
              tabIndex={tabIndex}
              onOpen={open}
              onEnter={onEnter}
            />
          )}
        />
      )}
      <Sum />
    </section>
  );
}

function FilterControl({ filter, onChange }: { filter: ServerFilter; onChange: (filter: ServerFilter) => void }) {
  const { t } = useWords();
  const { servers } = useSnapshot();
  const data: { value: ServerFilter; label: string }[] = [
    { value: 'all', label: t('window.servers.all', { count: servers.length }) },
    { value: 'needs-you', label: t('window.servers.needsYou', { count: servers.filter(needsYou).length }) },
  ];
  return (
    <div className={classes.filter}>
      <SegmentedControl
        fullWidth
        value={filter}
        onChange={onChange}
        data={data}
        aria-label={t('window.servers.filter')}
      />
    </div>
  );
}

function Sum() {
  const { t } = useWords();
  const { servers } = useSnapshot();
  const { tools, tokens } = sumReady(servers);
  const parts = [
    t('window.servers.sumTools', { count: tools }),
    t('window.servers.sumTokens', { tokens: sayTokens(tokens, t) }),
  ];
  return (
    <p className={classes.sum}>
      <VisuallyHidden>{t('window.nav.servers')}: </VisuallyHidden>
      {tools > 0 ? (
        <a href={formatRoute({ view: 'tools' })}>{parts.join(t('common.listSeparator'))}</a>
      ) : (
        parts.join(t('common.listSeparator'))
      )}
    </p>
  );
}
