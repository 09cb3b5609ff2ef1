// Said where the desktop shows no tray icons: how the window is to be had again.
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useSnapshot } from '../store';
import { Notice } from '../ui/parts';
import { useWords } from '../ui/words';
import classes from './shell.module.css';

export function TraylessNotice() {
  const { t } = useWords();
  const { trayless } = useSnapshot();
  const [read, setRead] = useState(false);
  if (!trayless || read) return null;
  return (
    <div className={classes.banner}>
      <Notice
        tone="plain"
        shape="off"
        title={t('window.trayless.title')}
        action={
          <Button size="xs" onClick={() => setRead(true)}>
            {t('window.trayless.read')}
          </Button>
        }
      >
        {t('window.trayless.hint')}
      </Notice>
    </div>
  );
}
