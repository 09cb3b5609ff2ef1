// Memory per idle connection: what 50 ready ones add to a process, against as many bare SDK clients.
import { type Connected, connectIn, type Way } from './connect';
import { startFleet } from './fleet';
import { type Case, interleaved, type Report, rowsAgainst } from './measure';

const SERVERS = 50;
const ROUNDS = 7;
const WAYS: readonly Way[] = ['ours', 'bare, listed', 'bare'];
const BASELINE: Way = 'bare';

export async function memory(): Promise<readonly Report[]> {
  const fleet = await startFleet(Array.from({ length: SERVERS }, () => 0));
  const seen = new Map<string, Connected[]>(WAYS.map((way) => [way, []]));
  try {
    const cases = WAYS.map(
      (way): Case => ({
        label: way,
        run: async () => {
          const result = await connectIn(way, fleet.servers);
          seen.get(way)?.push(result);
          return 0;
        },
      }),
    );
    await interleaved(cases, { rounds: ROUNDS, warmUps: 0 });
  } finally {
    await fleet.stop();
  }
  const figures = (of: (result: Connected) => number) =>
    new Map([...seen].map(([way, results]) => [way, results.map(of)]));
  const each = (kind: 'rss' | 'heapUsed') =>
    figures(({ before, after }) => (after[kind] - before[kind]) / SERVERS / 1024);
  const megabytes = (when: 'before' | 'after') => figures((result) => result[when].rss / 1024 ** 2);
  const notes = ['“ours” keeps each catalog, its raw definitions, a log and a subscription; “bare” keeps nothing.'];
  return [
    { title: `RSS with 0 connections`, rows: rowsAgainst(megabytes('before'), WAYS, BASELINE, 'MB'), notes: [] },
    { title: `RSS with ${SERVERS} idle`, rows: rowsAgainst(megabytes('after'), WAYS, BASELINE, 'MB'), notes: [] },
    { title: 'RSS per idle connection', rows: rowsAgainst(each('rss'), WAYS, BASELINE, 'KB'), notes },
    { title: 'JS heap per idle connection', rows: rowsAgainst(each('heapUsed'), WAYS, BASELINE, 'KB'), notes: [] },
  ];
}
