// What the adapter takes for granted, seen on the real program.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copilotCli } from '../../src/main/clients/copilot-cli';
import { copilot, copilotIsMissing, copilotSession } from '../support/copilot';
import type { Script } from '../support/models/conversation';
import { startModels } from '../support/models/start-models';
import { ASKED, started, startProbe } from './probe';
import { startScene } from './scene';
import { type Desk, desk, direct, http as httpServer, stdio } from './support';

const reads: Script = {
  tool: 'web-read_note',
  call: (n) => ({ args: { id: String(n) }, answer: `note ${n}` }),
  isOver: (made) => made === 2,
};

describe.skipIf(copilotIsMissing())('the real Copilot CLI', { timeout: 90_000 }, () => {
  const stops: (() => Promise<unknown>)[] = [];
  let d: Desk;
  beforeEach(() => {
    d = desk({ client: 'copilot-cli', at: '.copilot/mcp-config.json', adapters: [copilotCli] });
  });
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
    await d.dispose();
  });

  async function session(env: Record<string, string> = {}) {
    const models = await startModels({ one: reads });
    stops.push(models.stop);
    const { code, out } = await copilotSession(d.home, models.urlOf('one'), env);
    expect([code, code === 0 ? '' : out]).toEqual([0, '']);
    return { heard: models.heard('one'), offered: models.offered('one') };
  }

  it('reaches what we wrote over every transport, and by the broker', async () => {
    const scene = await startScene('copilot-cli', d.home);
    stops.push(scene.stop);
    const tools = ['local', 'old', 'web'].map((name) => `${name}-read_note`);
    expect(await d.sync(scene.direct)).toBe(3);
    const alone = await session();
    expect(alone.heard).toMatchObject({ answered: 2, failures: [] });
    expect(alone.offered).toEqual(expect.arrayContaining(tools));
    expect(scene.reached()).toEqual(['local', 'old', 'web']);
    expect(scene.relayed()).toEqual([]);
    expect(await d.sync(scene.brokered)).toBe(3);
    const relayed = await session();
    expect(relayed.heard).toMatchObject({ answered: 2, failures: [] });
    expect(relayed.offered).toEqual(expect.arrayContaining(tools));
    expect(scene.relayed()).toEqual(['local', 'old', 'web']);
  });

  it('expands ${NAME} everywhere, and starts a command in its folder', async () => {
    const probe = await startProbe(d.home);
    stops.push(probe.stop);
    expect(await d.sync([direct(probe.remote), direct(probe.command)])).toBe(2);
    await session(probe.env);
    expect(probe.asked()).toEqual(ASKED);
    expect(probe.started()).toEqual(started(path.join(d.home, 'inside')));
  });

  const places: [string, (home: string) => Record<string, string>][] = [
    ['nothing set', () => ({})],
    ['COPILOT_HOME', (home) => ({ COPILOT_HOME: path.join(home, 'moved') })],
    ['an empty COPILOT_HOME', () => ({ COPILOT_HOME: '' })],
    ['XDG_CONFIG_HOME, which it does not heed', (home) => ({ XDG_CONFIG_HOME: path.join(home, 'xdg') })],
  ];
  it.each(places)('writes to the file we find: %s', async (_what, arrange) => {
    const env = arrange(d.home);
    const { file } = await copilotCli.place({ home: d.home, env, platform: process.platform });
    await copilot(d.home, ['mcp', 'add', '--transport', 'http', 'x', 'http://127.0.0.1:1/'], env);
    expect(JSON.parse(readFileSync(file, 'utf8')).mcpServers).toHaveProperty('x');
  });

  it('writes what we take for our own entry', async () => {
    await copilot(d.home, ['mcp', 'add', 'l', '--', 'cmd']);
    await copilot(d.home, ['mcp', 'add', '--transport', 'http', 'w', 'http://127.0.0.1:1/w']);
    const theirs = JSON.parse(d.read()).mcpServers;
    for (const server of [stdio('l', { command: 'cmd' }), httpServer('w')]) {
      const ours = copilotCli.entryOf(server);
      expect(copilotCli.comparable(theirs[server.name])).toEqual(copilotCli.comparable(ours));
    }
  });

  it('still reads its file when our last entry is gone', async () => {
    await d.sync([direct(httpServer('a'))]);
    await d.sync([]);
    expect(JSON.parse(d.read())).toEqual({ mcpServers: {} });
    expect((await copilot(d.home, ['mcp', 'list'])).code).toBe(0);
    d.write('{}');
    expect((await copilot(d.home, ['mcp', 'list'])).code).toBe(1);
  });

  it('calls a file broken where we do', async () => {
    const reads = async () => (await copilot(d.home, ['mcp', 'list'])).code === 0;
    const opens = async () => (await d.clients.plan('copilot-cli', []).catch(() => undefined)) !== undefined;
    const group = '"mcpServers": {}';
    for (const text of [`\uFEFF{ // yes\n${group},}`, '', '{"mcpServers": []}']) {
      d.write(text);
      expect([text, await reads()]).toEqual([text, await opens()]);
    }
  });
});
