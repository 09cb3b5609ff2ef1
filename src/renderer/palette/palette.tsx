// The command palette: Ctrl or Cmd with K, one field over servers, tools and actions. A combobox, so that what is chosen
// is read aloud as well.
import { Combobox, Modal, TextInput, useCombobox } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useDeferredValue,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { find, prepare } from '../../shared/find';
import type { Snapshot } from '../../shared/model';
import type { Route } from '../route';
import { useSnapshot } from '../store';
import { useWords } from '../ui/words';
import { type Command, commandsOf } from './commands';
import classes from './palette.module.css';
import { CommandRow, Keys, ToolRow } from './rows';
import { type FoundTool, type ToolIndex, useToolIndex } from './tool-index';
import { useAct } from './use-act';
import { rowId, useChosen } from './use-chosen';

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
      // There at once, for whoever types on; the fading is drawn by the style sheet.
      transitionProps={{ duration: 0 }}
      returnFocus={false}
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

const NO_COMMANDS: readonly Command[] = [];

function useFound(snapshot: Snapshot, query: string, isDrawn: boolean): { found: Found; index: ToolIndex } {
  const { t } = useWords();
  const index = useToolIndex(snapshot.servers, isDrawn);
  const { tools } = index;
  const empty = query.trim() === '';
  const commands = useMemo(
    () => (isDrawn ? commandsOf(snapshot, t, empty ? 'first' : 'all') : NO_COMMANDS),
    [isDrawn, snapshot, t, empty],
  );
  const prepared = useMemo(() => prepare(commands, (c) => ({ name: c.label, description: c.about ?? '' })), [commands]);
  const found = useMemo(() => {
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
  }, [commands, prepared, tools, query, empty]);
  return { found, index };
}

function Search({ go, onClose }: Pick<Props, 'go' | 'onClose'>) {
  const { t } = useWords();
  const snapshot = useSnapshot();
  const [query, setQuery] = useState('');
  const deferred = useDeferredValue(query);
  // The field comes first, for whoever types on; the rows are drawn in the next frame.
  const isDrawn = useDeferredValue(true, false);
  const { found, index } = useFound(snapshot, deferred, isDrawn);
  const act = useAct(go);
  const combobox = useCombobox({ opened: true });
  const names = useMemo(() => namesOf(found), [found]);
  const chosen = useChosen(names);
  const ask = (next: string) => {
    setQuery(next);
    chosen.reset();
  };
  const choose = (name: string) => {
    onClose();
    const tool = found.tools.find((one) => one.id === name);
    if (tool) return go({ view: 'servers', server: tool.server, tab: 'tools', item: tool.name });
    const command = commandOf(found, name);
    if (command) act(command.act);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Whoever composes a word chooses among its spellings with these very keys. 229 is what Safari says instead.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return event.stopPropagation();
    if (chosen.onKey(event)) return;
    if (event.key === 'Enter' && chosen.name !== undefined) {
      event.preventDefault();
      choose(chosen.name);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      onClose();
    } else if (event.key === 'Tab' && !event.shiftKey) {
      event.preventDefault();
      const about = aboutOf(found, chosen.name);
      if (about) ask(`${about} `);
    }
  };
  const field = useFocusAtOnce();
  const isEmpty = names.length === 0;
  return (
    <Combobox store={combobox} onOptionSubmit={choose}>
      <TextInput
        ref={field}
        className={classes.field ?? ''}
        variant="unstyled"
        leftSection={<IconSearch size={17} stroke={1.35} aria-hidden />}
        role="combobox"
        aria-label={t('window.find.field')}
        aria-haspopup="listbox"
        aria-expanded={!isEmpty}
        aria-controls={isEmpty ? undefined : LIST}
        aria-activedescendant={chosen.name === undefined ? undefined : rowId(chosen.name)}
        autoComplete="off"
        placeholder={t('window.find.field')}
        value={query}
        data-autofocus
        maxLength={200}
        onChange={(event) => ask(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {isEmpty && isDrawn ? <Nothing index={index} /> : <Rows found={found} query={deferred} chosen={chosen.name} />}
      <Keys />
    </Combobox>
  );
}

const LIST = 'palette-rows';

/**
 * The field has the focus before the next key, for what is typed until then would be lost: the dialog itself gives it a
 * moment later, and by then could not tell who had it before.
 */
function useFocusAtOnce(): RefObject<HTMLInputElement | null> {
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    field.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return field;
}

function Nothing({ index: { loading, problem } }: { index: ToolIndex }) {
  const { t } = useWords();
  const { servers } = useSnapshot();
  const [title, hint] = problem
    ? [problem.message, problem.action]
    : loading
      ? [t('window.find.loading', { count: servers.length }), '']
      : [t('window.find.nothing'), t('window.find.nothingHint')];
  return (
    <div className={classes.empty} role="status">
      <b>{title}</b>
      <span>{hint}</span>
    </div>
  );
}

function Rows({ found, query, chosen }: { found: Found; query: string; chosen: string | undefined }) {
  const { t } = useWords();
  const command = (one: Command) => (
    <CommandRow key={one.id} command={one} query={query} id={rowId(one.id)} chosen={one.id === chosen} />
  );
  return (
    <Combobox.Options id={LIST} className={classes.options ?? ''} aria-label={t('window.find.title')}>
      <Group name="actions" count={found.actions.length}>
        {found.actions.map(command)}
      </Group>
      <Group name="servers" count={found.servers.length}>
        {found.servers.map(command)}
      </Group>
      <Group name="tools" count={found.tools.length}>
        {found.tools.map((tool) => (
          <ToolRow key={tool.id} id={rowId(tool.id)} tool={tool} query={query} chosen={tool.id === chosen} />
        ))}
      </Group>
      <Group name="settings" count={found.settings.length}>
        {found.settings.map(command)}
      </Group>
    </Combobox.Options>
  );
}

const commandOf = ({ actions, servers, settings }: Found, name: string | undefined) =>
  [...actions, ...servers, ...settings].find((one) => one.id === name);

/** What Tab asks more about. */
function aboutOf(found: Found, name: string | undefined): string | undefined {
  return commandOf(found, name)?.about ?? found.tools.find((tool) => tool.id === name)?.server;
}

/** In the order they are drawn. */
function namesOf({ actions, servers, tools, settings }: Found): readonly string[] {
  return [...[...actions, ...servers].map((c) => c.id), ...tools.map((tool) => tool.id), ...settings.map((c) => c.id)];
}

function Group({ name, count, children }: { name: keyof Found; count: number; children: ReactNode }) {
  const { t } = useWords();
  return count === 0 ? null : (
    <Combobox.Group label={t(`window.find.group.${name}`)} classNames={{ groupLabel: classes.groupLabel ?? '' }}>
      {children}
    </Combobox.Group>
  );
}
