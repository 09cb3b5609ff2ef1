// One field for whatever a README offers: a URL, a claude mcp add line, mcpServers JSON.
import { Button, Textarea } from '@mantine/core';
import { type FormEvent, type KeyboardEvent, useState } from 'react';
import type { WireError } from '../../shared/errors';
import type { ServerDraft } from '../../shared/model';
import { RequestError, request } from '../api';
import { useWords } from '../ui/words';
import classes from './add.module.css';

/** A command is the same in every language. */
const EXAMPLE = 'claude mcp add --transport sse deepwiki https://…';

interface Props {
  readonly place: 'first-run' | 'page';
  readonly onDrafts: (drafts: readonly ServerDraft[]) => void;
}

export function PasteForm({ place, onDrafts }: Props) {
  const { t } = useWords();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<Pick<WireError, 'message' | 'action'>>();
  const [busy, setBusy] = useState(false);
  const first = place === 'first-run';

  const read = async () => {
    if (text.trim() === '') return setProblem({ message: t('window.add.invalid.paste'), action: '' });
    setBusy(true);
    setProblem(undefined);
    try {
      onDrafts(await request('servers:parse', { text }));
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      setProblem(error.wire);
    } finally {
      setBusy(false);
    }
    return undefined;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void read();
  };
  // Enter reads what is pasted; a line break by hand needs Shift.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void read();
  };
  return (
    <form onSubmit={submit} className={first ? classes.firstForm : classes.stack} noValidate>
      <Textarea
        label={first ? undefined : t('window.add.pasteLabel')}
        aria-label={first ? t('window.add.pasteLabel') : undefined}
        description={first ? undefined : t('window.add.pasteHint')}
        placeholder={EXAMPLE}
        autosize
        minRows={first ? 1 : 3}
        maxRows={12}
        value={text}
        error={problem ? `${problem.message} ${problem.action}`.trim() : undefined}
        errorProps={{ role: 'alert' }}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        spellCheck={false}
        data-autofocus
        classNames={{ input: classes.mono }}
      />
      <div className={first ? classes.center : undefined}>
        <Button type="submit" variant="filled" disabled={busy}>
          {first ? t('window.common.add') : t('window.add.read')}
        </Button>
      </div>
    </form>
  );
}
