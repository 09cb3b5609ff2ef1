// One request of a client in words, for every face that lists them.
import type { ErrorCode } from './errors';
import type { Translate } from './messages';
import { en } from './messages/en';
import type { ActivityRecord, ClientSummary } from './model';
import { sayLatency } from './say';

/** The client that `mcp-tray bridge` counts as. */
const BRIDGE = 'bridge';

export function sayClient(id: string, clients: readonly Pick<ClientSummary, 'id' | 'name'>[], t: Translate): string {
  if (id === BRIDGE) return t('common.activity.bridge');
  return clients.find((client) => client.id === id)?.name ?? id;
}

export function sayOutcome({ outcome, method }: ActivityRecord, t: Translate): string {
  const isTool = outcome === 'error' && method === 'tools/call';
  return t(isTool ? 'common.activity.outcome.toolError' : `common.activity.outcome.${outcome}`);
}

/** Milliseconds up to a second, then seconds; nothing while it runs. */
export function sayTook({ milliseconds }: ActivityRecord, t: Translate): string {
  if (milliseconds === undefined) return '';
  if (milliseconds < 1000) return sayLatency(milliseconds, t);
  return t('common.activity.tookSeconds', { seconds: (milliseconds / 1000).toFixed(milliseconds < 10_000 ? 1 : 0) });
}

/** Why it was refused or failed, in words; of a code that only a later version has, the code. */
export function sayCause({ code, params = {} }: ActivityRecord, t: Translate): string | undefined {
  return code !== undefined && isErrorCode(code) ? t(`errors.${code}.message`, params) : code;
}

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(en.errors, code);

/** Time of day, and the day too where it is another one. */
export function sayWhen(at: number, now: number, language: string): string {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date(now).toDateString();
  return date.toLocaleString(language, {
    ...(!isToday && { month: 'numeric', day: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    ...(isToday && { second: '2-digit' }),
    hourCycle: 'h23',
  });
}
