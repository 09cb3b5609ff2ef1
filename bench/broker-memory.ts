// What an idle session costs the broker: before a server over HTTP, with and without its stream of notices, and before a
// command whose one process all sessions share.
import { startBroker } from './broker';
import { startLoad } from './load';
import { type Case, goal, interleaved, type Report, type Row } from './measure';
import { type Memory, startWorker, type Worker } from './worker';

const ROUNDS = 7;
const OVER_HTTP = 400;
const SHARING = 100;
const MOST_KB = 100;
/** More than the broker's own record of the last calls holds. */
const WARM_UP_CALLS = 1500;

/** Memory of what is measured: without a session, with all of them idle, and with a stream open in each. */
interface Held {
  readonly before: Memory;
  readonly idle: Memory;
  readonly streaming: Memory;
  /** What a tool called in each session said, where answers differ. */
  readonly answers: readonly string[];
}
type Moment = 'before' | 'idle' | 'streaming';

export async function brokerMemory(): Promise<readonly Report[]> {
  const upstream = await startWorker('upstream-child.ts');
  const [http, floor, command]: [Held[], Held[], Held[]] = [[], [], []];
  const subject = (label: string, into: Held[], sessions: number, start: () => Promise<Worker>): Case => ({
    label,
    run: async () => {
      into.push(await filled(await start(), sessions));
      return into.length;
    },
  });
  const cases = [
    subject('broker', http, OVER_HTTP, () => startBroker('http', upstream.url)),
    subject('bare proxy', floor, OVER_HTTP, () => startWorker('floor-child.ts', upstream.url)),
    subject('command', command, SHARING, () => startBroker('command', '')),
  ];
  try {
    await interleaved(cases, { rounds: ROUNDS, warmUps: 0 });
  } finally {
    await upstream.stop();
  }
  return [overHttp(http, floor), sharing(command)];
}

/** Fills a fresh process with sessions once it is warm: it has served calls, and has begun and ended as many before. */
async function filled(process: Worker, sessions: number): Promise<Held> {
  const { url } = process;
  const load = await startLoad();
  const memory = () => process.ask<Memory>({ kind: 'memory' });
  try {
    await load.calls(url, WARM_UP_CALLS, 10);
    await load.openSessions(url, sessions);
    await load.endSessions(url);
    const before = await memory();
    await load.openSessions(url, sessions);
    const idle = await memory();
    await load.openStreams(url);
    const streaming = await memory();
    return { before, idle, streaming, answers: await load.callEverywhere(url) };
  } finally {
    await load.stop();
    await process.stop();
  }
}

function overHttp(broker: readonly Held[], floor: readonly Held[]): Report {
  const session = each(broker, 'before', 'idle', OVER_HTTP);
  const streaming = each(broker, 'before', 'streaming', OVER_HTTP);
  return {
    title: `Memory per idle session in the broker, ${OVER_HTTP} sessions over HTTP`,
    rows: [
      ...rowsOf('session', session),
      ...rowsOf('session with an open stream', streaming),
      ...rowsOf('open stream in the bare proxy', each(floor, 'idle', 'streaming', OVER_HTTP)),
    ],
    notes: [
      'A stream is two sockets: one to the client, one to the server.',
      'RSS of sessions alone says little: they fit into what warming up has left.',
      goal('session, the larger of the two', larger(session), MOST_KB, 'KB'),
      goal('session with an open stream, the larger of the two', larger(streaming), MOST_KB, 'KB'),
    ],
  };
}

/** @throws Error if the sessions did not share one process */
function sharing(command: readonly Held[]): Report {
  const told = command.map(({ answers }) => answers.map((text): { pid: number; rss: number } => JSON.parse(text)));
  const processes = Math.max(...told.map((round) => new Set(round.map(({ pid }) => pid)).size));
  if (processes !== 1) throw new Error(`${SHARING} sessions were answered by ${processes} processes`);
  const samples = told.map((round) => Math.max(...round.map(({ rss }) => rss)) / 1024 ** 2);
  return {
    title: `${SHARING} sessions that share the one process of a command`,
    rows: [
      ...rowsOf('session', each(command, 'before', 'idle', SHARING)),
      ...rowsOf('session with an open stream', each(command, 'before', 'streaming', SHARING)),
      { label: 'the command itself, RSS', unit: 'MB', samples },
    ],
    notes: [
      `One process answered all ${SHARING} sessions. Started by the clients themselves, it would run ${SHARING} times.`,
    ],
  };
}

/** Kilobytes per session that a process grew by, in each round. */
interface Growth {
  readonly rss: readonly number[];
  readonly heap: readonly number[];
}

function each(rounds: readonly Held[], from: Moment, to: Moment, sessions: number): Growth {
  const grown = (of: (memory: Memory) => number) =>
    rounds.map((held) => (of(held[to]) - of(held[from])) / sessions / 1024);
  return { rss: grown(({ rss }) => rss), heap: grown(({ heapUsed, external }) => heapUsed + external) };
}

function rowsOf(label: string, { rss, heap }: Growth): readonly Row[] {
  return [
    { label: `${label}, RSS`, unit: 'KB', samples: rss },
    { label: `${label}, heap and buffers`, unit: 'KB', samples: heap },
  ];
}

const larger = ({ rss, heap }: Growth) => rss.map((value, i) => Math.max(value, heap[i] ?? 0));
