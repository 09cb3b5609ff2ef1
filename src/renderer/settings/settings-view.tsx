// Settings: language, theme, start at login, the broker, and where things are kept.

import { Button, SegmentedControl, Switch, Title } from '@mantine/core';
import type { SettingsData } from '../../shared/model';
import { request } from '../api';
import { useSnapshot } from '../store';
import { CopyIcon } from '../ui/copy';
import { ScrollBox } from '../ui/scroll-box';
import { useAction } from '../ui/toast';
import { useWords } from '../ui/words';
import { BrokerSettings } from './broker-settings';
import { ClientMetadataSetting } from './client-metadata';
import { NotificationSettings } from './notification-settings';
import { Section, Setting, SwitchSetting } from './parts';
import { ReportSettings } from './report-settings';
import classes from './settings.module.css';
import { ShareSetting } from './share-setting';
import { UpdatesSetting } from './updates-setting';

export function SettingsView() {
  const { t } = useWords();
  const { settings } = useSnapshot();
  return (
    <div className={classes.view}>
      <div className={classes.bar} data-drag>
        <Title order={1} className={classes.title ?? ''} data-title tabIndex={-1}>
          {t('window.nav.settings')}
        </Title>
      </div>
      <ScrollBox className={classes.body} label={t('window.nav.settings')}>
        <LanguageSetting />
        <ThemeSetting />
        <StartSetting />
        <QuitSetting />
        <NotificationSettings />
        <Section title={t('trust.settings')}>
          <SwitchSetting
            id="set-hold"
            name="holdChanged"
            label={t('trust.setting')}
            hint={t('trust.settingHint')}
            on={settings.holdChanged}
          />
        </Section>
        <BrokerSettings />
        <ClientMetadataSetting key={settings.clientMetadataUrl} saved={settings.clientMetadataUrl} />
        <ShareSetting />
        <Stored />
        <ReportSettings />
        <UpdatesSetting />
        <About />
      </ScrollBox>
    </div>
  );
}

function LanguageSetting() {
  const { t } = useWords();
  const { settings } = useSnapshot();
  const { run } = useAction();
  const data: { value: SettingsData['language']; label: string }[] = [
    { value: 'system', label: t('window.settings.system') },
    { value: 'en', label: t('window.settings.english') },
    { value: 'ja', label: t('window.settings.japanese') },
  ];
  return (
    <Setting id="set-language" label={t('window.settings.language')} hint={t('window.settings.languageHint')}>
      <SegmentedControl
        aria-labelledby="set-language"
        data={data}
        value={settings.language}
        onChange={(language) => run(() => request('settings:set', { patch: { language } }))}
      />
    </Setting>
  );
}

function ThemeSetting() {
  const { t } = useWords();
  const { settings } = useSnapshot();
  const { run } = useAction();
  const data: { value: SettingsData['theme']; label: string }[] = [
    { value: 'system', label: t('window.settings.system') },
    { value: 'light', label: t('window.settings.light') },
    { value: 'dark', label: t('window.settings.dark') },
  ];
  return (
    <Setting id="set-theme" label={t('window.settings.theme')}>
      <SegmentedControl
        aria-labelledby="set-theme"
        data={data}
        value={settings.theme}
        onChange={(theme) => run(() => request('settings:set', { patch: { theme } }))}
      />
    </Setting>
  );
}

function StartSetting() {
  const { t } = useWords();
  const { startAtLogin } = useSnapshot();
  const { busy, run } = useAction();
  if (startAtLogin === undefined) {
    return (
      <Setting id="set-start" label={t('window.settings.start')} hint={t('window.settings.startOnlyTray')}>
        {null}
      </Setting>
    );
  }
  return (
    <Setting id="set-start" label={t('window.settings.start')} hint={t('window.settings.startHint')}>
      <Switch
        aria-labelledby="set-start"
        checked={startAtLogin}
        onChange={(event) => {
          const on = event.currentTarget.checked;
          // Not disabled meanwhile: that would take the focus away.
          if (!busy) run(() => request('app:setStartAtLogin', { on }));
        }}
      />
    </Setting>
  );
}

/** Elsewhere the menu of the tray has it. */
function QuitSetting() {
  const { t } = useWords();
  const { trayless } = useSnapshot();
  const { busy, run } = useAction();
  if (!trayless) return null;
  return (
    <Setting id="set-quit" label={t('window.trayless.quit')} hint={t('window.trayless.quitHint')}>
      <Button aria-describedby="set-quit-hint" onClick={() => busy || run(() => request('app:quit'))}>
        {t('window.trayless.quit')}
      </Button>
    </Setting>
  );
}

function Stored() {
  const { t } = useWords();
  const { configFile, stateFolder, keychain } = useSnapshot();
  return (
    <Section title={t('window.settings.stored')}>
      <dl className={classes.facts}>
        <Path label={t('window.settings.config')} path={configFile} which="config" />
        <Path label={t('window.settings.state')} path={stateFolder} which="state" />
        <div>
          <dt>{t('window.settings.secrets')}</dt>
          <dd>{t(keychain === 'keychain' ? 'window.settings.secretsKeychain' : 'window.settings.secretsMemory')}</dd>
        </div>
      </dl>
    </Section>
  );
}

function Path({ label, path, which }: { label: string; path: string; which: 'config' | 'state' }) {
  const { t } = useWords();
  const { busy, run } = useAction();
  return (
    <div>
      <dt>{label}</dt>
      <dd className={classes.path}>
        <code>{path}</code>
        <CopyIcon text={path} label={t('window.common.copyNamed', { what: label })} />
        <Button
          size="xs"
          variant="subtle"
          disabled={busy}
          aria-label={t('window.settings.openFolderOf', { what: label })}
          onClick={() => run(() => request('app:openFolder', { which }))}
        >
          {t('window.settings.openFolder')}
        </Button>
      </dd>
    </div>
  );
}

function About() {
  const { t } = useWords();
  const { version, face, updates } = useSnapshot();
  return (
    <Section title={t('window.settings.about')}>
      <dl className={classes.facts}>
        <div>
          <dt>{t('window.settings.version')}</dt>
          <dd>
            {t('common.app')} {version}
          </dd>
        </div>
        <div>
          <dt>{t('window.settings.face')}</dt>
          <dd>{t(face === 'tray' ? 'window.settings.faceTray' : 'window.settings.faceWeb')}</dd>
        </div>
        {updates ? null : (
          <div>
            <dt>{t('window.settings.updates')}</dt>
            <dd>{t('window.settings.updatesNone')}</dd>
          </div>
        )}
      </dl>
    </Section>
  );
}
