// A desktop without a tray: what closing the window does there, how to come back, and the way to quit that the tray's menu is elsewhere.
import { Button } from '@mantine/core';
import { useState } from 'react';
import { request } from '../api';
import { useSnapshot } from '../store';
import { focusTitleSoon } from '../ui/focus';
import { Notice } from '../ui/parts';
import { useAction } from '../ui/toast';
import { useWords } from '../ui/words';
import classes from './shell.module.css';

/** Over every view until it is hidden; in the settings it stays, for the way to quit. */
export function NoTrayNotice({ stays = false }: { stays?: boolean }) {
  const { t } = useWords();
  const { host } = useSnapshot();
  const { busy, run } = useAction();
  const [hidden, setHidden] = useState(false);
  if (!host?.noTray || hidden) return null;
  const hide = () => {
    setHidden(true);
    focusTitleSoon();
  };
  return (
    <div className={stays ? classes.narrow : classes.banner}>
      <Notice
        tone="plain"
        shape="off"
        title={t('window.host.noTray.title')}
        action={
          stays ? (
            <Button size="xs" onClick={() => busy || run(() => request('app:quit'))}>
              {t('window.host.noTray.quit')}
            </Button>
          ) : (
            <Button size="xs" onClick={hide}>
              {t('window.host.noTray.hide')}
            </Button>
          )
        }
      >
        <p>{t('window.host.noTray.text')}</p>
        <p>{t(stays ? 'window.host.noTray.gnome' : 'window.host.noTray.quitIn')}</p>
      </Notice>
    </div>
  );
}
