// Activity's decisions: which requests are shown, in which order, and in which words.
import type { ErrorCode } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import { en } from '../../shared/messages/en';
import type { ActivityRecord, ClientSummary } from '../../shared/model';
import { sayLatency } from '../../shared/say';
import { share } from '../share';
import type { ShapeName } from '../ui/shapes';

export type ActivityFilter = 'all' | 'calls' | 'problems';

const TESTS: Readonly<Record<ActivityFilter, (record: ActivityRecord) => boolean>> = {
  all: () => true,
  calls: ({ method }) => method === 'tools/call',
  problems: ({ outcome }) => outcome === 'error' || outcome === 'refused' || outcome === 'failed',
};

/** How many of the records each filter shows. */
export function countRecords(records: readonly ActivityRecord[]): Readonly<Record<ActivityFilter, number>> {
  const count = (filter: ActivityFilter) => records.filter(TESTS[filter]).length;
  return { all: records.length, calls: count('calls'), problems: count('problems') };
}

/** Records come oldest first and are shown newest first. */
export function filterRecords(records: readonly ActivityRecord[], filter: ActivityFilter): readonly ActivityRecord[] {
  return records.filter(TESTS[filter]).reverse();
}

/** `next`, with every record that is as it was replaced by the one that was there, so that its row is not drawn again. */
export function keepRecords(
  previous: readonly ActivityRecord[],
  next: readonly ActivityRecord[],
): readonly ActivityRecord[] {
  const known = new Map(previous.map((record) => [record.id, record]));
  return next.map((record) => share(known.get(record.id), record));
}

/** The client that `mcp-tray bridge` counts as. */
const BRIDGE = 'bridge';

export function sayClient(id: string, clients: readonly Pick<ClientSummary, 'id' | 'name'>[], t: Translate): string {
  if (id === BRIDGE) return t('window.activity.bridge');
  return clients.find((client) => client.id === id)?.name ?? id;
}

export function sayOutcome({ outcome, method }: ActivityRecord, t: Translate): string {
  const isTool = outcome === 'error' && method === 'tools/call';
  return t(isTool ? 'window.activity.outcome.toolError' : `window.activity.outcome.${outcome}`);
}

export const OUTCOME_SHAPE: Readonly<Record<ActivityRecord['outcome'], ShapeName>> = {
  running: 'connecting',
  ok: 'check',
  error: 'partial',
  refused: 'refused',
  failed: 'failed',
  left: 'off',
};

/** Milliseconds up to a second, then seconds; nothing while it runs. */
export function sayTook({ milliseconds }: ActivityRecord, t: Translate): string {
  if (milliseconds === undefined) return '';
  if (milliseconds < 1000) return sayLatency(milliseconds, t);
  return t('window.activity.tookSeconds', { seconds: (milliseconds / 1000).toFixed(milliseconds < 10_000 ? 1 : 0) });
}

/** Why it was refused or failed, in words. */
export function sayCause({ code, params = {} }: ActivityRecord, t: Translate): string | undefined {
  return code !== undefined && isErrorCode(code) ? t(`errors.${code}.message`, params) : code;
}

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(en.errors, code);

/** What was said, set out over lines where it is JSON as a whole; what was cut short stays as it is. */
export function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

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
