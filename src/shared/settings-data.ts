// What a person can choose, as every process reads it.
import type { Language } from './messages';

export interface SettingsData {
  /** Where client-metadata.json is published, for services that take a client ID metadata document; '' where it is not. */
  readonly clientMetadataUrl: string;
  readonly language: Language | 'system';
  readonly theme: 'light' | 'dark' | 'system';
  /** Port of the broker: what clients' files name, so that it must stay the same. */
  readonly brokerPort: number;
  /** Activity keeps what was asked and answered too, in memory and cut short. */
  readonly activityContent: boolean;
  /** The person has been asked whether to start at login. */
  readonly offeredStartAtLogin: boolean;
  /** Notifications when a server waits for the person, and when one stays broken. */
  readonly notifyNeedsYou: boolean;
  readonly notifyProblems: boolean;
  /** Tools that changed in what they may do are kept from brokered clients until the person has looked. */
  readonly holdChanged: boolean;
  /** The least that is worth a line in the log file. */
  readonly logLevel: LogLevel;
}
export type LogLevel = 'info' | 'warn' | 'error';
