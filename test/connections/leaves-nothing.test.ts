import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startScripted } from '../support/servers/bad';
import type { Peer } from '../support/servers/listen';
import { startModernHttp } from '../support/servers/modern-http';
import { startOpenHttp } from '../support/servers/open-http';
import { startOpenSse } from '../support/servers/open-sse';
import { http, script, startHarness } from './harness';
import { bundle, type Program } from './program';

const notes = fileURLToPath(new URL('../support/servers/stdio-notes.ts', import.meta.url));
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const until = async (condition: () => boolean, ms = 6_000) => {
  const end = Date.now() + ms;
  while (!condition() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
  return condition();
};

describe.skipIf(process.platform === 'win32')('when we are killed outright', () => {
  let program: Program;
  beforeAll(async () => {
    program = await bundle(new URL('./killed-app.ts', import.meta.url));
  });
  afterAll(() => program.remove());

  it('every process group goes with us, even what ignores SIGTERM', async () => {
    const app = spawn(process.execPath, [program.file, program.folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pids = await new Promise<number[]>((resolve) => {
      app.stdout.on('data', (chunk: Buffer) => resolve(String(chunk).trim().split(' ').map(Number)));
    });
    expect(pids.map(isAlive)).toEqual([true, true]);
    app.kill('SIGKILL');
    expect(await until(() => !pids.some(isAlive))).toBe(true);
  });
});

describe('when it is stopped', () => {
  let program: Program;
  const peers: Peer[] = [];
  beforeAll(async () => {
    program = await bundle(new URL('./quiet-app.ts', import.meta.url));
    peers.push(...(await Promise.all([startOpenHttp(), startOpenSse(), startModernHttp()])));
  });
  afterAll(async () => {
    await program.remove();
    for (const peer of peers) await peer.stop();
  });

  it('nothing keeps the process alive: no timer, no socket, no child', async () => {
    const args = [program.file, program.folder, notes, ...peers.map((p) => p.url)];
    const app = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    let stoppedAt = 0;
    app.stdout.on('data', (chunk: Buffer) => {
      said += String(chunk);
      if (said.includes('stopped')) stoppedAt = Date.now();
    });
    // `exit` may come before the last of what it said.
    const code = await new Promise((resolve) => app.once('close', resolve));
    expect(said).toBe('ready ready ready ready\nstopped\n');
    expect(code).toBe(0);
    expect(Date.now() - stoppedAt).toBeLessThan(1_000);
  });

  it('it does not wait for a keychain that waits for the person', async () => {
    const harness = await startHarness([http('http://127.0.0.1:1/', { headers: { a: '${keychain:K}' } })], {
      resolve: () => new Promise(() => undefined),
    });
    await harness.stop();
    expect(harness.timers()).toBe(0);
  });

  it('it does not wait for a list that never comes', async () => {
    const peer = await startScripted({ 'tools/list': () => new Promise(() => undefined) });
    const harness = await startHarness([http(peer.url)]);
    await until(() => peer.seen.length >= 4);
    await harness.stop();
    expect(harness.timers()).toBe(0);
    await peer.stop();
  });

  it('a changed entry starts only when the process of the old one is gone', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-order-'));
    const file = path.join(folder, 'order');
    const told = () => (existsSync(file) ? readFileSync(file, 'utf8') : '');
    const tell = (word: string) => `require('node:fs').appendFileSync(${JSON.stringify(file)}, '${word} ');`;
    const slowToLeave = `${tell('old')} process.stdin.on('end', () => setTimeout(() => { ${tell('left')} process.exit(0); }, 150)); process.stdin.resume();`;
    const harness = await startHarness([script(slowToLeave)], { timings: { grace: 5_000 } });
    expect(await until(() => told() === 'old ')).toBe(true);
    harness.connections.use([script(`${tell('new')} process.exit(1);`)]);
    expect(harness.view('it').state.kind).toBe('connecting');
    await harness.problem('it');
    expect(told()).toMatch(/^old left new /u);
    await rm(folder, { recursive: true });
    await harness.stop();
  });
});
