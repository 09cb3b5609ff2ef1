// Servers for others to take over: copied as JSON or as a link, with what they will lack said beside it.
import { Button, Group } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconLink, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import type { Exported } from '../../shared/exported';
import { request } from '../api';
import { useSnapshot } from '../store';
import { useAction, useToast } from '../ui/toast';
import { useWords } from '../ui/words';
import classes from './settings.module.css';

export function ShareSetting() {
  const { t } = useWords();
  const { servers } = useSnapshot();
  const { busy, run } = useAction();
  const toastDone = useToast();
  const clipboard = useClipboard();
  const [shared, setShared] = useState<Exported>();
  const copy = (form: 'json' | 'link') =>
    run(async () => {
      const exported = await request('servers:export', { names: [] });
      clipboard.copy(exported[form]);
      setShared(exported);
      toastDone({ title: t('window.share.copied', { count: servers.length }) });
    });
  const none = busy || servers.length === 0;
  return (
    <div className={classes.setting}>
      <div>
        <p className={classes.label}>{t('window.share.title')}</p>
        <p className={classes.hint}>{t('window.share.hint')}</p>
      </div>
      <div className={classes.share}>
        <Group gap="xs">
          <Button
            size="xs"
            aria-disabled={none}
            leftSection={<IconUsers size={14} stroke={1.35} aria-hidden />}
            onClick={() => (none ? undefined : copy('json'))}
          >
            {t('window.share.json')}
          </Button>
          <Button
            size="xs"
            aria-disabled={none}
            leftSection={<IconLink size={14} stroke={1.35} aria-hidden />}
            onClick={() => (none ? undefined : copy('link'))}
          >
            {t('window.share.link')}
          </Button>
        </Group>
        {shared ? <Lacks shared={shared} /> : null}
      </div>
    </div>
  );
}

/** What whoever takes the servers over has to bring along. */
function Lacks({ shared: { secrets, local } }: { shared: Exported }) {
  const { t } = useWords();
  const list = (names: readonly string[]) => names.join(t('common.listSeparator'));
  return (
    <div role="status">
      {secrets.length > 0 ? (
        <p className={classes.hint}>{t('window.share.secrets', { names: list(secrets) })}</p>
      ) : null}
      {local.length > 0 ? <p className={classes.hint}>{t('window.share.local', { names: list(local) })}</p> : null}
    </div>
  );
}
