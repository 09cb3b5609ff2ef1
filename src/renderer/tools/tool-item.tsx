// One tool in the list: its line, and when open its parameters, its output, and the form that tries it.

import { SegmentedControl, Switch, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { memo, useState } from 'react';
import { countHidden } from '../../shared/hidden-characters';
import type { JsonObject, ServerSummary, Tool } from '../../shared/model';
import { sayTokens } from '../../shared/say';
import { request } from '../api';
import { CopyIcon } from '../ui/copy';
import { Notice, ToolBadges } from '../ui/parts';
import { ScrollBox } from '../ui/scroll-box';
import { useAction } from '../ui/toast';
import { Visible } from '../ui/visible';
import { useWords } from '../ui/words';
import { Parameters } from './parameters';
import classes from './tools.module.css';
import { TryIt } from './try-it';

interface Props {
  readonly server: ServerSummary;
  readonly tool: Tool;
  /** Brokered clients see it and may call it. */
  readonly on: boolean;
  readonly open: boolean;
  readonly tabIndex: 0 | -1;
  readonly onToggle: (name: string | undefined) => void;
}

export const ToolItem = memo(function ToolItem({ server, tool, on, open, tabIndex, onToggle }: Props) {
  const { t } = useWords();
  const Chevron = open ? IconChevronDown : IconChevronRight;
  const title = tool.title !== undefined && tool.title !== tool.name ? tool.title : undefined;
  return (
    <div className={classes.tool} data-open={open || undefined} data-off={!on || undefined}>
      <div className={classes.toolLine}>
        <UnstyledButton
          data-row
          className={classes.toolHead}
          tabIndex={tabIndex}
          aria-expanded={open}
          onClick={() => onToggle(open ? undefined : tool.name)}
        >
          <span className={classes.first}>
            <Chevron size={14} stroke={1.35} aria-hidden className={classes.chevron} />
            <span className={classes.toolName}>{tool.name}</span>
            {title ? <span className={classes.toolTitle}>{title}</span> : null}
            <ToolBadges tool={tool} />
            <span className={classes.cost}>{on ? sayTokens(tool.tokens, t) : t('window.toolSwitch.off')}</span>
          </span>
          <span className={classes.description}>
            <Visible text={tool.description} />
          </span>
        </UnstyledButton>
        <ToolSwitch server={server.name} tool={tool.name} on={on} tabIndex={tabIndex} />
      </div>
      {open ? (
        <div className={classes.inside}>
          <HiddenNotice tool={tool} />
          <SchemaView tool={tool} />
          {tool.outputSchema ? <OutputView schema={tool.outputSchema} tool={tool} /> : null}
          <TryIt server={server} tool={tool} />
        </div>
      ) : null}
    </div>
  );
});

function ToolSwitch(props: { server: string; tool: string; on: boolean; tabIndex: 0 | -1 }) {
  const { t } = useWords();
  const { busy, run } = useAction();
  const { server, tool, on, tabIndex } = props;
  const name = t('window.toolSwitch.name', { tool });
  return (
    <Switch
      size="xs"
      className={classes.toolSwitch ?? ''}
      tabIndex={tabIndex}
      aria-label={name}
      title={name}
      checked={on}
      // Not disabled meanwhile: that would take the focus away.
      onChange={(event) => {
        const checked = event.currentTarget.checked;
        if (!busy) run(() => request('server:setTool', { name: server, tool, on: checked }));
      }}
    />
  );
}

/** What is hidden in anything a model reads of the tool. */
function HiddenNotice({ tool }: { tool: Tool }) {
  const { t } = useWords();
  const count = countHidden(tool.name, tool.title, tool.description, JSON.stringify(tool.inputSchema));
  if (count === 0) return null;
  return (
    <Notice tone="caution" shape="partial" title={t('trust.hidden', { count })}>
      {t('trust.hiddenHint')}
    </Notice>
  );
}

type View = 'table' | 'json';

function SchemaView({ tool }: { tool: Tool }) {
  const { t } = useWords();
  const [view, setView] = useState<View>('table');
  const data: { value: View; label: string }[] = [
    { value: 'table', label: t('window.tools.showTable') },
    { value: 'json', label: t('window.tools.showJson') },
  ];
  return (
    <section className={classes.section} aria-label={t('window.tools.schema')}>
      <div className={classes.sectionHead}>
        <h2 className={classes.sectionTitle}>{t('window.tools.input')}</h2>
        <SegmentedControl value={view} onChange={setView} data={data} aria-label={t('window.tools.view')} />
      </div>
      {view === 'table' ? (
        <Parameters schema={tool.inputSchema} label={t('window.tools.params', { tool: tool.name })} />
      ) : (
        <SchemaJson schema={tool.inputSchema} label={`${t('window.tools.schema')}, ${t('window.tools.showJson')}`} />
      )}
    </section>
  );
}

function OutputView({ schema, tool }: { schema: JsonObject; tool: Tool }) {
  const { t } = useWords();
  return (
    <section className={classes.section} aria-label={t('window.tools.outputSchema')}>
      <h2 className={classes.sectionTitle}>{t('window.tools.output')}</h2>
      <Parameters schema={schema} label={`${t('window.tools.outputSchema')}: ${tool.name}`} />
    </section>
  );
}

function SchemaJson({ schema, label }: { schema: JsonObject; label: string }) {
  const { t } = useWords();
  const text = JSON.stringify(schema, null, 2);
  return (
    <div className={classes.code}>
      <ScrollBox label={label} className={classes.codeScroll}>
        <pre>{text}</pre>
      </ScrollBox>
      <span className={classes.codeCopy}>
        <CopyIcon text={text} label={t('window.common.copyNamed', { what: label })} />
      </span>
    </div>
  );
}
