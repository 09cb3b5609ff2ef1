// Sentences about a sign-in: scopes in words, times as a person counts them, a service by its host.
import type { MessageKey, Translate } from '../../shared/messages';

const KNOWN: Readonly<Record<string, MessageKey>> = {
  read: 'window.signIn.scope.read',
  write: 'window.signIn.scope.write',
  openid: 'window.signIn.scope.openid',
  profile: 'window.signIn.scope.profile',
  email: 'window.signIn.scope.email',
  offline_access: 'window.signIn.scope.offline_access',
};

/** Scopes everybody uses in words, the rest as the service calls them. */
export function sayScopes(scopes: readonly string[], t: Translate): string {
  return scopes.map((scope) => sayScope(scope, t)).join(t('common.listSeparator'));
}

function sayScope(scope: string, t: Translate): string {
  const known = Object.hasOwn(KNOWN, scope) ? KNOWN[scope] : undefined;
  return known === undefined ? scope : t(known);
}

/** What is left of an attempt, as 4:32; never below 0:00. */
export function sayClock(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;

/** A span in its largest whole unit: 52 min, 7 h, 30 days; at least a minute. */
export function saySpan(ms: number, t: Translate): string {
  const minutes = Math.max(1, Math.round(ms / MINUTE_MS));
  if (minutes < 2 * HOUR_MINUTES) return t('window.signIn.facts.minutes', { count: minutes });
  if (minutes < 2 * DAY_MINUTES) return t('window.signIn.facts.hours', { count: Math.round(minutes / HOUR_MINUTES) });
  return t('window.signIn.facts.days', { count: Math.round(minutes / DAY_MINUTES) });
}

/** The host of an address, with its port where it has one of its own; what is no address stays as it is. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}
