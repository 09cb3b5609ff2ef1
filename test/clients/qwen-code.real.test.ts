// What the adapter takes for granted, seen on the real program.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { qwenCode } from '../../src/main/clients/qwen-code';
import { qwen, qwenIsMissing } from '../support/qwen';
import { startProbe } from './probe';
import { startScene } from './scene';
import { type Desk, desk, direct, http, stdio } from './support';

describe.skipIf(qwenIsMissing())('the real Qwen Code', { timeout: 90_000 }, () => {
  const stops: (() => Promise<unknown>)[] = [];
  let d: Desk;
  beforeEach(() => {
    d = desk({ client: 'qwen-code', at: '.qwen/settings.json', adapters: [qwenCode] });
  });
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
    await d.dispose();
  });

  it('reaches what we wrote over every transport, and by the broker', async () => {
    const scene = await startScene('qwen-code', d.home);
    stops.push(scene.stop);
    for (const [wanted, reached] of [
      [scene.direct, scene.reached],
      [scene.brokered, scene.relayed],
    ] as const) {
      expect(await d.sync(wanted)).toBe(3);
      const { out } = await qwen(d.home, ['mcp', 'list']);
      for (const name of ['web', 'old', 'local']) expect(out).toMatch(new RegExp(`${name}: .*- Connected`, 'u'));
      expect(reached()).toEqual(['local', 'old', 'web']);
    }
  });

  it('starts a command in its folder', async () => {
    const probe = await startProbe(d.home);
    stops.push(probe.stop);
    const { PROBE_NODE = '', PROBE_FOLDER = '' } = probe.env;
    const args = [probe.command.args[0] ?? '', 'b'];
    await d.sync([direct({ ...probe.command, command: PROBE_NODE, args, env: {}, cwd: PROBE_FOLDER })]);
    await qwen(d.home, ['mcp', 'list']);
    expect(probe.started()).toEqual({ argument: 'b', folder: PROBE_FOLDER });
  });

  it('writes what a reference stands for into its file: that is why it is given none', async () => {
    d.write('{"mcpServers": {"x": {"httpUrl": "http://127.0.0.1:1/", "headers": {"K": "${PROBE_A} $PROBE_A"}}}}');
    await qwen(d.home, ['mcp', 'add', '-s', 'user', '-t', 'http', 'y', 'http://127.0.0.1:1/'], { PROBE_A: 'value' });
    expect(JSON.parse(d.read()).mcpServers.x.headers).toEqual({ K: 'value value' });
    expect(await d.cannot([direct(http('a', { headers: { K: '${env:PROBE_A}' } }))])).toEqual({ a: 'variable' });
  });

  const places: [string, (home: string) => Record<string, string>][] = [
    ['nothing set', () => ({})],
    ['QWEN_HOME', (home) => ({ QWEN_HOME: path.join(home, 'moved') })],
    ['QWEN_HOME below ~', () => ({ QWEN_HOME: '~/moved' })],
    ['an empty QWEN_HOME', () => ({ QWEN_HOME: '' })],
  ];
  it.each(places)('writes to the file we find: %s', async (_what, arrange) => {
    const env = arrange(d.home);
    const { file } = await qwenCode.place({ home: d.home, env, platform: process.platform });
    await qwen(d.home, ['mcp', 'add', '-s', 'user', '-t', 'http', 'x', 'http://127.0.0.1:1/'], env);
    expect(JSON.parse(readFileSync(file, 'utf8')).mcpServers).toHaveProperty('x');
  });

  it('writes what we take for our own entry', async () => {
    await qwen(d.home, ['mcp', 'add', '-s', 'user', 'l', 'cmd']);
    await qwen(d.home, ['mcp', 'add', '-s', 'user', '-t', 'http', '--timeout', '900', 'w', 'http://127.0.0.1:1/w']);
    await qwen(d.home, ['mcp', 'add', '-s', 'user', '-t', 'sse', '-H', 'A: b', 'o', 'http://127.0.0.1:1/o']);
    const theirs = JSON.parse(d.read()).mcpServers;
    const servers = [
      stdio('l', { command: 'cmd' }),
      http('w', { timeout: 900 }),
      http('o', { type: 'sse', headers: { A: 'b' } }),
    ];
    for (const server of servers) {
      const ours = qwenCode.entryOf(server);
      expect(qwenCode.comparable(theirs[server.name])).toEqual(qwenCode.comparable(ours));
    }
  });

  it('calls a file broken where we do', async () => {
    const reads = async () => (await qwen(d.home, ['mcp', 'list'])).code === 0;
    const opens = async () => (await d.clients.plan('qwen-code', []).catch(() => undefined)) !== undefined;
    for (const text of ['\uFEFF{ // yes\n}', '', '[]']) {
      d.write(text);
      const ours = await opens();
      expect([text, await reads()]).toEqual([text, ours]);
    }
  });
});
