// One process of `npm run edits`: does its share of the edits, and tells how far it is.
import fc from 'fast-check';
import { oursProperty, theirsProperty } from '../edits/promises';
import { FORMATS } from '../edits/second-opinion';

export interface Task {
  readonly edits: number;
  readonly seed: number;
}
export interface Told {
  readonly edits: number;
  /** Files that could not be edited, and were left as they are. */
  readonly refused: number;
  /** What fast-check says of a broken promise, its seed included. */
  readonly broken?: string;
}

/** Samples at a time: few, so that all formats get their turn early. */
const RUNS = 20;

const task: Task = JSON.parse(process.argv[2] ?? '');
let [edits, refused] = [0, 0];
const onEdit = () => {
  edits++;
};
const checks = FORMATS.flatMap((format) => [
  () => isKept(oursProperty(format, onEdit, () => refused++)),
  () => isKept(theirsProperty(format, onEdit)),
]);
let turn = 0;
while (edits < task.edits && checks.every((check) => check())) turn++;
process.disconnect?.();

function isKept<T>(property: fc.IProperty<T>): boolean {
  const before = edits;
  const details = fc.check(property, { seed: task.seed + turn, numRuns: RUNS });
  if (details.failed) {
    tell({ edits: before, refused, broken: `${fc.defaultReportMessage(details)}\n${String(details.errorInstance)}` });
    process.exitCode = 1;
  } else tell({ edits, refused });
  return !details.failed;
}

function tell(told: Told): void {
  process.send?.(told);
}
