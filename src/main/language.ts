// Which language the person reads.
import { type Language, languageOf } from '../shared/messages';
import type { CorePorts } from './core';

/** The language of the settings, or of the system where they leave it open. */
export function languageInForce({ settings, locale }: Pick<CorePorts, 'settings' | 'locale'>): Language {
  const { language } = settings.get();
  return language === 'system' ? languageOf(locale) : language;
}
