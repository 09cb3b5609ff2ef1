import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { type Harness, script, startHarness, stdio } from './harness';

const notes = fileURLToPath(new URL('../support/servers/stdio-notes.ts', import.meta.url));
const isWindows = process.platform === 'win32';
let harness: Harness;
const open = async (...args: Parameters<typeof startHarness>) => {
  harness = await startHarness(...args);
  return harness;
};
afterEach(async () => {
  await harness.stop();
  expect(harness.timers()).toBe(0);
});

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const until = async (condition: () => boolean, ms = 5_000) => {
  const end = Date.now() + ms;
  while (!condition() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
  return condition();
};
/** Answers the handshake of 2025-11-25 with one tool, then runs `more` with `send` and `message` at hand. */
const legacy = (more = '') => `
  const send = (o) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...o }) + '\\n');
  require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const message = JSON.parse(line);
    if (message.method === 'initialize') send({ id: message.id, result: { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'legacy', version: '1' } } });
    else if (message.method === 'tools/list') send({ id: message.id, result: { tools: [{ name: 'it', inputSchema: { type: 'object' } }] } });
    else if (message.method === 'ping') send({ id: message.id, result: {} });
    else if (message.method === 'server/discover') { ${more || "send({ id: message.id, error: { code: -32601, message: 'Method not found' } });"} }
    else if (message.method === 'tools/call') { globalThis.onCall?.(message); }
  });
  process.stdin.on('end', () => process.exit(0));`;

describe('a command that does not become a server', () => {
  it('command-not-found, told from a missing working folder', async () => {
    await open([
      stdio('no-such-command-anywhere', [], { name: 'a' }),
      stdio(process.execPath, [], { name: 'b', cwd: '/no/such/folder' }),
    ]);
    expect(await harness.problem('a')).toMatchObject({
      code: 'command-not-found',
      params: { command: 'no-such-command-anywhere' },
    });
    expect(await harness.problem('b')).toMatchObject({ code: 'folder-missing', params: { folder: '/no/such/folder' } });
  });
  it.skipIf(isWindows)('command-failed for a file without permission to run', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-command-'));
    const file = path.join(folder, 'server');
    await writeFile(file, '#!/bin/sh\n', { mode: 0o600 });
    await open([stdio(file, [])]);
    expect(await harness.problem('it')).toMatchObject({ code: 'command-failed', params: { reason: 'EACCES' } });
    await rm(folder, { recursive: true });
  });
  it('process-exited with code and last lines when it leaves at once', async () => {
    await open([script("console.error('no database\\nat all'); process.exit(3)")]);
    const problem = await harness.problem('it');
    expect(problem).toMatchObject({ code: 'process-exited', params: { code: 3 } });
    expect(problem.details).toContain('no database\nat all');
    expect(harness.connections.log('it').filter((l) => l.source === 'stderr').length).toBeGreaterThanOrEqual(2);
  });
  it.skipIf(isWindows)('process-killed with the signal', async () => {
    await open([script("process.kill(process.pid, 'SIGKILL')")]);
    expect(await harness.problem('it')).toMatchObject({ code: 'process-killed', params: { signal: 'SIGKILL' } });
  });
  it('connect-timeout for a command that says nothing', async () => {
    await open([script('setInterval(() => {}, 1000)')], { timings: { connectCommand: 600, probe: 200 } });
    expect((await harness.problem('it')).code).toBe('connect-timeout');
  });
  it('invalid-message for half a message and then nothing', async () => {
    await open([script(`process.stdout.write('{"jsonrpc":"2.0","id":\\n'); setInterval(() => {}, 1000)`)], {
      timings: { connectCommand: 600, probe: 200 },
    });
    expect((await harness.problem('it')).code).toBe('invalid-message');
  });
  it('message-too-large for 100 MB without an end of line, with bounded memory', async () => {
    const pour =
      "const b = Buffer.alloc(1 << 20, 'a'); let n = 100; const go = () => { while (n-- > 0 && process.stdout.write(b)); }; process.stdout.on('drain', go); go(); setInterval(() => {}, 1000)";
    const before = process.memoryUsage.rss();
    await open([script(pour)]);
    expect((await harness.problem('it')).code).toBe('message-too-large');
    expect((process.memoryUsage.rss() - before) / 1024 / 1024).toBeLessThan(90);
  });
  it('keeps secrets out of its log and details', async () => {
    await open(
      [script("console.error('token is ' + process.env.TOKEN); process.exit(1)", { env: { TOKEN: '${env:T}' } })],
      {
        resolve: (value) => Promise.resolve(value === '${env:T}' ? 'hunter2hunter2' : value),
      },
    );
    const problem = await harness.problem('it');
    expect(problem.details).toContain('token is ••••');
    expect(JSON.stringify([harness.connections.log('it'), harness.logged()])).not.toContain('hunter2');
  });
});

describe('a command that is a server', () => {
  it('speaks 2026-07-28 over a pipe', async () => {
    await open([stdio(process.execPath, [notes])]);
    const { state } = await harness.ready('it');
    expect(state).toMatchObject({ protocol: '2026-07-28', transport: 'stdio', serverName: 'notes-stdio' });
  });
  it('is ready though it leaves at requests from before initialize: it is started again for the older handshake', async () => {
    await open([script(legacy('process.exit(1);'))]);
    expect((await harness.ready('it')).state).toMatchObject({ protocol: '2025-11-25', serverName: 'legacy' });
  });
  it('is ready though it never answers what it does not know', async () => {
    await open([script(legacy(';'))], { timings: { probe: 200 } });
    expect((await harness.ready('it')).state).toMatchObject({ protocol: '2025-11-25' });
  });
  it('is ready though it prints noise between its messages, which goes to the log', async () => {
    await open([script(`console.log('Welcome!'); ${legacy()}`)]);
    await harness.ready('it');
    expect(harness.connections.log('it').map((l) => l.text)).toContain('Welcome!');
  });
  it('is started again after it died, and a call then says why it failed', async () => {
    const dies = `globalThis.onCall = () => { console.error('out of memory'); process.exit(9); };${legacy()}`;
    await open([script(dies)], { timings: { retryBase: 20, retryMax: 40 } });
    await harness.ready('it');
    await expect(harness.connections.call('it', 'it', {})).rejects.toMatchObject({
      code: 'process-exited',
      params: { code: 9 },
      details: expect.stringContaining('out of memory'),
    });
    await harness.until('it', (v) => v.state.kind !== 'ready');
    await harness.ready('it');
  });
  it.skipIf(isWindows)('dies with everything it started, even what ignores SIGTERM', async () => {
    const stubborn =
      "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.error('child ' + process.pid)";
    const code = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(stubborn)}], { stdio: ['ignore', 'ignore', 'inherit'] });${legacy().replace('process.exit(0)', '0')}; setInterval(() => {}, 1000); process.on('SIGTERM', () => {}); console.error('self ' + process.pid)`;
    await open([script(code)]);
    await harness.ready('it');
    const pids = () =>
      harness.connections
        .log('it')
        .flatMap((l) => /(?:child|self) (\d+)/u.exec(l.text)?.[1] ?? [])
        .map(Number);
    await until(() => pids().length === 2);
    const all = pids();
    expect(all.map(isAlive)).toEqual([true, true]);
    const startedAt = Date.now();
    await harness.connections.stop();
    expect(await until(() => !all.some(isAlive))).toBe(true);
    expect(Date.now() - startedAt).toBeLessThan(3_000);
  });
});
