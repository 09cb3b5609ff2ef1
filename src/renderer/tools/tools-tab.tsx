// A server's tools: search, order, and the list, one tool open at a time.
import { Button, TextInput, VisuallyHidden } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useDeferredValue, useMemo, useState } from 'react';
import type { Catalog, ServerSummary, Tool } from '../../shared/model';
import { Empty } from '../ui/parts';
import { VirtualList } from '../ui/virtual-list';
import { useWords } from '../ui/words';
import { ReachNotice } from './reach-notice';
import { findTools, prepareTools, type ToolSort } from './search';
import { SortSelect } from './sort-select';
import { ToolItem } from './tool-item';
import classes from './tools.module.css';
import { useSlashFocus } from './use-slash-focus';

interface Props {
  readonly server: ServerSummary;
  readonly catalog: Catalog | undefined;
  /** A tool to open, as the address names it. */
  readonly item?: string | undefined;
}

const NO_TOOLS: readonly Tool[] = [];
const keyOf = (tool: Tool) => tool.name;

export function ToolsTab({ server, catalog, item }: Props) {
  const { t } = useWords();
  const [query, setQuery] = useState('');
  const [sort, setSort] = useState<ToolSort>('cost');
  const field = useSlashFocus();
  const tools = catalog?.tools ?? NO_TOOLS;
  const prepared = useMemo(() => prepareTools(tools, sort), [tools, sort]);
  // Typing comes first: with thousands of tools the list may follow a frame later.
  const deferred = useDeferredValue(query);
  const found = useMemo(() => findTools(prepared, deferred), [prepared, deferred]);
  if (tools.length === 0) return <NoTools server={server} known={catalog !== undefined} />;
  return (
    <>
      <search className={classes.toolbar}>
        <TextInput
          ref={field}
          className={classes.search ?? ''}
          aria-label={t('window.tools.search', { count: tools.length })}
          placeholder={t('window.tools.search', { count: tools.length })}
          leftSection={<IconSearch size={14} stroke={1.35} aria-hidden />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={(event) => {
            // Esc takes the search away first; the next one goes back to the list.
            if (event.key !== 'Escape' || query === '') return;
            event.preventDefault();
            setQuery('');
          }}
        />
        <SortSelect sort={sort} onChange={setSort} />
      </search>
      <VisuallyHidden role="status">
        {deferred === '' ? '' : t('window.tools.found', { count: found.length })}
      </VisuallyHidden>
      <ReachNotice server={server} />
      <FoundTools key={item} server={server} found={found} item={item} onClear={() => setQuery('')} />
    </>
  );
}

function FoundTools({
  server,
  found,
  item,
  onClear,
}: {
  server: ServerSummary;
  found: readonly Tool[];
  item: string | undefined;
  onClear: () => void;
}) {
  const { t } = useWords();
  const [open, setOpen] = useState(item);
  if (found.length === 0) {
    return (
      <Empty title={t('window.tools.noMatch')} hint={t('window.tools.noMatchHint', { server: server.name })}>
        <Button onClick={onClear}>{t('window.tools.clear')}</Button>
      </Empty>
    );
  }
  return (
    <VirtualList
      items={found}
      keyOf={keyOf}
      estimate={49}
      label={t('window.tools.list')}
      className={classes.list}
      pinned={found.findIndex((tool) => tool.name === open)}
      reveal={item === undefined ? -1 : found.findIndex((tool) => tool.name === item)}
      row={(tool, tabIndex) => (
        <ToolItem
          server={server}
          tool={tool}
          on={!server.disabledTools.includes(tool.name)}
          open={tool.name === open}
          tabIndex={tabIndex}
          onToggle={setOpen}
        />
      )}
    />
  );
}

function NoTools({ server, known }: { server: ServerSummary; known: boolean }) {
  const { t } = useWords();
  if (known && server.state.kind === 'ready') {
    return <Empty title={t('window.tools.none')} hint={t('window.tools.noneHint')} />;
  }
  return <Empty title={t('window.tools.notYet')} hint={t('window.tools.notYetHint')} />;
}
