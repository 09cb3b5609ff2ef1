// Start to address: from spawning the built command line until its page answers, against a bare Node HTTP server.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setup as build } from '../test/support/build';
import { type Case, interleaved, type Report, rowsAgainst } from './measure';

const CLI = path.resolve('out/main/cli.js');
const BARE = `require('node:http').createServer((_, r) => r.end('ok')).listen(0, '127.0.0.1', function () {
  console.log('http://127.0.0.1:' + this.address().port + '/')
})`;
const ROUNDS = 15;
const WAIT_MS = 30_000;

export async function start(): Promise<readonly Report[]> {
  if (!existsSync(CLI)) build();
  const [served, bare] = ['mcp-tray serve', 'bare node server'];
  const cases: readonly Case[] = [
    { label: served, run: () => untilAnswered([CLI, 'serve', '--no-open']) },
    { label: bare, run: () => untilAnswered(['-e', BARE]) },
  ];
  const samples = await interleaved(cases, { rounds: ROUNDS });
  return [
    {
      title: 'Start to address: spawned, address printed, page answered',
      rows: rowsAgainst(samples, [served, bare], bare, 'ms'),
      notes: ['The built out/main/cli.js in an empty home, secrets in memory; no server in the shared config.'],
    },
  ];
}

/** Milliseconds from spawning to an answered GET. @throws Error if there is no page, or the process ends badly */
async function untilAnswered(args: readonly string[]): Promise<number> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-bench-'));
  const env = { PATH: process.env.PATH, HOME: home, MCP_TRAY_HOME: home, MCP_TRAY_KEYCHAIN: 'memory' };
  const began = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  try {
    await openPage(await addressOf(child));
    return performance.now() - began;
  } finally {
    child.kill('SIGTERM');
    await ended;
    await rm(home, { recursive: true, force: true });
  }
}

/** As a browser opens it: a link that works once leads to the page, by way of a cookie. */
async function openPage(address: string): Promise<void> {
  let response = await fetch(address, { redirect: 'manual' });
  const location = response.headers.get('location');
  if (location !== null) {
    const cookie = response.headers.getSetCookie().map((one) => one.split(';', 1)[0] ?? '');
    response = await fetch(new URL(location, address), { headers: { cookie: cookie.join('; ') } });
  }
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`the page answered ${response.status}`);
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const late = setTimeout(() => reject(new Error(`no address in ${WAIT_MS} ms: ${said}`)), WAIT_MS);
    const hear = (chunk: unknown) => {
      said += String(chunk);
      const address = /(http:\/\/\S+)\s/u.exec(said)?.[1];
      if (!address) return;
      clearTimeout(late);
      resolve(address);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code, signal) => {
      clearTimeout(late);
      reject(new Error(`ended with ${signal ?? code} before it had an address: ${said}`));
    });
  });
}
