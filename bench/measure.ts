// How everything here is measured: the same number of rounds for each case, taken in turn, so that what else the
// machine does falls on all of them alike.

/** `run` gives one sample, in whatever unit its row is shown. */
export interface Case {
  readonly label: string;
  run(): Promise<number> | number;
}

export type Unit = 'ms' | 'µs' | '/s' | 'MB' | 'KB' | '%';

export interface Baseline {
  readonly label: string;
  readonly samples: readonly number[];
}

/** One line of a report. The ratio is that of each round to the baseline of the same round. */
export interface Row {
  readonly label: string;
  readonly unit: Unit;
  readonly samples: readonly number[];
  readonly baselines?: readonly Baseline[];
}

export interface Report {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly notes: readonly string[];
}

/** Samples by label. Each round begins with another case; the first `warmUps` rounds are not kept. */
export async function interleaved(
  cases: readonly Case[],
  { rounds, warmUps = 1 }: { readonly rounds: number; readonly warmUps?: number },
): Promise<ReadonlyMap<string, readonly number[]>> {
  const samples = new Map<string, number[]>(cases.map(({ label }) => [label, []]));
  for (let round = -warmUps; round < rounds; round++) {
    for (let i = 0; i < cases.length; i++) {
      const next = cases[(i + round + warmUps) % cases.length];
      if (!next) continue;
      const sample = await next.run();
      if (round >= 0) samples.get(next.label)?.push(sample);
    }
  }
  return samples;
}

/** Rows in the order of `labels`; all but the baseline itself are compared with it. */
export function rowsAgainst(
  samples: ReadonlyMap<string, readonly number[]>,
  labels: readonly string[],
  baseline: string,
  unit: Unit,
): readonly Row[] {
  const of = (label: string) => samples.get(label) ?? [];
  return labels.map((label) => ({
    label,
    unit,
    samples: of(label),
    ...(label !== baseline && { baselines: [{ label: baseline, samples: of(baseline) }] }),
  }));
}

/** Milliseconds that `work` took. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export const median = (samples: readonly number[]) => quantile(samples, 0.5);

export function quantile(samples: readonly number[], q: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const place = (sorted.length - 1) * q;
  const [low = Number.NaN, high = low] = sorted.slice(Math.floor(place), Math.ceil(place) + 1);
  return low + (high - low) * (place - Math.floor(place));
}

/** Median, and between what the middle half of the samples lies: one disturbed round does not show. */
function spread(samples: readonly number[], show: (value: number) => string): string {
  return `${show(median(samples))} (${show(quantile(samples, 0.25))} to ${show(quantile(samples, 0.75))})`;
}

const digits = (value: number) => value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 1 : 3);
const times = (value: number) => value.toFixed(Math.abs(value) >= 0.1 ? 2 : 3);

/** Of each round to the baseline of the same round. */
export function ratios(samples: readonly number[], baseline: readonly number[]): readonly number[] {
  return samples.map((sample, i) => sample / (baseline[i] ?? Number.NaN));
}

/** Tells whether the median keeps below a limit; nothing fails where it does not. */
export function goal(what: string, samples: readonly number[], most: number, unit: Unit | '×'): string {
  const reached = median(samples);
  return `Goal ${reached <= most ? 'met' : 'MISSED'}: ${what} at most ${most} ${unit}, is ${reached.toFixed(2)} ${unit}.`;
}

/** A report as lines of text: label, median (middle half), least, ratio. */
export function lines({ title, rows, notes }: Report): readonly string[] {
  const cells = rows.map((row) => [
    row.label,
    `${spread(row.samples, digits)} ${row.unit}`,
    `least ${digits(Math.min(...row.samples))}, n=${row.samples.length}`,
    (row.baselines ?? []).map((one) => `${spread(ratios(row.samples, one.samples), times)} × ${one.label}`).join(', '),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((cell) => cell[column]?.length ?? 0)));
  const table = cells.map((cell) => `  ${cell.map((text, i) => text.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd());
  return [title, ...table, ...notes.map((note) => `  - ${note}`)];
}
