// Updates of the tray app: how it stands with them, and the one step that can be taken.
import { Button } from '@mantine/core';
import { assertNever } from '../../shared/errors';
import type { UpdateStatus } from '../../shared/update-status';
import { request } from '../api';
import { useSnapshot } from '../store';
import { useAction } from '../ui/toast';
import { clockTime, useWords } from '../ui/words';
import { Section } from './parts';
import classes from './settings.module.css';

export function UpdatesSetting() {
  const { t } = useWords();
  const { updates } = useSnapshot();
  if (!updates) return null;
  return (
    <Section title={t('window.updates.title')}>
      <div className={classes.setting}>
        <div>
          <p className={classes.label} role="status">
            <Sentence updates={updates} />
          </p>
          {updates.kind === 'off' ? null : <p className={classes.hint}>{t('window.updates.hint')}</p>}
        </div>
        <Step updates={updates} />
      </div>
    </Section>
  );
}

function Sentence({ updates }: { updates: UpdateStatus }): string {
  const { t, language } = useWords();
  switch (updates.kind) {
    case 'off':
    case 'checking':
      return t(`window.updates.${updates.kind}`);
    case 'current':
      return updates.checkedAt === undefined
        ? t('window.updates.notYet')
        : t('window.updates.currentAt', { time: clockTime(updates.checkedAt, language) });
    case 'available':
    case 'ready':
      return t(`window.updates.${updates.kind}`, { version: updates.version });
    case 'downloading':
      return t('window.updates.downloading', { version: updates.version, percent: updates.percent });
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
      {t(`window.updates.${word}`)}
    </Button>
  );
}
