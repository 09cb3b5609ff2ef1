// What the broker adds to a call: against the same call made directly, and against a bare reverse proxy, which is what
// any relay must cost. Measured twice, the proxy also shows how far two figures of the same thing lie apart.

import type { BrokerWay } from './broker-child';
import { KEY, type Load, startLoad } from './load';
import { type Case, goal, interleaved, type Report, type Row, ratios, type Unit } from './measure';
import { startWorker, type Worker } from './worker';

const ROUNDS = 21;
/** Calls of one round, by how many are under way at once. */
const CALLS: Readonly<Record<number, number>> = { 1: 1000, 10: 1000, 100: 1000 };
/** Until then V8 still compiles, the broker longer than the proxy, because there is more of it. */
const WARM_UP_CALLS = 20_000;
const STREAMS = 12;
const MOST = { p50: 1.3, cpu: 1.5, firstMessageMs: 2 };

const DIRECT = 'direct';
const FLOOR = 'bare proxy';
const AGAIN = 'bare proxy, again';
const BROKER = 'broker';
const SIGNED_IN = 'broker with token';
/** In the order of a round: what was just measured has warm caches, so the second proxy does not follow the first. */
const LABELS = [DIRECT, FLOOR, BROKER, SIGNED_IN, AGAIN] as const;

/** A way to the same server. `process` is what stands between, if anything does. */
interface Target {
  readonly url: string;
  readonly process?: Worker;
}
type Targets = ReadonlyMap<string, Target>;

interface Figures {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly perSecond: number;
  /** Microseconds of processor time per call in the process between; NaN where there is none. */
  readonly cpu: number;
}

export const startBroker = (way: BrokerWay, url: string) => startWorker('broker-child.ts', way, url, KEY);

export async function broker(): Promise<readonly Report[]> {
  const upstream = await startWorker('upstream-child.ts');
  const { url } = upstream;
  const floor = await startWorker('floor-child.ts', url);
  const [plain, signedIn] = [await startBroker('http', url), await startBroker('http with token', url)];
  const load = await startLoad();
  const targets: Targets = new Map([
    [DIRECT, { url }],
    [FLOOR, { url: floor.url, process: floor }],
    [BROKER, { url: plain.url, process: plain }],
    [SIGNED_IN, { url: signedIn.url, process: signedIn }],
    [AGAIN, { url: floor.url, process: floor }],
  ]);
  try {
    for (const address of new Set([...targets.values()].map((target) => target.url)))
      await load.calls(address, WARM_UP_CALLS, 10);
    return [...(await callReports(load, targets)), await firstMessageReport(load, targets)];
  } finally {
    for (const worker of [load, plain, signedIn, floor, upstream]) await worker.stop();
  }
}

async function callReports(load: Load, targets: Targets): Promise<readonly Report[]> {
  const seen = new Map<string, Figures[]>();
  const cases = Object.entries(CALLS).flatMap(([atOnce, count]) =>
    [...targets].map(([name, target]): Case => {
      const label = `${atOnce} ${name}`;
      const figures: Figures[] = [];
      seen.set(label, figures);
      return {
        label,
        run: async () => {
          figures.push(await measured(load, target, count, Number(atOnce)));
          return 0;
        },
      };
    }),
  );
  await interleaved(cases, { rounds: ROUNDS, warmUps: 0 });
  return Object.keys(CALLS).map((atOnce) => callReport(atOnce, (name) => seen.get(`${atOnce} ${name}`) ?? []));
}

async function measured(load: Load, target: Target, count: number, atOnce: number): Promise<Figures> {
  const used = async () => (await target.process?.ask<number>({ kind: 'processor time' })) ?? Number.NaN;
  const before = await used();
  const loaded = await load.calls(target.url, count, atOnce);
  return { ...loaded, cpu: ((await used()) - before) / count };
}

function callReport(atOnce: string, figures: (name: string) => readonly Figures[]): Report {
  const of = (name: string, figure: keyof Figures) => figures(name).map((one) => one[figure]);
  const rows = (figure: keyof Figures, title: string, unit: Unit) =>
    LABELS.filter((name) => name !== DIRECT || figure !== 'cpu').map(
      (name): Row => ({
        label: `${title}, ${name}`,
        unit,
        samples: of(name, figure),
        baselines: baselinesOf(name, figure !== 'cpu').map((label) => ({ label, samples: of(label, figure) })),
      }),
    );
  const goals = (name: string) => [
    goal(`p50, ${name}`, ratios(of(name, 'p50'), of(FLOOR, 'p50')), MOST.p50, '×'),
    goal(`processor time, ${name}`, ratios(of(name, 'cpu'), of(FLOOR, 'cpu')), MOST.cpu, '×'),
  ];
  return {
    title: `tools/call over HTTP, ${atOnce} at once`,
    rows: [
      ...rows('p50', 'p50', 'ms'),
      ...rows('p95', 'p95', 'ms'),
      ...rows('p99', 'p99', 'ms'),
      ...rows('perSecond', 'calls', '/s'),
      ...rows('cpu', 'processor time per call', 'µs'),
    ],
    notes: [...goals(BROKER), ...goals(SIGNED_IN)],
  };
}

function baselinesOf(name: string, hasDirect: boolean): readonly string[] {
  if (name === DIRECT) return [];
  return [...(name === FLOOR ? [] : [FLOOR]), ...(hasDirect && name !== AGAIN ? [DIRECT] : [])];
}

async function firstMessageReport(load: Load, targets: Targets): Promise<Report> {
  const cases = [...targets].map(([label, { url }]): Case => ({ label, run: () => load.firstMessages(url, STREAMS) }));
  const samples = await interleaved(cases, { rounds: ROUNDS });
  const direct = samples.get(DIRECT) ?? [];
  const added = (label: string) => (samples.get(label) ?? []).map((ms, i) => ms - (direct[i] ?? Number.NaN));
  const relayed = LABELS.filter((label) => label !== DIRECT);
  return {
    title: 'First message of an answer that is a stream',
    rows: [
      ...LABELS.map((label): Row => ({ label, unit: 'ms', samples: samples.get(label) ?? [] })),
      ...relayed.map((label): Row => ({ label: `${label} minus direct`, unit: 'ms', samples: added(label) })),
    ],
    notes: [
      'The stream ends 10 ms after its first message: whoever kept it back until then would show it.',
      ...[BROKER, SIGNED_IN].map((name) => goal(`${name} minus direct`, added(name), MOST.firstMessageMs, 'ms')),
    ],
  };
}
