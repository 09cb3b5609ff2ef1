// What the adapter takes for granted, seen on the real program.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { opencode as adapter } from '../../src/main/clients/opencode';
import { opencode, opencodeIsMissing } from '../support/opencode';
import { ASKED, started, startProbe } from './probe';
import { itRaces } from './races';
import { breaksWhereWeDo, freshDesk, reachesAll, writesAsWeDo } from './real';
import { type Desk, direct, http, stdio } from './support';

describe.skipIf(opencodeIsMissing())('the real opencode', { timeout: 90_000 }, () => {
  let d: Desk;
  const stops = freshDesk(
    { client: 'opencode', at: '.config/opencode/opencode.jsonc', adapters: [adapter] },
    (made) => {
      d = made;
    },
  );

  it('reaches what we wrote over every transport, and by the broker', async () => {
    await reachesAll('opencode', d, stops, async () => {
      const { out } = await opencode(d.home, ['mcp', 'list']);
      for (const name of ['web', 'old', 'local']) expect(out).toMatch(new RegExp(`✓ ${name} .*connected`, 'u'));
    });
  });

  it('puts variables in everywhere, and starts a command in its folder', async () => {
    const probe = await startProbe(d.home);
    stops.push(probe.stop);
    expect(await d.sync([direct(probe.remote), direct(probe.command)])).toBe(2);
    await opencode(d.home, ['mcp', 'list'], probe.env);
    expect(probe.asked()).toEqual(ASKED);
    expect(probe.started()).toEqual(started(path.join(d.home, 'inside')));
  });

  const places: [string, (home: string) => Record<string, string>][] = [
    ['nothing there', () => ({})],
    ['XDG_CONFIG_HOME', (home) => ({ XDG_CONFIG_HOME: path.join(home, 'xdg') })],
    ['both files there', (home) => put(home, ['.json', '.jsonc'])],
  ];
  it.each(places)('writes to the file we find: %s', async (_what, arrange) => {
    const env = arrange(d.home);
    const { file } = await adapter.place({ home: d.home, env, platform: process.platform });
    await opencode(d.home, ['mcp', 'add', 'x', '--url', 'http://127.0.0.1:1/'], env);
    expect(readFileSync(file, 'utf8')).toContain('"x"');
  });

  it('writes what we take for our own entry', async () => {
    await opencode(d.home, ['mcp', 'add', 'l', '--env', 'A=b', '--', 'cmd', 'arg']);
    await opencode(d.home, ['mcp', 'add', 'w', '--url', 'http://127.0.0.1:1/w', '--header', 'A=b']);
    const file = adapter.open(d.read(), d.file, await adapter.place({ home: d.home, env: {}, platform: 'linux' }));
    const servers = [
      stdio('l', { command: 'cmd', args: ['arg'], env: { A: 'b' } }),
      http('w', { headers: { A: 'b' } }),
    ];
    writesAsWeDo(adapter, servers, (name) => file.entry(name));
  });

  it('calls a file broken where we do', async () => {
    const texts = ['\uFEFF{ // yes\n"mcp": {},}', '', '{"mcp": []}'];
    await breaksWhereWeDo('opencode', d, texts, () => opencode(d.home, ['mcp', 'list']));
  });

  itRaces({
    adapter,
    at: '.config/opencode/opencode.jsonc',
    text: `{
  // kept-comment
  "username": "kept-name",
  "mcp": { "mine": { "type": "remote", "url": "http://127.0.0.1:9/kept-entry" } } // kept-remark
}
`,
    run: opencode,
    add: (name) => ['mcp', 'add', name, '--url', 'http://127.0.0.1:9/'],
  });
});

function put(home: string, endings: readonly string[]): Record<string, string> {
  const folder = path.join(home, '.config/opencode');
  mkdirSync(folder, { recursive: true });
  for (const ending of endings) writeFileSync(path.join(folder, `opencode${ending}`), '{}');
  return {};
}
