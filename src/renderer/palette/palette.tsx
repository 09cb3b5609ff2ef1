// The command palette: Ctrl or Cmd with K, one field over servers, tools and actions. A combobox, so that what is chosen
// is read aloud as well.
import { Combobox, Modal, TextInput, useCombobox } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { find, prepare } from '../../shared/find';
import type { Snapshot } from '../../shared/model';
import type { Route } from '../route';
import { useSnapshot } from '../store';
import { useWords } from '../ui/words';
import { type Command, commandsOf } from './commands';
import classes from './palette.module.css';
import { CommandRow, Keys, ToolRow } from './rows';
import { type FoundTool, useToolIndex } from './tool-index';
import { useAct } from './use-act';

/** Rows of each group, before anything is typed and after. */
const FEW = { actions: 6, servers: 8, tools: 0, settings: 0 } as const;
const MOST = { actions: 8, servers: 8, tools: 20, settings: 5 } as const;

interface Props {
  readonly opened: boolean;
  readonly onOpen: () => void;
  readonly onClose: () => void;
  readonly go: (route: Route) => void;
}

export function Palette({ opened, onOpen, onClose, go }: Props) {
  const { t } = useWords();
  // No tag is left out: the key means the same while one types elsewhere.
  useHotkeys([['mod+K', opened ? onClose : onOpen]], []);
  return (
    <Modal.Root
      opened={opened}
      onClose={onClose}
      size={580}
      yOffset={76}
      xOffset={16}
      transitionProps={{ duration: 160, transition: 'fade' }}
    >
      <Modal.Overlay className={classes.veil ?? ''} />
      <Modal.Content classNames={{ content: classes.palette ?? '' }} aria-label={t('window.find.title')}>
        <Search go={go} onClose={onClose} />
      </Modal.Content>
    </Modal.Root>
  );
}

interface Found {
  readonly actions: readonly Command[];
  readonly servers: readonly Command[];
  readonly settings: readonly Command[];
  readonly tools: readonly FoundTool[];
}

function useFound(snapshot: Snapshot, query: string): { found: Found; loading: boolean } {
  const { t } = useWords();
  const { tools, loading } = useToolIndex(snapshot.servers, true);
  const commands = useMemo(() => commandsOf(snapshot, t), [snapshot, t]);
  const prepared = useMemo(() => prepare(commands, (c) => ({ name: c.label, description: c.about ?? '' })), [commands]);
  const found = useMemo(() => {
    const empty = query.trim() === '';
    const most = empty ? FEW : MOST;
    const all = empty ? commands.filter((c) => c.first || c.group === 'servers') : find(prepared, query);
    const of = (group: Command['group']) => all.filter((c) => c.group === group).slice(0, most[group]);
    const first = of('actions');
    return {
      actions: [...first.filter((c) => c.first), ...first.filter((c) => !c.first)],
      servers: of('servers'),
      settings: of('settings'),
      tools: empty ? [] : find(tools, query).slice(0, most.tools),
    };
  }, [commands, prepared, tools, query]);
  return { found, loading };
}

function Search({ go, onClose }: Pick<Props, 'go' | 'onClose'>) {
  const { t } = useWords();
  const snapshot = useSnapshot();
  const [query, setQuery] = useState('');
  const deferred = useDeferredValue(query);
  const { found, loading } = useFound(snapshot, deferred);
  const act = useAct(go);
  const combobox = useCombobox({ opened: true });
  const { selectFirstOption, updateSelectedOptionIndex } = combobox;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first row is chosen again whenever other rows are found
  useEffect(() => {
    selectFirstOption();
    updateSelectedOptionIndex('selected');
  }, [found]);
  const choose = (id: string) => {
    onClose();
    const tool = found.tools.find((one) => one.id === id);
    if (tool) return go({ view: 'servers', server: tool.server, tab: 'tools', item: tool.name });
    const command = [...found.actions, ...found.servers, ...found.settings].find((one) => one.id === id);
    if (command) act(command.act);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      onClose();
    }
    if (event.key !== 'Tab' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    const about = document.querySelector('[data-combobox-option][data-combobox-selected]')?.getAttribute('data-about');
    if (about) setQuery(`${about} `);
  };
  const isEmpty = Object.values(found).every((rows) => rows.length === 0);
  return (
    <Combobox store={combobox} onOptionSubmit={choose}>
      <Combobox.EventsTarget withExpandedAttribute>
        <TextInput
          className={classes.field ?? ''}
          variant="unstyled"
          leftSection={<IconSearch size={17} stroke={1.35} aria-hidden />}
          aria-label={t('window.find.field')}
          placeholder={t('window.find.field')}
          value={query}
          data-autofocus
          maxLength={200}
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      </Combobox.EventsTarget>
      {isEmpty ? (
        <div className={classes.empty} role="status">
          <b>{loading ? t('window.find.loading', { count: snapshot.servers.length }) : t('window.find.nothing')}</b>
          <span>{loading ? '' : t('window.find.nothingHint')}</span>
        </div>
      ) : (
        <Rows found={found} query={deferred} />
      )}
      <Keys />
    </Combobox>
  );
}

function Rows({ found, query }: { found: Found; query: string }) {
  const { t } = useWords();
  return (
    <Combobox.Options className={classes.options ?? ''} aria-label={t('window.find.title')}>
      <Group name="actions" count={found.actions.length}>
        {found.actions.map((command) => (
          <CommandRow key={command.id} command={command} query={query} />
        ))}
      </Group>
      <Group name="servers" count={found.servers.length}>
        {found.servers.map((command) => (
          <CommandRow key={command.id} command={command} query={query} />
        ))}
      </Group>
      <Group name="tools" count={found.tools.length}>
        {found.tools.map((tool) => (
          <ToolRow key={tool.id} id={tool.id} tool={tool} query={query} />
        ))}
      </Group>
      <Group name="settings" count={found.settings.length}>
        {found.settings.map((command) => (
          <CommandRow key={command.id} command={command} query={query} />
        ))}
      </Group>
    </Combobox.Options>
  );
}

function Group({ name, count, children }: { name: keyof Found; count: number; children: ReactNode }) {
  const { t } = useWords();
  return count === 0 ? null : (
    <Combobox.Group label={t(`window.find.group.${name}`)} classNames={{ groupLabel: classes.groupLabel ?? '' }}>
      {children}
    </Combobox.Group>
  );
}
