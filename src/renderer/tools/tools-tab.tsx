// A server's tools: search, order, and the list, one tool open at a time.
import { Button, Select, TextInput, VisuallyHidden } from '@mantine/core';
import { IconChevronDown, IconSearch } from '@tabler/icons-react';
import { type RefObject, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { Catalog, ServerSummary, Tool } from '../../shared/model';
import { Empty } from '../ui/parts';
import { VirtualList } from '../ui/virtual-list';
import { useWords } from '../ui/words';
import { ReachNotice } from './reach-notice';
import { findTools, prepareTools, type ToolSort } from './search';
import { ToolItem } from './tool-item';
import classes from './tools.module.css';

interface Props {
  readonly server: ServerSummary;
  readonly catalog: Catalog | undefined;
}

const NO_TOOLS: readonly Tool[] = [];

export function ToolsTab({ server, catalog }: Props) {
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
      <FoundTools server={server} found={found} onClear={() => setQuery('')} />
    </>
  );
}

function FoundTools({
  server,
  found,
  onClear,
}: {
  server: ServerSummary;
  found: readonly Tool[];
  onClear: () => void;
}) {
  const { t } = useWords();
  const [open, setOpen] = useState<string>();
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
      keyOf={(tool) => tool.name}
      estimate={49}
      label={t('window.tools.list')}
      className={classes.list}
      pinned={found.findIndex((tool) => tool.name === open)}
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

/** `/` leads to the search, unless the person is typing elsewhere. */
function useSlashFocus(): RefObject<HTMLInputElement | null> {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [role="dialog"]'))
        return;
      event.preventDefault();
      field.current?.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return field;
}

function SortSelect({ sort, onChange }: { sort: ToolSort; onChange: (sort: ToolSort) => void }) {
  const { t } = useWords();
  const data: { value: ToolSort; label: string }[] = [
    { value: 'cost', label: t('window.tools.sortCost') },
    { value: 'name', label: t('window.tools.sortName') },
    { value: 'server', label: t('window.tools.sortServer') },
  ];
  return (
    <Select
      className={classes.sort ?? ''}
      aria-label={t('window.tools.sort')}
      data={data}
      value={sort}
      allowDeselect={false}
      withCheckIcon={false}
      rightSection={<IconChevronDown size={13} stroke={1.35} aria-hidden />}
      onChange={(value) => onChange(data.find((d) => d.value === value)?.value ?? 'cost')}
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
