// Updates of the tray app: how it stands with them, and the one step that can be taken.
import { Button, Title } from '@mantine/core';
import { assertNever } from '../../shared/errors';
import type { UpdateStatus } from '../../shared/host-state';
import { request } from '../api';
import { useSnapshot } from '../store';
import { useAction } from '../ui/toast';
import { clockTime, useWords } from '../ui/words';
import classes from './settings.module.css';

export function UpdatesSetting() {
  const { t } = useWords();
  const { host } = useSnapshot();
  if (!host) return null;
  const { updates } = host;
  return (
    <section className={classes.section}>
      <Title order={2}>{t('window.host.updates.title')}</Title>
      <div className={classes.pair}>
        <div>
          <p role="status">
            <Sentence updates={updates} />
          </p>
          {updates.kind === 'off' ? null : <p className={classes.hint}>{t('window.host.updates.hint')}</p>}
        </div>
        <Step updates={updates} />
      </div>
    </section>
  );
}

function Sentence({ updates }: { updates: UpdateStatus }): string {
  const { t, language } = useWords();
  switch (updates.kind) {
    case 'off':
    case 'checking':
      return t(`window.host.updates.${updates.kind}`);
    case 'current':
      return updates.checkedAt === undefined
        ? t('window.host.updates.notYet')
        : t('window.host.updates.currentAt', { time: clockTime(updates.checkedAt, language) });
    case 'available':
    case 'ready':
      return t(`window.host.updates.${updates.kind}`, { version: updates.version });
    case 'downloading':
      return t('window.host.updates.downloading', { version: updates.version, percent: updates.percent });
    case 'failed':
      return `${updates.problem.message} ${updates.problem.action}`;
    default:
      return assertNever(updates);
  }
}

const STEPS = {
  current: ['check', 'update:check'],
  failed: ['check', 'update:check'],
  available: ['download', 'update:download'],
  ready: ['install', 'update:install'],
} as const;

function Step({ updates }: { updates: UpdateStatus }) {
  const { t } = useWords();
  const { busy, run } = useAction();
  const { kind } = updates;
  if (kind === 'off' || kind === 'checking' || kind === 'downloading') return null;
  const [word, name] = STEPS[kind];
  return (
    <Button size="xs" onClick={() => busy || run(() => request(name))}>
      {t(`window.host.updates.${word}`)}
    </Button>
  );
}
