// What the app costs while nobody looks: processor time and memory of the core with 30 servers whose catalogs change, the
// window closed, beside bare SDK clients of the same servers and an empty process, all at the same time.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { build } from 'vite';
import type { Server } from '../src/shared/model';
import { forkTs, message } from './fleet';
import type { IdleWay } from './idle-child';
import { goal, type Report, rowsAgainst } from './measure';
import { type Worker, workerOf } from './worker';

/** Of one process, since it began. Milliseconds and bytes. */
export interface Used {
  readonly processorMs: number;
  readonly rss: number;
  readonly changes: number;
  readonly catalogs: string;
}

const SERVERS = { http: 14, sse: 6, stdio: 10 };
/** Every server changes one tool as often as this. */
const CHURN_MS = 60_000;
/** For what starting leaves behind: compiling, first collections, the first probes. */
const SETTLE_MS = 20_000;
const WINDOWS = 10;
const MOST_PERCENT = 0.5;
const WAYS: readonly IdleWay[] = ['ours', 'bare', 'empty'];

/** What this process has used so far. Nothing is collected for it: that alone would be most of an idle process's time. */
export function usage(): Pick<Used, 'processorMs' | 'rss'> {
  const { user, system } = process.cpuUsage();
  return { processorMs: (user + system) / 1000, rss: process.memoryUsage.rss() };
}

/**
 * MCP_TRAY_IDLE_SECONDS makes it shorter, for trying it out; the goal is meant for the five minutes. MCP_TRAY_IDLE_PROFILE
 * names a folder for a profile of each process.
 */
export async function idle(): Promise<readonly Report[]> {
  const seconds = Number(process.env.MCP_TRAY_IDLE_SECONDS ?? 300);
  const churn = forkTs('churn-child.ts', [JSON.stringify([SERVERS.http, SERVERS.sse, CHURN_MS])]);
  const workers: Worker[] = [];
  try {
    const servers = serversAt(await message<readonly string[]>(churn));
    const script = await bundle();
    for (const way of WAYS) workers.push(await start(script, way, servers));
    await pause(SETTLE_MS);
    return reports(await watch(workers, (seconds * 1000) / WINDOWS), seconds);
  } finally {
    for (const worker of workers) await worker.stop();
    churn.disconnect();
  }
}

/** One script, as the app is one: what Node would keep for the sake of TypeScript is not the app's memory. */
async function bundle(): Promise<string> {
  const outDir = path.resolve('build/bench');
  const entry = path.join(import.meta.dirname, 'idle-child.ts');
  const output = { entryFileNames: '[name].mjs' };
  await build({ configFile: false, logLevel: 'warn', build: { ssr: entry, outDir, rollupOptions: { output } } });
  return path.join(outDir, 'idle-child.mjs');
}

function start(script: string, way: IdleWay, servers: readonly Server[]): Promise<Worker> {
  const profile = process.env.MCP_TRAY_IDLE_PROFILE;
  const flags = profile ? ['--cpu-prof', `--cpu-prof-name=idle-${way}.cpuprofile`, `--cpu-prof-dir=${profile}`] : [];
  const args = ['--no-warnings', ...flags, script, JSON.stringify([way, servers])];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return workerOf(way, child);
}

function serversAt(urls: readonly string[]): readonly Server[] {
  const remote = urls.map((url, i): Server => {
    return { name: `server-${i}`, type: i < SERVERS.http ? 'http' : 'sse', url, headers: {}, disabled: false };
  });
  const script = path.join(import.meta.dirname, 'churn-stdio.ts');
  const commands = Array.from({ length: SERVERS.stdio }, (_, i): Server => {
    const args = ['--no-warnings', script, String(CHURN_MS), String((CHURN_MS * (i + 1)) / SERVERS.stdio)];
    return { name: `command-${i}`, type: 'stdio', command: process.execPath, args, env: {}, disabled: false };
  });
  return [...remote, ...commands];
}

interface Watched {
  readonly percent: number;
  readonly rssMb: number;
  readonly changes: number;
}

/** Each worker in windows of the same time. @throws Error if nothing changed that should have */
async function watch(workers: readonly Worker[], windowMs: number): Promise<ReadonlyMap<string, readonly Watched[]>> {
  const look = () => Promise.all(workers.map((worker) => worker.ask<Used>({ kind: 'used' })));
  const seen = new Map<string, Watched[]>(WAYS.map((way) => [way, []]));
  let began = performance.now();
  let before = await look();
  const first = before;
  for (let window = 0; window < WINDOWS; window++) {
    await pause(windowMs);
    const now = performance.now();
    const after = await look();
    for (const [i, way] of WAYS.entries()) {
      const [was, is] = [before[i], after[i]];
      if (!was || !is) continue;
      const percent = ((is.processorMs - was.processorMs) / (now - began)) * 100;
      seen.get(way)?.push({ percent, rssMb: is.rss / 1024 ** 2, changes: is.changes - was.changes });
    }
    [before, began] = [after, now];
  }
  for (const [i, way] of WAYS.entries())
    if (way !== 'empty' && windowMs * WINDOWS > CHURN_MS && before[i]?.catalogs === first[i]?.catalogs)
      throw new Error(`${way}: no catalog has changed`);
  return seen;
}

function reports(seen: ReadonlyMap<string, readonly Watched[]>, seconds: number): readonly Report[] {
  const of = (value: (watched: Watched) => number) => new Map([...seen].map(([way, all]) => [way, all.map(value)]));
  const percent = of((watched) => watched.percent);
  const ours = percent.get('ours') ?? [];
  const mean = ours.reduce((sum, value) => sum + value, 0) / ours.length;
  const changes = (seen.get('ours') ?? []).reduce((sum, watched) => sum + watched.changes, 0);
  const kinds = `${SERVERS.http} HTTP, ${SERVERS.sse} SSE, ${SERVERS.stdio} commands`;
  return [
    {
      title: `Idle for ${seconds} s with 30 servers (${kinds}), window closed: processor time in % of one core`,
      rows: rowsAgainst(percent, WAYS, 'bare', '%'),
      notes: [
        `Each server changes a tool every ${CHURN_MS / 1000} s; the tray was drawn anew ${changes} times.`,
        '“bare” are SDK clients that list again on each change, and probe, count and keep nothing; “empty” is Node alone.',
        `Mean over all of it: ${mean.toFixed(3)} %.`,
        goal('processor time of the core', [mean], MOST_PERCENT, '%'),
      ],
    },
    {
      title: 'The same: RSS',
      rows: rowsAgainst(
        of((watched) => watched.rssMb),
        WAYS,
        'bare',
        'MB',
      ),
      notes: [],
    },
  ];
}
