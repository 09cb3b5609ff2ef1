// What the adapter takes for granted, seen on the real program as far as it goes without an account.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { amp as adapter } from '../../src/main/clients/amp';
import { amp, ampIsMissing } from '../support/amp';
import { itRaces } from './races';
import { breaksWhereWeDo, freshDesk, writesAsWeDo } from './real';
import { brokered, type Desk, direct, http, stdio } from './support';

describe.skipIf(ampIsMissing())('the real Amp', { timeout: 90_000 }, () => {
  let d: Desk;
  freshDesk({ client: 'amp', at: '.config/amp/settings.json', adapters: [adapter] }, (made) => {
    d = made;
  });

  it('lists what we wrote, of every transport and by the broker', async () => {
    const servers = [http('web'), http('old', { type: 'sse' }), stdio('local', { args: ['x'] })];
    await d.sync(servers.map(direct));
    const own = await amp(d.home, ['mcp', 'list']);
    expect(own.out).toMatch(/web +url +http:\/\/127\.0\.0\.1:1\/web\n/u);
    expect(own.out).toMatch(/old +url +http:\/\/127\.0\.0\.1:1\/old\n/u);
    expect(own.out).toMatch(/local +command +node x\n/u);
    await d.sync(servers.map((server) => brokered(server)));
    const relayed = await amp(d.home, ['mcp', 'list']);
    for (const { name } of servers)
      expect(relayed.out).toMatch(new RegExp(`${name} +url +http://127\\.0\\.0\\.1:1/s/${name}/mcp\n`, 'u'));
  });

  const places: [string, (home: string) => Record<string, string>][] = [
    ['nothing there', () => ({})],
    ['XDG_CONFIG_HOME', (home) => ({ XDG_CONFIG_HOME: path.join(home, 'xdg') })],
    ['AMP_SETTINGS_FILE', (home) => ({ AMP_SETTINGS_FILE: path.join(home, 'moved.json') })],
    ['settings.jsonc there', (home) => put(home, ['jsonc'])],
    ['both files there', (home) => put(home, ['json', 'jsonc'])],
  ];
  it.each(places)('writes to the file we find: %s', async (_what, arrange) => {
    const env = arrange(d.home);
    const { file } = await adapter.place({ home: d.home, env, platform: process.platform });
    await amp(d.home, ['mcp', 'add', 'x', 'http://127.0.0.1:1/'], env);
    expect(readFileSync(file, 'utf8')).toContain('"x"');
  });

  it('writes what we take for our own entry, and keeps what we wrote', async () => {
    await d.sync([direct(http('ours'))]);
    await amp(d.home, ['mcp', 'add', 'l', '--env', 'A=b', '--', 'cmd', 'arg']);
    await amp(d.home, ['mcp', 'add', 'w', '--header', 'A=b', 'http://127.0.0.1:1/w']);
    expect(await d.statuses([direct(http('ours'))])).toEqual({ ours: 'in-sync' });
    const theirs = JSON.parse(d.read())['amp.mcpServers'];
    const servers = [
      stdio('l', { command: 'cmd', args: ['arg'], env: { A: 'b' } }),
      http('w', { headers: { A: 'b' } }),
    ];
    writesAsWeDo(adapter, servers, (name) => theirs[name]);
  });

  it('calls a file broken where we do', async () => {
    const texts = ['{ // yes\n"amp.mcpServers": {},}', ''];
    await breaksWhereWeDo('amp', d, texts, () => amp(d.home, ['mcp', 'list']));
  });

  itRaces({
    adapter,
    at: '.config/amp/settings.json',
    text: `{
  // kept-comment
  "amp.url.kept-key": true,
  "amp.mcpServers": { "mine": { "url": "http://127.0.0.1:9/kept-entry" } } // kept-remark
}
`,
    run: amp,
    add: (name) => ['mcp', 'add', name, 'http://127.0.0.1:9/'],
    remove: (name) => ['mcp', 'remove', name],
  });
});

function put(home: string, endings: readonly string[]): Record<string, string> {
  const folder = path.join(home, '.config/amp');
  mkdirSync(folder, { recursive: true });
  for (const ending of endings) writeFileSync(path.join(folder, `settings.${ending}`), '{}');
  return {};
}
