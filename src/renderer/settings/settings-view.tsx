// Settings: language, theme, start at login, the broker, and where things are kept.

import { SegmentedControl, Switch, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { SettingsData } from '../../shared/model';
import { request } from '../api';
import { NoTrayNotice } from '../shell/no-tray';
import { useSnapshot } from '../store';
import { CopyIcon } from '../ui/copy';
import { ScrollBox } from '../ui/scroll-box';
import { useAction } from '../ui/toast';
import { useWords } from '../ui/words';
import { BrokerSettings } from './broker-settings';
import { ClientMetadataSetting } from './client-metadata';
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
        <NoTrayNotice stays />
        <LanguageSetting />
        <ThemeSetting />
        <StartSetting />
        <BrokerSettings />
        <ClientMetadataSetting key={settings.clientMetadataUrl} saved={settings.clientMetadataUrl} />
        <ShareSetting />
        <Stored />
        <UpdatesSetting />
        <About />
      </ScrollBox>
    </div>
  );
}

function Setting({ id, label, hint, children }: { id: string; label: string; hint?: string; children: ReactNode }) {
  return (
    <div className={classes.setting}>
      <div>
        <p className={classes.label} id={id}>
          {label}
        </p>
        {hint ? <p className={classes.hint}>{hint}</p> : null}
      </div>
      <div>{children}</div>
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

function Stored() {
  const { t } = useWords();
  const { configFile, stateFolder, keychain } = useSnapshot();
  return (
    <section className={classes.section}>
      <Title order={2}>{t('window.settings.stored')}</Title>
      <dl className={classes.facts}>
        <Path label={t('window.settings.config')} path={configFile} />
        <Path label={t('window.settings.state')} path={stateFolder} />
        <div>
          <dt>{t('window.settings.secrets')}</dt>
          <dd>{t(keychain === 'keychain' ? 'window.settings.secretsKeychain' : 'window.settings.secretsMemory')}</dd>
        </div>
      </dl>
    </section>
  );
}

function Path({ label, path }: { label: string; path: string }) {
  const { t } = useWords();
  return (
    <div>
      <dt>{label}</dt>
      <dd className={classes.path}>
        <code>{path}</code>
        <CopyIcon text={path} label={t('window.common.copyNamed', { what: label })} />
      </dd>
    </div>
  );
}

function About() {
  const { t } = useWords();
  const { version, face } = useSnapshot();
  return (
    <section className={classes.section}>
      <Title order={2}>{t('window.settings.about')}</Title>
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
      </dl>
    </section>
  );
}
