// What the adapter takes for granted, seen on the real program.
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { codex as adapter } from '../../src/main/clients/codex';
import { toolName } from '../support/cli-session';
import { codex, codexIsMissing, codexSession } from '../support/codex';
import { startProbe } from './probe';
import { itRaces } from './races';
import { breaksWhereWeDo, freshDesk, readsTwice, scripted, writesAsWeDo } from './real';
import { startScene } from './scene';
import { type Desk, direct, http, stdio } from './support';

const reads = readsTwice(toolName('web', 'read_note'));

describe.skipIf(codexIsMissing())('the real Codex', { timeout: 90_000 }, () => {
  let d: Desk;
  const stops = freshDesk({ client: 'codex', at: '.codex/config.toml', adapters: [adapter] }, (made) => {
    d = made;
  });

  const session = (env: Record<string, string> = {}) =>
    scripted(reads, stops, (model) => codexSession(d.home, model, env));

  it('reaches what we wrote over its transports, and by the broker', async () => {
    const scene = await startScene('codex', d.home);
    stops.push(scene.stop);
    const tools = (...names: string[]) => names.map((name) => toolName(name, 'read_note'));
    // It speaks no SSE: that one goes by the broker where nobody chose otherwise.
    expect(await d.cannot(scene.direct)).toEqual({ old: 'transport' });
    expect(await d.sync(scene.direct.map((wanted) => ({ ...wanted, chosen: true })))).toBe(2);
    const alone = await session();
    expect(alone.heard).toMatchObject({ answered: 2, failures: [] });
    expect(alone.offered).toEqual(expect.arrayContaining(tools('local', 'web')));
    expect(scene.reached()).toEqual(['local', 'web']);
    expect(await d.sync(scene.brokered)).toBe(3);
    const relayed = await session();
    expect(relayed.heard).toMatchObject({ answered: 2, failures: [] });
    expect(relayed.offered).toEqual(expect.arrayContaining(tools('local', 'old', 'web')));
    expect(scene.relayed()).toEqual(['local', 'old', 'web']);
  });

  it('takes variables in fields of their own, texts as they stand, and a time limit with fractions', async () => {
    const probe = await startProbe(d.home);
    stops.push(probe.stop);
    const { PROBE_NODE = '', PROBE_FOLDER = '' } = probe.env;
    const url = `${new URL(probe.remote.url).origin}/value`;
    const args = [probe.command.args[0] ?? '', 'b $HOME ${HOME}'];
    const servers = [
      http('h', { url, headers: { X: '${env:PROBE_A}', Authorization: 'Bearer ${env:PROBE_B}', Y: '${HOME}' } }),
      { ...probe.command, command: PROBE_NODE, args, env: { V: '${env:V}' }, cwd: PROBE_FOLDER, timeout: 1500 },
    ];
    expect(await d.sync(servers.map(direct))).toBe(2);
    await session({ PROBE_A: 'a value', PROBE_B: 'token', V: 'v' });
    expect(probe.asked()).toEqual({ path: '/value', header: 'a value' });
    expect(probe.headers()).toMatchObject({ authorization: 'Bearer token', y: '${HOME}' });
    expect(probe.started()).toEqual({ argument: 'b $HOME ${HOME}', variable: 'v', folder: PROBE_FOLDER });
  });

  const places: [string, (home: string) => Record<string, string>][] = [
    ['nothing set', () => ({})],
    ['CODEX_HOME', (home) => ({ CODEX_HOME: path.join(home, 'moved') })],
    ['an empty CODEX_HOME', () => ({ CODEX_HOME: '' })],
  ];
  it.each(places)('writes to the file we find: %s', async (_what, arrange) => {
    const env = arrange(d.home);
    // A folder that is not there ends it with an error.
    if (env.CODEX_HOME) mkdirSync(env.CODEX_HOME);
    const { file } = await adapter.place({ home: d.home, env, platform: process.platform });
    await codex(d.home, ['mcp', 'add', 'x', '--', 'cmd'], env);
    expect(readFileSync(file, 'utf8')).toContain('[mcp_servers.x]');
  });

  it('writes what we take for our own entry', async () => {
    await codex(d.home, ['mcp', 'add', 'l', '--env', 'A=b', '--', 'cmd', 'arg']);
    await codex(d.home, ['mcp', 'add', 'w', '--url', 'http://127.0.0.1:1/w', '--bearer-token-env-var', 'TOKEN']);
    const file = adapter.open(d.read(), d.file, await adapter.place({ home: d.home, env: {}, platform: 'linux' }));
    const servers = [
      stdio('l', { command: 'cmd', args: ['arg'], env: { A: 'b' } }),
      http('w', { headers: { Authorization: 'Bearer ${env:TOKEN}' } }),
    ];
    writesAsWeDo(adapter, servers, (name) => file.entry(name));
  });

  it('calls a file broken where we do', async () => {
    const broken = ['mcp_servers = []\n', '[mcp_servers.a\n'];
    const texts = ['', '# yes\n[mcp_servers]\n', '\uFEFF[mcp_servers]\n', ...broken];
    await breaksWhereWeDo('codex', d, texts, () => codex(d.home, ['mcp', 'list']));
  });

  itRaces({
    adapter,
    at: '.codex/config.toml',
    text: `# kept-comment
model = "kept-model" # kept-remark

[mcp_servers.mine]
url = "http://127.0.0.1:9/kept-entry"

[projects."/kept-project"]
trust_level = "trusted"
`,
    run: codex,
    add: (name) => ['mcp', 'add', name, '--', 'cmd'],
    remove: (name) => ['mcp', 'remove', name],
  });
});
