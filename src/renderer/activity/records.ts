// Activity's decisions: which requests are shown, and in which order.
import type { ActivityRecord } from '../../shared/model';
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

export const OUTCOME_SHAPE: Readonly<Record<ActivityRecord['outcome'], ShapeName>> = {
  running: 'connecting',
  ok: 'check',
  error: 'partial',
  refused: 'refused',
  failed: 'failed',
  left: 'off',
};

/** What was said, set out over lines where it is JSON as a whole; what was cut short stays as it is. */
export function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
