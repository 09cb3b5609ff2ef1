// What the adapter takes for granted, seen on the real program.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { copilotCli } from '../../src/main/clients/copilot-cli';
import { copilot, copilotIsMissing, copilotSession } from '../support/copilot';
import { ASKED, started, startProbe } from './probe';
import { itRaces } from './races';
import { breaksWhereWeDo, freshDesk, reachesAll, readsTwice, scripted, writesAsWeDo } from './real';
import { type Desk, direct, http as httpServer, stdio } from './support';

const reads = readsTwice('web-read_note');

describe.skipIf(copilotIsMissing())('the real Copilot CLI', { timeout: 90_000 }, () => {
  let d: Desk;
  const stops = freshDesk({ client: 'copilot-cli', at: '.copilot/mcp-config.json', adapters: [copilotCli] }, (made) => {
    d = made;
  });

  const session = (env: Record<string, string> = {}) =>
    scripted(reads, stops, (model) => copilotSession(d.home, model, env));

  it('reaches what we wrote over every transport, and by the broker', async () => {
    const tools = ['local', 'old', 'web'].map((name) => `${name}-read_note`);
    await reachesAll('copilot-cli', d, stops, async () => {
      const { heard, offered } = await session();
      expect(heard).toMatchObject({ answered: 2, failures: [] });
      expect(offered).toEqual(expect.arrayContaining(tools));
    });
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
    writesAsWeDo(copilotCli, [stdio('l', { command: 'cmd' }), httpServer('w')], (name) => theirs[name]);
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
    const texts = ['\uFEFF{ // yes\n"mcpServers": {},}', '', '{"mcpServers": []}'];
    await breaksWhereWeDo('copilot-cli', d, texts, () => copilot(d.home, ['mcp', 'list']));
  });

  itRaces({
    adapter: copilotCli,
    at: '.copilot/mcp-config.json',
    text: `{
  // kept-comment
  "mcpServers": { "mine": { "type": "http", "url": "http://127.0.0.1:9/kept-entry", "tools": ["*"] } }
}
`,
    run: copilot,
    add: (name) => ['mcp', 'add', '--transport', 'http', name, 'http://127.0.0.1:9/'],
    remove: (name) => ['mcp', 'remove', name],
  });
});
