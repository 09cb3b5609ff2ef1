// Every tool of every server in one list, and what they cost in a model's context.
import { SegmentedControl, Select, TextInput, Title, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconChevronDown, IconSearch } from '@tabler/icons-react';
import { memo, useDeferredValue, useMemo, useState } from 'react';
import { find, type Prepared } from '../../shared/find';
import { sayTokens } from '../../shared/say';
import { Marked } from '../palette/rows';
import { type FoundTool, useToolIndex } from '../palette/tool-index';
import type { Route } from '../route';
import { useSnapshot } from '../store';
import type { ToolSort } from '../tools/search';
import { SortSelect } from '../tools/sort-select';
import { useSlashFocus } from '../tools/use-slash-focus';
import { Empty, ToolBadges } from '../ui/parts';
import { VirtualList } from '../ui/virtual-list';
import { useWords } from '../ui/words';
import classes from './catalog.module.css';
import { CostTables } from './cost-tables';

type Part = 'tools' | 'cost';

export function CatalogView({ go }: { go: (route: Route) => void }) {
  const { t } = useWords();
  const { servers } = useSnapshot();
  const { tools, loading, problem } = useToolIndex(servers, true);
  const [part, setPart] = useState<Part>('tools');
  // The choice shows at once; two tables of hundreds of rows follow a frame later.
  const shown = useDeferredValue(part);
  const data: { value: Part; label: string }[] = [
    { value: 'tools', label: t('window.page.tabs.tools') },
    { value: 'cost', label: t('window.allTools.cost') },
  ];
  return (
    <div className={classes.view}>
      <div className={classes.bar} data-drag>
        <Title order={1} data-title tabIndex={-1} className={classes.title ?? ''}>
          {t('window.allTools.title')}
        </Title>
        <SegmentedControl value={part} onChange={setPart} data={data} aria-label={t('window.allTools.title')} />
      </div>
      {tools.length === 0 ? (
        <Empty
          title={
            problem?.message ??
            (loading ? t('window.find.loading', { count: servers.length }) : t('window.allTools.none'))
          }
          hint={problem?.action ?? (loading ? '' : t('window.allTools.noneHint'))}
        />
      ) : shown === 'tools' ? (
        <ToolList tools={tools} go={go} />
      ) : (
        <CostTables tools={tools} />
      )}
    </div>
  );
}

const idOf = (tool: FoundTool) => tool.id;

function ToolList({ tools, go }: { tools: readonly Prepared<FoundTool>[]; go: (route: Route) => void }) {
  const { t } = useWords();
  const [query, setQuery] = useState('');
  const [sort, setSort] = useState<ToolSort>('cost');
  const [server, setServer] = useState<string | null>(null);
  const field = useSlashFocus();
  const asked = useDeferredValue(query);
  const sorted = useMemo(
    () => sortTools(server ? tools.filter((p) => p.item.server === server) : tools, sort),
    [tools, sort, server],
  );
  const found = useMemo(() => find(sorted, asked), [sorted, asked]);
  const label = t('window.allTools.search', { count: tools.length });
  return (
    <>
      <search className={classes.toolbar}>
        <TextInput
          ref={field}
          className={classes.search ?? ''}
          aria-label={label}
          placeholder={label}
          leftSection={<IconSearch size={14} stroke={1.35} aria-hidden />}
          value={query}
          maxLength={200}
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={(event) => {
            // Esc takes the search away first; the next one goes back.
            if (event.key !== 'Escape' || query === '') return;
            event.preventDefault();
            setQuery('');
          }}
        />
        <ServerSelect value={server} onChange={setServer} />
        <SortSelect sort={sort} onChange={setSort} />
      </search>
      <VisuallyHidden role="status">
        {asked === '' ? '' : t('window.allTools.found', { count: found.length })}
      </VisuallyHidden>
      {found.length === 0 ? (
        <Empty title={t('window.tools.noMatch')} hint={t('window.find.nothingHint')} />
      ) : (
        <VirtualList
          items={found}
          keyOf={idOf}
          estimate={49}
          label={t('window.allTools.list')}
          className={classes.list}
          row={(tool, tabIndex) => <ToolRow tool={tool} query={asked} tabIndex={tabIndex} go={go} />}
        />
      )}
    </>
  );
}

/** One fixed collation: the order of names must not depend on the reader's language. */
function sortTools(tools: readonly Prepared<FoundTool>[], sort: ToolSort): readonly Prepared<FoundTool>[] {
  if (sort === 'server') return tools;
  if (sort === 'name') return [...tools].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return [...tools].sort((a, b) => b.item.tokens - a.item.tokens);
}

interface RowProps {
  readonly tool: FoundTool;
  readonly query: string;
  readonly tabIndex: 0 | -1;
  readonly go: (route: Route) => void;
}

const ToolRow = memo(function ToolRow({ tool, query, tabIndex, go }: RowProps) {
  const { t } = useWords();
  return (
    <UnstyledButton
      data-row
      className={classes.row}
      tabIndex={tabIndex}
      onClick={() => go({ view: 'servers', server: tool.server, tab: 'tools', item: tool.name })}
    >
      <span className={classes.first}>
        <span className={classes.name}>
          <Marked text={tool.name} query={query} />
        </span>
        <ToolBadges tool={tool} />
        <span className={classes.end}>
          <span className={classes.server}>{tool.server}</span>
          <span className={classes.cost}>{sayTokens(tool.tokens, t)}</span>
        </span>
      </span>
      <span className={classes.description}>{tool.description}</span>
    </UnstyledButton>
  );
});

function ServerSelect({ value, onChange }: { value: string | null; onChange: (server: string | null) => void }) {
  const { t } = useWords();
  const { servers } = useSnapshot();
  const names = servers.filter((s) => s.counts.tools > 0).map((s) => s.name);
  return (
    <Select
      className={classes.server ?? ''}
      aria-label={t('window.allTools.server')}
      placeholder={t('window.allTools.every')}
      data={names}
      value={value}
      searchable
      clearable
      limit={50}
      withCheckIcon={false}
      rightSection={value === null ? <IconChevronDown size={13} stroke={1.35} aria-hidden /> : undefined}
      onChange={onChange}
    />
  );
}
