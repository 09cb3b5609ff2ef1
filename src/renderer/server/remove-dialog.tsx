// Asks before a server is removed, and says what goes and what stays.
import { Button, Group, Modal } from '@mantine/core';
import type { ServerSummary } from '../../shared/model';
import { request } from '../api';
import type { Route } from '../route';
import { useSnapshot } from '../store';
import { useAction, useToast } from '../ui/toast';
import { Rich, useWords } from '../ui/words';
import classes from './server.module.css';
import { standsIn } from './stands-in';

interface Props {
  readonly server: ServerSummary;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly go: (route: Route) => void;
}

export function RemoveDialog({ server, opened, onClose, go }: Props) {
  const { t } = useWords();
  const { clients } = useSnapshot();
  const { busy, run } = useAction();
  const toastDone = useToast();
  const { name } = server;
  const inClients = standsIn(clients, name);
  const remove = async () => {
    await request('server:remove', { name });
    onClose();
    go({ view: 'servers' });
    toastDone({
      title: t('window.remove.done', { name }),
      ...(inClients.length > 0 && { message: t('window.remove.doneReview') }),
    });
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('window.remove.title', { name })}
      closeButtonProps={{ 'aria-label': t('window.common.close') }}
    >
      <div className={classes.stack}>
        <p>
          <Rich text={t('window.remove.what')} />
        </p>
        <pre className={classes.whole}>{server.address}</pre>
        {inClients.length > 0 ? (
          <p>{t('window.remove.clients', { clients: inClients.join(t('common.listSeparator')) })}</p>
        ) : null}
        <p className={classes.muted}>{t('window.remove.keeps')}</p>
        <Group justify="flex-end" gap="xs">
          <Button variant="subtle" onClick={onClose} data-autofocus>
            {t('window.common.cancel')}
          </Button>
          <Button variant="filled" disabled={busy} onClick={() => run(remove)}>
            {t('window.remove.confirm')}
          </Button>
        </Group>
      </div>
    </Modal>
  );
}
