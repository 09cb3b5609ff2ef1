// For when something is wrong with MCP Tray itself: what is logged, and a report that is read before it is sent.
import { Button, Modal, SegmentedControl } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import type { LogLevel } from '../../shared/model';
import { request } from '../api';
import { useSnapshot } from '../store';
import { CopyText } from '../ui/copy';
import { ScrollBox } from '../ui/scroll-box';
import { useAction } from '../ui/toast';
import { useWords } from '../ui/words';
import { Section, Setting } from './parts';
import classes from './settings.module.css';

const LEVELS: readonly LogLevel[] = ['info', 'warn', 'error'];

export function ReportSettings() {
  const { t } = useWords();
  return (
    <Section title={t('window.settings.report')}>
      <LevelSetting />
      <Diagnostics />
    </Section>
  );
}

function LevelSetting() {
  const { t } = useWords();
  const { settings } = useSnapshot();
  const { run } = useAction();
  return (
    <Setting id="set-level" label={t('window.settings.logLevel')} hint={t('window.settings.logLevelHint')}>
      <SegmentedControl
        aria-labelledby="set-level"
        data={LEVELS.map((value) => ({ value, label: t(`window.settings.level.${value}`) }))}
        value={settings.logLevel}
        onChange={(logLevel) => run(() => request('settings:set', { patch: { logLevel } }))}
      />
    </Setting>
  );
}

function Diagnostics() {
  const { t } = useWords();
  const { busy, run } = useAction();
  const [text, setText] = useState('');
  const [opened, dialog] = useDisclosure(false);
  const show = () =>
    run(async () => {
      setText(await request('app:diagnostics'));
      dialog.open();
    });
  return (
    <Setting id="set-diagnostics" label={t('window.settings.diagnostics')} hint={t('window.settings.diagnosticsHint')}>
      <Button disabled={busy} onClick={show} aria-describedby="set-diagnostics-hint">
        {t('window.settings.diagnosticsShow')}
      </Button>
      <Modal
        opened={opened}
        onClose={dialog.close}
        size={720}
        title={t('window.settings.diagnostics')}
        closeButtonProps={{ 'aria-label': t('window.common.close') }}
      >
        <ScrollBox label={t('window.settings.diagnostics')} className={classes.report}>
          <pre>{text}</pre>
        </ScrollBox>
        <div className={classes.reportActs}>
          <CopyText text={text} label="copy" />
          <Button size="xs" component="a" href={fileOf(text)} download="mcp-tray-diagnostics.txt">
            {t('window.settings.diagnosticsSave')}
          </Button>
          <span className={classes.hint}>{t('window.settings.diagnosticsSafe')}</span>
        </div>
      </Modal>
    </Setting>
  );
}

/** The page may load nothing from elsewhere, and a download of its own text is no load. */
const fileOf = (text: string) => `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`;
