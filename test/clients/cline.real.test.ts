// What the adapter takes for granted, seen on the real program.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cline as adapter } from '../../src/main/clients/cline';
import { cline, clineIsMissing, clineSession } from '../support/cline';
import { startProbe } from './probe';
import { itRaces } from './races';
import { freshDesk, reachesAll, readsTwice, scripted, writesAsWeDo } from './real';
import { type Desk, direct, http, stdio } from './support';

const reads = readsTwice('web__read_note');

describe.skipIf(clineIsMissing())('the real Cline', { timeout: 90_000 }, () => {
  let d: Desk;
  const stops = freshDesk(
    { client: 'cline', at: '.cline/data/settings/cline_mcp_settings.json', adapters: [adapter] },
    (made) => {
      d = made;
    },
  );

  const session = (env: Record<string, string> = {}) =>
    scripted(reads, stops, (model) => clineSession(d.home, model, env));

  it('reaches what we wrote over every transport, and by the broker', async () => {
    const tools = ['local', 'old', 'web'].map((name) => `${name}__read_note`);
    await reachesAll('cline', d, stops, async () => {
      const { heard, offered } = await session();
      expect(heard).toMatchObject({ calls: 2, isOver: true });
      expect(offered).toEqual(expect.arrayContaining(tools));
    });
  });

  it('takes texts as they stand, and starts a command in its folder', async () => {
    const probe = await startProbe(d.home);
    stops.push(probe.stop);
    const { PROBE_NODE = '', PROBE_FOLDER = '' } = probe.env;
    const url = `${new URL(probe.remote.url).origin}/value`;
    const args = [probe.command.args[0] ?? '', '$HOME ${HOME} ${userHome}'];
    const command = { ...probe.command, command: PROBE_NODE, args, env: { V: '${HOME}' }, cwd: PROBE_FOLDER };
    await d.sync([direct(http('h', { url, headers: { X: '${HOME}' } })), direct({ ...command, timeout: 1500 })]);
    await session();
    expect(probe.asked()).toEqual({ path: '/value', header: '${HOME}' });
    expect(probe.started()).toEqual({
      argument: '$HOME ${HOME} ${userHome}',
      variable: '${HOME}',
      folder: PROBE_FOLDER,
    });
  });

  const places: [string, (home: string) => Record<string, string>][] = [
    ['nothing set', () => ({})],
    ['CLINE_DIR', (home) => ({ CLINE_DIR: path.join(home, 'moved') })],
    ['CLINE_DATA_DIR', (home) => ({ CLINE_DATA_DIR: path.join(home, 'data') })],
    ['CLINE_MCP_SETTINGS_PATH', (home) => ({ CLINE_MCP_SETTINGS_PATH: path.join(home, 'moved.json') })],
  ];
  it.each(places)('writes to the file we find: %s', async (_what, arrange) => {
    const env = arrange(d.home);
    const { file } = await adapter.place({ home: d.home, env, platform: process.platform });
    await cline(d.home, ['mcp', 'add', '--yes', '--transport', 'http', 'x', 'http://127.0.0.1:1/'], env);
    expect(JSON.parse(readFileSync(file, 'utf8')).mcpServers).toHaveProperty('x');
  });

  it('writes what we take for our own entry', async () => {
    const add = (...args: string[]) => cline(d.home, ['mcp', 'add', '--yes', ...args]);
    await add('l', '--', 'cmd', 'arg');
    await add('--transport', 'http', '--header', 'A:b', 'w', 'http://127.0.0.1:1/w');
    await add('--transport', 'sse', 'o', 'http://127.0.0.1:1/o');
    const theirs = JSON.parse(d.read()).mcpServers;
    const servers = [
      stdio('l', { command: 'cmd', args: ['arg'] }),
      http('w', { headers: { A: 'b' } }),
      http('o', { type: 'sse' }),
    ];
    writesAsWeDo(adapter, servers, (name) => theirs[name]);
  });

  itRaces({
    adapter,
    at: '.cline/data/settings/cline_mcp_settings.json',
    text: `{
  "keptKey": "kept-key",
  "mcpServers": { "mine": { "transport": { "type": "streamableHttp", "url": "http://127.0.0.1:9/kept-entry" } } }
}
`,
    run: cline,
    add: (name) => ['mcp', 'add', '--yes', '--transport', 'http', name, 'http://127.0.0.1:9/'],
    remove: (name) => ['mcp', 'remove', name],
  });
});
