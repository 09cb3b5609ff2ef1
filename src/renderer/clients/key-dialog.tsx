// Asks before a client's local key is replaced, and says what stops working until the next one is applied.
import { Button, Group, Modal } from '@mantine/core';
import type { ClientSummary } from '../../shared/model';
import { request } from '../api';
import { useAction, useToast } from '../ui/toast';
import { useWords } from '../ui/words';
import classes from './clients.module.css';

interface Props {
  readonly client: ClientSummary;
  readonly opened: boolean;
  readonly onClose: () => void;
  /** After the key was replaced: the plan is another one now. */
  readonly onDone: () => void;
}

export function KeyDialog({ client, opened, onClose, onDone }: Props) {
  const { t } = useWords();
  const { busy, run } = useAction();
  const toastDone = useToast();
  const { id, name } = client;
  const renew = async () => {
    await request('client:revokeKey', { client: id });
    onClose();
    toastDone({ title: t('window.clients.key.done', { client: name }), message: t('window.clients.key.doneMore') });
    onDone();
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('window.clients.key.title', { client: name })}
      closeButtonProps={{ 'aria-label': t('window.common.close') }}
    >
      <div className={classes.dialog}>
        <p>{t('window.clients.key.what', { client: name })}</p>
        <p className={classes.sum}>{t('window.clients.key.when')}</p>
        <Group justify="flex-end" gap="xs">
          <Button variant="subtle" onClick={onClose} data-autofocus>
            {t('window.common.cancel')}
          </Button>
          <Button variant="filled" disabled={busy} onClick={() => run(renew)}>
            {t('window.clients.key.confirm')}
          </Button>
        </Group>
      </div>
    </Modal>
  );
}
