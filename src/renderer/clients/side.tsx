// Beside the lines: what a running session sees, what is kept, and the one step.
import { Button, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowBackUp, IconFileArrowLeft, IconKey } from '@tabler/icons-react';
import type { RefObject } from 'react';
import type { CellStatus, ClientSummary, Plan } from '../../shared/model';
import { RequestError, request } from '../api';
import { useAction, useToast } from '../ui/toast';
import { Rich, useWords } from '../ui/words';
import { sayBeside } from './client-words';
import classes from './clients.module.css';
import { ClientCost } from './cost';
import { KeyDialog } from './key-dialog';
import { RestoreDialog } from './restore-dialog';

interface Props {
  readonly client: ClientSummary;
  readonly plan: Plan | undefined;
  readonly titleRef: RefObject<HTMLHeadingElement | null>;
  /** After something was written, or found to have changed. */
  readonly onDone: () => void;
}

export function Side({ client, plan, titleRef, onDone }: Props) {
  const { t } = useWords();
  const writes = plan?.writes ?? 0;
  const title =
    writes > 0
      ? t('window.clients.review.title', { count: writes, client: client.name })
      : t('window.clients.review.titleNone', { client: client.name });
  return (
    <aside className={classes.side} aria-label={title}>
      <Title order={2} ref={titleRef} tabIndex={-1} className={classes.sideTitle ?? ''}>
        {title}
      </Title>
      <dl className={classes.promises}>
        {plan ? <Besides client={client} besides={plan.besides} /> : null}
        <dt>{t('window.clients.review.session')}</dt>
        <dd>
          <Rich text={t(`window.clients.review.sees.${client.sees}`)} />
        </dd>
        {client.evidence === 'documentation' ? (
          <>
            <dt>{t('window.clients.review.untried')}</dt>
            <dd>{t('window.clients.review.untriedWhat', { client: client.name })}</dd>
          </>
        ) : null}
        <ClientCost client={client} />
        <dt>{t('window.clients.review.kept')}</dt>
        <dd>
          {t('window.clients.review.keptWhat')}
          {client.canRestore ? <Restore client={client} onDone={onDone} /> : null}
        </dd>
        {client.cells.some((cell) => cell.delivery === 'brokered') ? (
          <Brokered client={client} onDone={onDone} />
        ) : null}
      </dl>
      <Buttons client={client} plan={plan} onDone={onDone} />
    </aside>
  );
}

function Besides({ client, besides }: { client: ClientSummary; besides: Plan['besides'] }) {
  const { t } = useWords();
  if (besides.length === 0) return null;
  return (
    <>
      <dt>{t('window.clients.review.besides')}</dt>
      {besides.map((beside) => (
        <dd key={beside.kind}>
          <Rich text={sayBeside(beside, client.name, t)} />
        </dd>
      ))}
    </>
  );
}

/** The way out of this client altogether. */
function Restore({ client, onDone }: Pick<Props, 'client' | 'onDone'>) {
  const { t } = useWords();
  const [asking, dialog] = useDisclosure(false);
  return (
    <>
      <Button
        variant="subtle"
        size="xs"
        className={classes.renewKey ?? ''}
        leftSection={<IconFileArrowLeft size={14} stroke={1.35} aria-hidden />}
        onClick={dialog.open}
      >
        {t('window.clients.restore.open')}
      </Button>
      <RestoreDialog client={client} opened={asking} onClose={dialog.close} onDone={onDone} />
    </>
  );
}

/** When brokered servers answer; and once a local key stands in the file, the way to another one. */
function Brokered({ client, onDone }: Pick<Props, 'client' | 'onDone'>) {
  const { t } = useWords();
  const [asking, dialog] = useDisclosure(false);
  return (
    <>
      <dt>{t('window.clients.review.brokered')}</dt>
      <dd>
        {t(client.bridged ? 'window.clients.review.brokeredStarts' : 'window.clients.review.brokeredWhen')}
        {client.holdsKey ? (
          <Button
            variant="subtle"
            size="xs"
            className={classes.renewKey ?? ''}
            leftSection={<IconKey size={14} stroke={1.35} aria-hidden />}
            onClick={dialog.open}
          >
            {t('window.clients.key.renew')}
          </Button>
        ) : null}
        <KeyDialog client={client} opened={asking} onClose={dialog.close} onDone={onDone} />
      </dd>
    </>
  );
}

const WRITTEN: readonly CellStatus[] = ['add', 'update', 'remove'];

function Buttons({ client, plan, onDone }: Pick<Props, 'client' | 'plan' | 'onDone'>) {
  const { t } = useWords();
  const { busy, run } = useAction();
  const toastDone = useToast();
  const writes = plan?.writes ?? 0;
  const undo = async () => {
    await request('client:undo', { client: client.id });
    toastDone({
      title: t('window.clients.review.undone', { client: client.name }),
      message: t('window.clients.review.undoneMore'),
    });
    onDone();
  };
  const apply = async ({ id, changes }: Plan) => {
    try {
      const { written } = await request('client:apply', { client: client.id, planId: id });
      toastDone({
        title: t('window.clients.review.applied', { client: client.name }),
        message: t('window.clients.review.appliedMore', { count: written }),
        // Where no entry changed, undo would take an earlier apply back.
        ...(changes.some((change) => WRITTEN.includes(change.status)) && {
          action: { label: t('window.clients.review.undo'), run: () => run(undo) },
        }),
      });
      onDone();
    } catch (error) {
      // The file has moved on: say so, and show what is true now.
      if (error instanceof RequestError && error.wire.code === 'plan-stale') onDone();
      throw error;
    }
  };
  return (
    <div className={classes.sideButtons} data-toasts-above>
      {plan && writes > 0 ? (
        <Button variant="filled" disabled={busy} onClick={() => run(() => apply(plan))}>
          {t('window.clients.review.apply', { count: writes })}
        </Button>
      ) : null}
      {client.canUndo ? (
        <Button
          disabled={busy}
          leftSection={<IconArrowBackUp size={14} stroke={1.35} aria-hidden />}
          onClick={() => run(undo)}
        >
          {t('window.clients.review.undo')}
        </Button>
      ) : null}
    </div>
  );
}
