// The rows of the palette, and the keys that work in it.
import { Combobox, Kbd } from '@mantine/core';
import {
  IconAdjustmentsHorizontal,
  IconArrowRight,
  IconCopy,
  IconFileImport,
  IconPlus,
  IconRefresh,
  IconTool,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { matches } from '../../shared/find';
import { useSnapshot } from '../store';
import { Shape } from '../ui/shapes';
import { useWords } from '../ui/words';
import type { Command } from './commands';
import classes from './palette.module.css';
import type { FoundTool } from './tool-index';

/** A text with what was asked for marked in it. */
export function Marked({ text, query }: { text: string; query: string }) {
  const found = matches(text, query);
  if (found.length === 0) return text;
  const parts: ReactNode[] = [];
  let at = 0;
  for (const { from, to } of found) {
    parts.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>);
    at = to;
  }
  return [...parts, text.slice(at)];
}

interface RowProps {
  /** Of the element: the field refers to the chosen row by it. */
  readonly id: string;
  readonly query: string;
  readonly chosen: boolean;
}

export function CommandRow({ command, query, id, chosen }: RowProps & { command: Command }) {
  return (
    <Combobox.Option value={command.id} id={id} selected={chosen} aria-selected={chosen} className={classes.row ?? ''}>
      <CommandIcon icon={command.icon} />
      <span className={classes.label}>
        <Marked text={command.label} query={query} />
      </span>
      <span className={classes.to}>{command.to}</span>
    </Combobox.Option>
  );
}

const ICONS = {
  add: IconPlus,
  import: IconFileImport,
  go: IconArrowRight,
  set: IconAdjustmentsHorizontal,
  copy: IconCopy,
  again: IconRefresh,
} as const;
const isIcon = (icon: Command['icon']): icon is keyof typeof ICONS => Object.hasOwn(ICONS, icon);

function CommandIcon({ icon }: Pick<Command, 'icon'>) {
  if (!isIcon(icon)) return <Shape name={icon} />;
  const Icon = ICONS[icon];
  return <Icon size={16} stroke={1.35} aria-hidden />;
}

export function ToolRow({ id, tool, query, chosen }: RowProps & { tool: FoundTool }) {
  const { t } = useWords();
  const { servers } = useSnapshot();
  const isCached = servers.find((s) => s.name === tool.server)?.catalogSource === 'cache';
  return (
    <Combobox.Option value={tool.id} id={id} selected={chosen} aria-selected={chosen} className={classes.row ?? ''}>
      <IconTool size={16} stroke={1.35} aria-hidden />
      <span className={classes.tool}>
        <Marked text={tool.name} query={query} />
      </span>
      <span className={classes.to}>{isCached ? t('window.find.cached', { server: tool.server }) : tool.server}</span>
    </Combobox.Option>
  );
}

/** Which keys do what: read by eye, for the field itself tells a screen reader. */
export function Keys() {
  const { t } = useWords();
  return (
    <div className={classes.keys} aria-hidden="true">
      <span>
        <Kbd size="xs">↑</Kbd>
        <Kbd size="xs">↓</Kbd>
        {t('window.find.hint.choose')}
      </span>
      <span>
        <Kbd size="xs">Enter</Kbd>
        {t('window.find.hint.act')}
      </span>
      <span>
        <Kbd size="xs">Tab</Kbd>
        {t('window.find.hint.more')}
      </span>
      <span>
        <Kbd size="xs">Esc</Kbd>
        {t('window.find.hint.close')}
      </span>
    </div>
  );
}
