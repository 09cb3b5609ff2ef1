// What MCP Tray costs while nobody looks at it: the built app with 30 servers, a third of which change their tools again
// and again, no window open. Beside it bare SDK clients with the same servers, in the same minutes.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Server } from '../src/shared/model';
import { forkTs, message, startFleet } from './fleet';
import { median, type Report } from './measure';

const SERVERS = 30;
const CHANGING = 10;
/** Each changing server lists another tool this often. */
const CHURN_MS = 30_000;
const MINUTES = Number(process.env.MCP_TRAY_IDLE_MINUTES ?? 5);
const SLICE_MS = 10_000;
/** After start: connecting and listing is not idling. */
const SETTLE_MS = 30_000;
const MOST_PERCENT = 0.5;
/** What /proc counts in. */
const TICK_MS = 10;

interface Used {
  /** Milliseconds of processor time since the process began. */
  readonly cpu: number;
  readonly rss: number;
}

export async function idle(): Promise<readonly Report[]> {
  if (process.platform !== 'linux') throw new Error('processor time is read from /proc, which only Linux has');
  const fleet = await startFleet(Array(SERVERS).fill(0), { changing: CHANGING, everyMs: CHURN_MS });
  const app = await startApp(fleet.servers);
  const bare = forkTs('idle-child.ts', [JSON.stringify(fleet.servers), String(CHANGING), String(CHURN_MS)]);
  await message(bare);
  await pause(SETTLE_MS);
  const slices = { ours: [] as Used[], bare: [] as Used[] };
  const look = async () => {
    slices.ours.push(await usedBy(app.child));
    slices.bare.push(await usedBy(bare));
  };
  await look();
  for (let at = 0; at < MINUTES * 60_000; at += SLICE_MS) {
    await pause(SLICE_MS);
    await look();
  }
  const ready = await app.ready();
  if (ready !== SERVERS) throw new Error(`${ready} of ${SERVERS} servers are ready`);
  await app.stop();
  bare.disconnect();
  await fleet.stop();
  return [reportOf(slices.ours, slices.bare)];
}

function reportOf(ours: readonly Used[], bare: readonly Used[]): Report {
  const whole = (((ours.at(-1)?.cpu ?? 0) - (ours[0]?.cpu ?? 0)) / (MINUTES * 60_000)) * 100;
  const [mine, theirs] = [percents(ours), percents(bare)];
  const [memory, floor] = [megabytes(ours), megabytes(bare)];
  return {
    title: `${SERVERS} servers, ${CHANGING} of which change a tool every ${CHURN_MS / 1000} s, no window, ${MINUTES} min`,
    rows: [
      {
        label: 'processor, of one core',
        unit: '%',
        samples: mine,
        baselines: [{ label: 'bare clients', samples: theirs }],
      },
      { label: 'processor, bare clients', unit: '%', samples: theirs },
      { label: 'memory (RSS)', unit: 'MB', samples: memory, baselines: [{ label: 'bare clients', samples: floor }] },
      { label: 'memory, bare clients', unit: 'MB', samples: floor },
    ],
    notes: [
      `Over all ${MINUTES} minutes: ${whole.toFixed(3)} % of one core; the median slice of 10 s ${median(mine).toFixed(2)} %.`,
      `Goal ${whole < MOST_PERCENT ? 'met' : 'MISSED'}: below ${MOST_PERCENT} % of one core, is ${whole.toFixed(3)} %.`,
    ],
  };
}

const percents = (used: readonly Used[]) =>
  used.slice(1).map(({ cpu }, i) => ((cpu - (used[i]?.cpu ?? 0)) / SLICE_MS) * 100);
const megabytes = (used: readonly Used[]) => used.slice(1).map(({ rss }) => rss / 1024 / 1024);

/** From /proc: fields 14 and 15 of stat are processor time in ticks, counted behind the name, which may hold blanks. */
async function usedBy({ pid }: ChildProcess): Promise<Used> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const rss = Number(/^VmRSS:\s+(\d+) kB/mu.exec(status)?.[1] ?? 0) * 1024;
  return { cpu: (Number(fields[11]) + Number(fields[12])) * TICK_MS, rss };
}

/** The built app as `mcp-tray serve` starts it, in a home of its own. */
async function startApp(servers: readonly Server[]) {
  const home = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-idle-'));
  const config = path.join(home, 'mcp-tray/config');
  await mkdir(config, { recursive: true });
  const entries = servers.flatMap((s) => (s.type === 'stdio' ? [] : [[s.name, { type: 'http', url: s.url }] as const]));
  await writeFile(path.join(config, 'mcp.json'), JSON.stringify({ mcpServers: Object.fromEntries(entries) }));
  const env = {
    ...process.env,
    HOME: home,
    MCP_TRAY_HOME: path.join(home, 'mcp-tray'),
    MCP_TRAY_KEYCHAIN: 'memory',
    TERM: 'dumb',
  };
  const cli = path.resolve('out/main/cli.js');
  const child = spawn(process.execPath, [cli, 'serve', '--no-open'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return {
    child,
    ready: async () => {
      const { stdout } = await promisify(execFile)(process.execPath, [cli, 'list', '--json'], { env });
      return (JSON.parse(stdout) as { state: { kind: string } }[]).filter((s) => s.state.kind === 'ready').length;
    },
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
