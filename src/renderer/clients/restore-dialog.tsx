// Asks before everything of MCP Tray is taken out of a client's file, with each line that would change.
import { Button, Group, Modal } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ClientId, ClientSummary, Plan, PlanChange } from '../../shared/model';
import { request } from '../api';
import { useAction, useToast } from '../ui/toast';
import { useWords } from '../ui/words';
import classes from './clients.module.css';
import { DiffLines } from './diff';

interface Props {
  readonly client: ClientSummary;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function RestoreDialog({ client, opened, onClose, onDone }: Props) {
  const { t } = useWords();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size={640}
      title={t('window.clients.restore.title', { client: client.name })}
      closeButtonProps={{ 'aria-label': t('window.common.close') }}
    >
      {opened ? <Question client={client} onClose={onClose} onDone={onDone} /> : null}
    </Modal>
  );
}

function Question({ client, onClose, onDone }: Omit<Props, 'opened'>) {
  const { t } = useWords();
  const { busy, run } = useAction();
  const toastDone = useToast();
  const plan = useRestorePlan(client.id, onClose);
  const restore = async () => {
    const { left } = await request('client:restore', { client: client.id });
    onClose();
    const servers = left.join(t('common.listSeparator'));
    toastDone({
      title: t('window.clients.restore.done', { client: client.name }),
      message: left.length > 0 ? t('window.clients.restore.left', { servers }) : t('window.clients.restore.doneMore'),
    });
    onDone();
  };
  return (
    <div className={classes.dialog}>
      <p>{t('window.clients.restore.what', { client: client.name })}</p>
      {plan ? <Lines changes={plan.changes} /> : <p className={classes.quiet}>{t('window.clients.review.loading')}</p>}
      <Group justify="flex-end" gap="xs">
        <Button variant="subtle" onClick={onClose} data-autofocus>
          {t('window.common.cancel')}
        </Button>
        <Button variant="filled" disabled={busy || !plan} onClick={() => run(restore)}>
          {t('window.clients.restore.confirm')}
        </Button>
      </Group>
    </div>
  );
}

/** Undefined until it is here; where there is none, the reason shows as any other and the dialog closes. */
function useRestorePlan(client: ClientId, onClose: () => void): Plan | undefined {
  const { run } = useAction();
  const [plan, setPlan] = useState<Plan>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once per opening, whoever draws this anew
  useEffect(() => {
    run(async () => {
      try {
        setPlan(await request('client:planRestore', { client }));
      } catch (error) {
        onClose();
        throw error;
      }
    });
  }, [client]);
  return plan;
}

function Lines({ changes }: { changes: readonly PlanChange[] }) {
  const { t } = useWords();
  const stays = changes.filter(({ status }) => status === 'drift' || status === 'foreign').map(({ server }) => server);
  const lines = changes.filter(({ server }) => !stays.includes(server)).flatMap((change) => change.lines);
  return (
    <>
      {lines.length > 0 ? (
        <DiffLines label={t('window.clients.restore.lines')} lines={lines} />
      ) : (
        <p className={classes.quiet}>{t('window.clients.restore.nothing')}</p>
      )}
      {stays.length > 0 ? (
        <p className={classes.quiet}>
          {t('window.clients.restore.left', { servers: stays.join(t('common.listSeparator')) })}
        </p>
      ) : null}
    </>
  );
}
