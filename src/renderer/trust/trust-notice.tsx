// On a server's page: that it is not what it was, and the way to what changed.
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ServerSummary } from '../../shared/model';
import { useSnapshot } from '../store';
import { Notice } from '../ui/parts';
import { useWords } from '../ui/words';
import classes from './trust.module.css';
import { TrustDialog } from './trust-dialog';

/** Where words alone changed, it is a line to be read at leisure. */
export function TrustNotice({ server }: { server: ServerSummary }) {
  const { t } = useWords();
  const { settings } = useSnapshot();
  const [opened, dialog] = useDisclosure(false);
  const { trust, name } = server;
  if (!trust && !opened) return null;
  const { asks, quiet } = trust ?? { asks: 0, quiet: 0 };
  const button = (
    <Button size="xs" onClick={dialog.open}>
      {t('trust.review')}
    </Button>
  );
  return (
    <div className={classes.notice}>
      {asks > 0 ? (
        <Notice tone="caution" shape="changed" title={t('trust.notice', { count: asks })} action={button}>
          {t(settings.holdChanged ? 'trust.held' : 'trust.open')}
        </Notice>
      ) : quiet > 0 ? (
        <Notice tone="plain" shape="changed" title={t('trust.quiet', { count: quiet })} action={button} />
      ) : null}
      <TrustDialog server={name} opened={opened} onClose={dialog.close} />
    </div>
  );
}
