// The verdict of an examination: the cause in a sentence, one thing to do, and the report to copy.
import { Button, CopyButton, Title } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import type { DoctorAction, Verdict } from '../../shared/diagnosis';
import { assertNever } from '../../shared/errors';
import type { MessageKey } from '../../shared/messages';
import { request } from '../api';
import { Shape, type ShapeName } from '../ui/shapes';
import { useAction } from '../ui/toast';
import { useWords } from '../ui/words';
import classes from './doctor.module.css';

interface Props {
  readonly server: string;
  readonly verdict: Verdict;
  readonly report: string;
  readonly onAgain: () => void;
  readonly onEnter: () => void;
}

const LOOK: Readonly<Record<Verdict['outcome'], { readonly tone: string; readonly shape: ShapeName }>> = {
  fine: { tone: 'ok', shape: 'ready' },
  'needs-you': { tone: 'accent', shape: 'sign-in-needed' },
  failed: { tone: 'bad', shape: 'failed' },
  off: { tone: 'plain', shape: 'off' },
};

export function VerdictPanel({ server, verdict, report, onAgain, onEnter }: Props) {
  const { t } = useWords();
  const { tone, shape } = LOOK[verdict.outcome];
  return (
    <section className={classes.verdict} data-tone={tone}>
      <Title order={2} className={classes.title ?? ''}>
        <Shape name={shape} />
        {verdict.title}
      </Title>
      <p>{verdict.text}</p>
      <div className={classes.acts}>
        <MainAction server={server} verdict={verdict} onAgain={onAgain} onEnter={onEnter} />
        {verdict.action === 'check-again' ? null : <Button onClick={onAgain}>{t('doctor.window.again')}</Button>}
        <Copy text={report} word="doctor.window.copyReport" variant="subtle" />
        <span className={classes.safe}>{t('doctor.window.safe')}</span>
      </div>
    </section>
  );
}

const WORD: Readonly<Record<Exclude<DoctorAction, 'copy'>, MessageKey>> = {
  'check-again': 'doctor.window.again',
  'sign-in': 'window.signIn.action.signIn',
  enter: 'window.signIn.action.enter',
  unlock: 'doctor.window.unlock',
  'turn-on': 'window.action.turnOn',
};

function MainAction({ server: name, verdict, onAgain, onEnter }: Omit<Props, 'report'>) {
  const { t } = useWords();
  const { busy, run } = useAction();
  const { action, message } = verdict;
  if (action === 'copy') return <Copy text={message ?? ''} word="doctor.window.copyMessage" variant="filled" />;
  const act = () => {
    switch (action) {
      case 'check-again':
        return onAgain();
      case 'sign-in':
        onEnter();
        return run(() => request('server:signIn', { name, how: 'browser' }));
      case 'enter':
        return onEnter();
      case 'unlock':
        return run(() => request('server:reconnect', { name }));
      case 'turn-on':
        return run(() => request('server:setDisabled', { name, disabled: false }));
      default:
        return assertNever(action);
    }
  };
  return (
    <Button variant="filled" disabled={busy} onClick={act}>
      {t(WORD[action])}
    </Button>
  );
}

function Copy({ text, word, variant }: { text: string; word: MessageKey; variant: 'filled' | 'subtle' }) {
  const { t } = useWords();
  return (
    <CopyButton value={text} timeout={1500}>
      {({ copied, copy }) => (
        <Button variant={variant} onClick={copy} leftSection={<IconCopy size={14} stroke={1.35} aria-hidden />}>
          {copied ? t('window.common.copied') : t(word)}
        </Button>
      )}
    </CopyButton>
  );
}
