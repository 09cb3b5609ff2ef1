// Trying a tool: arguments from a form or as JSON, a question before anything destructive, the answer in the same frame.
import { Button, SegmentedControl } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { WireError } from '../../shared/errors';
import type { JsonObject, ServerSummary, Tool, ToolResult } from '../../shared/model';
import { RequestError, request } from '../api';
import { useWords } from '../ui/words';
import { ConfirmRun } from './confirm-run';
import { FieldInputs, RawInput } from './fields';
import { CallFailed, Result } from './result';
import { needsRawJson, schemaFields } from './schema-fields';
import classes from './tools.module.css';
import { type ArgumentsEditor, useArguments } from './use-arguments';

type Outcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'running' }
  | { readonly kind: 'answered'; readonly result: ToolResult }
  | { readonly kind: 'failed'; readonly problem: WireError };

async function call(server: string, tool: string, args: JsonObject): Promise<Outcome> {
  try {
    return { kind: 'answered', result: await request('tool:call', { server, tool, args }) };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return { kind: 'failed', problem: error.wire };
  }
}

export function TryIt({ server, tool }: { server: ServerSummary; tool: Tool }) {
  const { t } = useWords();
  const fields = useMemo(() => schemaFields(tool.inputSchema), [tool.inputSchema]);
  const rawOnly = useMemo(() => needsRawJson(tool.inputSchema), [tool.inputSchema]);
  const editor = useArguments(fields, rawOnly);
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'none' });
  const [asking, setAsking] = useState<JsonObject>();
  const ready = server.state.kind === 'ready';
  const answer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The answer comes below the form, perhaps below the window.
    if (outcome.kind === 'answered' || outcome.kind === 'failed') answer.current?.scrollIntoView({ block: 'nearest' });
  }, [outcome.kind]);

  const run = (args: JsonObject) => {
    setAsking(undefined);
    setOutcome({ kind: 'running' });
    void call(server.name, tool.name, args).then(setOutcome);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const args = editor.check();
    if (!args || !ready || outcome.kind === 'running') return;
    if (tool.destructive) setAsking(args);
    else run(args);
  };

  return (
    <section className={classes.try} aria-label={t('window.tools.try.title')}>
      <TryHead editor={editor} rawOnly={rawOnly} withForm={fields.length > 0} />
      <form onSubmit={submit} className={classes.form} noValidate>
        {editor.mode === 'form' ? <FieldInputs fields={fields} editor={editor} /> : <RawInput editor={editor} />}
        <RunButton tool={tool} ready={ready} running={outcome.kind === 'running'} />
      </form>
      {ready ? null : <p className={classes.muted}>{t('window.tools.try.notReady')}</p>}
      <div aria-live="polite" ref={answer}>
        {outcome.kind === 'answered' ? <Result result={outcome.result} /> : null}
        {outcome.kind === 'failed' ? <CallFailed problem={outcome.problem} /> : null}
      </div>
      <ConfirmRun tool={tool} args={asking} onCancel={() => setAsking(undefined)} onRun={run} />
    </section>
  );
}

function RunButton({ tool, ready, running }: { tool: Tool; ready: boolean; running: boolean }) {
  const { t } = useWords();
  return (
    <Button
      type="submit"
      variant="filled"
      size="xs"
      className={classes.run ?? ''}
      disabled={!ready}
      aria-disabled={running || undefined}
      aria-label={t('window.tools.try.runNamed', { tool: tool.name })}
      leftSection={<IconPlayerPlay size={14} stroke={1.35} aria-hidden />}
    >
      {running ? t('window.tools.try.running') : t('window.tools.try.run')}
    </Button>
  );
}

function TryHead({ editor, rawOnly, withForm }: { editor: ArgumentsEditor; rawOnly: boolean; withForm: boolean }) {
  const { t } = useWords();
  const data: { value: 'form' | 'json'; label: string }[] = [
    { value: 'form', label: t('window.tools.try.form') },
    { value: 'json', label: t('window.tools.try.json') },
  ];
  return (
    <div className={classes.sectionHead}>
      <h2 className={classes.sectionTitle}>{t('window.tools.try.title')}</h2>
      {withForm && !rawOnly ? (
        <SegmentedControl
          value={editor.mode}
          onChange={editor.setMode}
          data={data}
          aria-label={t('window.tools.try.mode')}
        />
      ) : null}
    </div>
  );
}
