// Changes grouped by server: a sentence, then the lines as they are and as they will be.

import { Button, VisuallyHidden } from '@mantine/core';
import { assertNever } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import type { Cell, ClientSummary, DriftChoice, PlanChange, PlanLine, ServerSummary } from '../../shared/model';
import { request } from '../api';
import { useSnapshot } from '../store';
import { ScrollBox } from '../ui/scroll-box';
import { useAction } from '../ui/toast';
import { useWords } from '../ui/words';
import { sayStuck } from './client-words';
import classes from './clients.module.css';

interface Props {
  readonly client: ClientSummary;
  readonly changes: readonly PlanChange[];
  readonly onSettled: () => void;
}

export function Diff({ client, changes, onSettled }: Props) {
  return (
    <ScrollBox className={classes.diff} label={client.file}>
      {changes.map((change) => (
        <Change key={change.server} client={client} change={change} onSettled={onSettled} />
      ))}
    </ScrollBox>
  );
}

function why(change: PlanChange, server: ServerSummary | undefined, cell: Cell | undefined, t: Translate): string {
  const { status } = change;
  switch (status) {
    case 'add':
    case 'update':
      return t(`window.clients.review.why.${status}.${cell?.delivery === 'brokered' ? 'brokered' : 'direct'}`);
    case 'remove':
      return t(server ? 'window.clients.review.why.removeOff' : 'window.clients.review.why.removeGone');
    case 'waiting':
      return (cell && sayStuck(cell, t)) ?? t('window.clients.status.waiting');
    case 'drift':
    case 'foreign':
      return t(`window.clients.review.why.${status}`);
    case 'in-sync':
    case 'absent':
      return t('window.clients.review.why.same');
    default:
      return assertNever(status);
  }
}

function Change({ client, change, onSettled }: { client: ClientSummary; change: PlanChange; onSettled: () => void }) {
  const { t } = useWords();
  const { servers } = useSnapshot();
  const server = servers.find((s) => s.name === change.server);
  const cell = client.cells.find((c) => c.server === change.server);
  const keyed = change.lines.map((line, place) => ({ line, key: `${change.server}:${place}` }));
  return (
    <section aria-label={t('window.clients.review.diff', { server: change.server })}>
      <div className={classes.why}>
        <h2>{change.server}</h2>
        <span>{why(change, server, cell, t)}</span>
        {change.status === 'drift' || change.status === 'foreign' ? (
          <DriftChoices client={client} server={change.server} onSettled={onSettled} />
        ) : null}
      </div>
      {keyed.map(({ line, key }) => (
        <Line key={key} line={line} />
      ))}
    </section>
  );
}

function DriftChoices({ client, server, onSettled }: { client: ClientSummary; server: string; onSettled: () => void }) {
  const { t } = useWords();
  const { busy, run } = useAction();
  const button = (choice: DriftChoice, word: string) => (
    <Button
      size="xs"
      disabled={busy}
      aria-label={t('window.clients.review.choiceFor', { choice: word, server })}
      onClick={() =>
        run(async () => {
          await request('client:resolveDrift', { client: client.id, server, choice });
          onSettled();
        })
      }
    >
      {word}
    </Button>
  );
  return (
    <div className={classes.choices}>
      {button('keep-theirs', t('window.clients.review.keepTheirs'))}
      {button('write-ours', t('window.clients.review.writeOurs'))}
    </div>
  );
}

/** Lines by themselves, in a box of their own that scrolls. */
export function DiffLines({ label, lines }: { label: string; lines: readonly PlanLine[] }) {
  const keyed = lines.map((line, place) => ({ line, key: String(place) }));
  return (
    <ScrollBox className={classes.diffBox} label={label}>
      {keyed.map(({ line, key }) => (
        <Line key={key} line={line} />
      ))}
    </ScrollBox>
  );
}

/** The line through what goes begins with the text, not with its indentation. */
const indentOf = (text: string) => text.slice(0, text.length - text.trimStart().length);

const SIGN = { added: '+', removed: '−', same: '' } as const;

function Line({ line }: { line: PlanLine }) {
  const { t } = useWords();
  return (
    <div className={classes.line} data-kind={line.kind}>
      <span className={classes.lineNumber}>{line.newLine ?? line.oldLine}</span>
      <b aria-hidden="true">{SIGN[line.kind]}</b>
      <code>
        {line.kind === 'same' ? null : <VisuallyHidden>{t(`window.clients.review.${line.kind}`)}: </VisuallyHidden>}
        {indentOf(line.text)}
        <span>{line.text.trimStart()}</span>
      </code>
    </div>
  );
}
