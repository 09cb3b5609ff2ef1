// Which notifications the tray app shows.
import { useSnapshot } from '../store';
import { useWords } from '../ui/words';
import { Section, SwitchSetting } from './parts';
import classes from './settings.module.css';

export function NotificationSettings() {
  const { t } = useWords();
  const { settings, face } = useSnapshot();
  return (
    <Section title={t('window.settings.notifications')}>
      {face === 'tray' ? null : <p className={classes.hint}>{t('window.settings.notifyOnlyTray')}</p>}
      <SwitchSetting
        id="set-notify-needs"
        name="notifyNeedsYou"
        label={t('window.settings.notifyNeedsYou')}
        hint={t('window.settings.notifyNeedsYouHint')}
        on={settings.notifyNeedsYou}
      />
      <SwitchSetting
        id="set-notify-problems"
        name="notifyProblems"
        label={t('window.settings.notifyProblems')}
        hint={t('window.settings.notifyProblemsHint')}
        on={settings.notifyProblems}
      />
    </Section>
  );
}
