// Which problems only the person can solve, and by what: one list for the tray, the window, Doctor and the command line.
import type { ErrorCode } from './errors';

/** What the person gives: a client ID, a key, secrets by name, an unlocked keychain, a sign-in. */
export type NeedKind = 'client' | 'key' | 'secrets' | 'unlock' | 'sign-in';

const NEEDS: Partial<Record<ErrorCode, NeedKind>> = {
  'client-id-needed': 'client',
  'client-secret-needed': 'client',
  'client-refused': 'client',
  'registration-refused': 'client',
  'registration-failed': 'client',
  'api-key-needed': 'key',
  'key-refused': 'key',
  'secret-missing': 'secrets',
  'keychain-locked': 'unlock',
  'sign-in-needed': 'sign-in',
  'more-access-needed': 'sign-in',
  'saved-sign-in-damaged': 'sign-in',
};

/** Undefined for what is broken, or cures itself. */
export function needForCode(code: ErrorCode): NeedKind | undefined {
  return NEEDS[code];
}
