// What MCP Tray costs while nobody looks at it: 30 servers, a third of which change their tools again and again, no
// window. Beside it bare SDK clients with the same servers, in the same minutes.

import { forkTs, message, startFleet } from './fleet';
import { median, type Report } from './measure';

const SERVERS = 30;
const CHANGING = 10;
/** Each changing server lists another tool this often. */
const CHURN_MS = 15_000;
const MINUTES = Number(process.env.MCP_TRAY_IDLE_MINUTES ?? 5);
const SLICE_MS = 10_000;
/** After start: connecting and listing is not idling. */
const SETTLE_MS = 5000;

interface Used {
  /** Microseconds of processor time since the last question. */
  readonly cpu: number;
  readonly rss: number;
  readonly ready: number;
}

export async function idle(): Promise<readonly Report[]> {
  const fleet = await startFleet(Array(SERVERS).fill(0), { changing: CHANGING, everyMs: CHURN_MS });
  const servers = JSON.stringify(fleet.servers);
  const ours = forkTs('idle-child.ts', ['ours', servers]);
  const bare = forkTs('idle-child.ts', ['bare', servers]);
  const ask = (child: typeof ours) => {
    const answer = message<Used>(child);
    child.send('used');
    return answer;
  };
  await Promise.all([message(ours), message(bare)]);
  await pause(SETTLE_MS);
  await Promise.all([ask(ours), ask(bare)]);
  const mine: Used[] = [];
  const theirs: Used[] = [];
  for (let at = 0; at < MINUTES * 60_000; at += SLICE_MS) {
    await pause(SLICE_MS);
    const [one, other] = await Promise.all([ask(ours), ask(bare)]);
    mine.push(one);
    theirs.push(other);
  }
  const last = mine.at(-1);
  if (last?.ready !== SERVERS) throw new Error(`${last?.ready} of ${SERVERS} servers are ready`);
  for (const child of [ours, bare]) child.disconnect();
  await fleet.stop();
  const percent = (used: readonly Used[]) => used.map(({ cpu }) => (cpu / 1000 / SLICE_MS) * 100);
  const megabytes = (used: readonly Used[]) => used.map(({ rss }) => rss / 1024 / 1024);
  const whole = (percent(mine).reduce((sum, one) => sum + one, 0) / mine.length).toFixed(3);
  return [
    {
      title: `${SERVERS} servers, ${CHANGING} of which change a tool every ${CHURN_MS / 1000} s, nobody looking, ${MINUTES} min`,
      rows: [
        {
          label: 'processor, of one core',
          unit: '%',
          samples: percent(mine),
          baselines: [{ label: 'bare clients', samples: percent(theirs) }],
        },
        { label: 'processor, bare clients', unit: '%', samples: percent(theirs) },
        {
          label: 'memory (RSS)',
          unit: 'MB',
          samples: megabytes(mine),
          baselines: [{ label: 'bare clients', samples: megabytes(theirs) }],
        },
        { label: 'memory, bare clients', unit: 'MB', samples: megabytes(theirs) },
      ],
      notes: [
        `Over all ${MINUTES} minutes: ${whole} % of one core.`,
        `Goal ${Number(whole) < 0.5 ? 'met' : 'MISSED'}: below 0.5 % of one core, is ${whole} % (median slice ${median(percent(mine)).toFixed(3)} %).`,
      ],
    },
  ];
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
