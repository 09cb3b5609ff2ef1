// The built command line from the first server to the undone sync, with a real server and real files.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port';
import { type Home, makeHome } from './command-line';
import { everything } from './story';

let home: Home;
beforeEach(async () => {
  home = await makeHome();
  await writeFile(claudeFile(), CLAUDE);
});
afterEach(() => home.remove());

const CLAUDE = '{\n\t"numStartups": 3,\n\t"mcpServers": { "theirs": { "command": "true" } },\n\t"last": 1\n}\n';
const claudeFile = () => path.join(home.folder, '.claude.json');
const script = path.resolve('node_modules/@modelcontextprotocol/server-everything/dist/index.js');
const add = () => home.run('add', 'everything', '--env', 'A=1', '--', process.execPath, script, 'stdio');

describe('one command at a time', () => {
  it('adds, lists, shows tools, syncs, undoes and removes', { timeout: 180_000 }, async () => {
    expect(await add()).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^Added everything\.\neverything: Ready/u),
    });
    expect(await add()).toMatchObject({ code: 1, err: expect.stringContaining('[server-name-taken]') });

    const list = await home.run('list', '--json');
    expect(list).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(list.out)).toMatchObject([{ name: 'everything', transport: 'stdio', state: { kind: 'ready' } }]);
    expect((await home.run('list')).out).toMatch(/^ready +everything +stdio +[\d.k]+ tokens +Ready, \d+ tools/mu);

    const tools = await home.run('tools', 'everything', '--json');
    const [entry] = JSON.parse(tools.out);
    expect(entry.tools.map((tool: { name: string }) => tool.name)).toContain('echo');
    expect(entry.tools).toHaveLength(JSON.parse(list.out)[0].counts.tools);

    expect((await home.run('clients')).code).toBe(4);
    const dry = await home.run('sync', '--dry-run');
    expect(dry).toMatchObject({ code: 4, out: expect.stringContaining('add everything') });
    expect(await home.run('sync')).toMatchObject({ code: 4, err: expect.stringContaining('--yes') });
    expect(readFileSync(claudeFile(), 'utf8')).toBe(CLAUDE);

    expect(await home.run('sync', '--yes')).toMatchObject({ code: 0, err: '' });
    const written = JSON.parse(readFileSync(claudeFile(), 'utf8'));
    expect(written.mcpServers).toMatchObject({
      theirs: { command: 'true' },
      everything: { command: process.execPath },
    });
    expect((await home.run('sync', '--dry-run')).code).toBe(0);
    expect((await home.run('clients')).code).toBe(0);

    expect(await home.run('undo')).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(claudeFile(), 'utf8')).toBe(CLAUDE);
    expect(await home.run('undo')).toMatchObject({ code: 1, err: expect.stringContaining('[nothing-to-undo]') });

    expect(await home.run('remove', 'everything')).toMatchObject({ code: 0 });
    expect(JSON.parse((await home.run('list', '--json')).out)).toEqual([]);
  });

  it('takes a pasted line and pasted JSON', async () => {
    const line = await home.run(
      'add',
      'claude',
      'mcp',
      'add',
      'one',
      '-e',
      'A=b c',
      '--',
      process.execPath,
      script,
      'stdio',
    );
    expect(line).toMatchObject({ code: 0, err: '' });
    expect(await home.run('add', everything('two'))).toMatchObject({ code: 0, err: '' });
    const { out } = await home.run('list', '--json');
    expect(JSON.parse(out)).toMatchObject([
      { name: 'one', state: { kind: 'ready' }, sets: ['A'] },
      { name: 'two', state: { kind: 'ready' } },
    ]);
  });

  it('ends with 1 and a next action for a command that does not exist', async () => {
    await home.run('add', 'gone', '--', 'no-such-command-here');
    const { code, out } = await home.run('list');
    expect(code).toBe(1);
    expect(out).toContain('“no-such-command-here” was not found');
  });

  it('tells a broken mcp.json with line and column', async () => {
    await add();
    const file = path.join(home.folder, 'mcp-tray');
    const config = [path.join(file, 'config/mcp.json'), path.join(file, 'mcp.json')].find((f) => existsSync(f)) ?? '';
    await writeFile(config, '{\n  "mcpServers": {,\n');
    expect(await home.run('list')).toMatchObject({ code: 1, err: expect.stringMatching(/line 2, column \d+/u) });
  });
});

describe('beside a running instance', () => {
  it('talks to it, hands out links to it, and outlives its kill', async () => {
    const first = await home.serve('--no-open');
    try {
      expect((await add()).code).toBe(0);
      const second = await home.run('serve', '--no-open');
      expect(second).toMatchObject({ code: 0, out: expect.stringContaining(new URL(first.link).origin) });
      expect(second.out).not.toContain(first.link);
      const list = await home.run('list', '--json');
      expect(JSON.parse(list.out)).toMatchObject([{ name: 'everything', state: { kind: 'ready' } }]);
    } finally {
      first.child.kill('SIGKILL');
    }
    expect((await home.run('list', '--json')).code).toBe(0);
    expect((await home.run('remove', 'everything')).code).toBe(0);
    const again = await home.serve('--no-open');
    expect(await again.stop()).toBe(0);
  });
});

describe('the broker', () => {
  const claude = () => JSON.parse(readFileSync(claudeFile(), 'utf8')).mcpServers;
  const config = () => path.join(home.folder, 'mcp-tray/config/settings.json');
  const port = () => JSON.parse(readFileSync(config(), 'utf8')).brokerPort as number;

  it('is chosen, watched, cut and left by commands', { timeout: 180_000 }, async () => {
    expect(await home.run('activity')).toMatchObject({ code: 1, err: expect.stringContaining('[not-running]') });
    expect(await home.run('broker')).toMatchObject({ code: 1, err: expect.stringContaining(`port ${port()}`) });
    await add();
    expect(await home.run('deliver', 'everything', 'brokered')).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining('everything for every client: Brokered.'),
    });
    const synced = await home.run('sync', '--yes');
    expect(synced.out).toContain('Brokered servers answer while MCP Tray runs');
    expect(claude().everything.url).toBe(`http://127.0.0.1:${port()}/s/everything/mcp`);

    const serving = await home.serve('--no-open');
    try {
      expect(await home.run('broker')).toMatchObject({ code: 0, out: expect.stringContaining(`:${port()}.`) });
      expect(await home.run('tools', 'everything', '--off', 'get-sum')).toMatchObject({ code: 0, err: '' });
      const { url, headers } = claude().everything;
      const client = new Client({ name: 'e2e', version: '1' });
      const requestInit = { headers };
      await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }));
      expect((await client.listTools()).tools.map((tool) => tool.name)).not.toContain('get-sum');
      await client.callTool({ name: 'echo', arguments: { message: 'x' } });
      const following = home.follow('activity', '--follow');
      await expect.poll(() => following.text()).toMatch(/Claude Code +everything +tools\/call echo +.* OK/u);
      await expect(client.callTool({ name: 'get-sum', arguments: { a: 1, b: 2 } })).rejects.toThrow('switched off');
      await expect.poll(() => following.text()).toMatch(/tools\/call get-sum +.*Refused \[tool-off\]/u);
      expect(await following.stop()).toBe(0);
      await client.close();
      expect((await home.run('tools', 'everything')).out).toMatch(/^ {2}get-sum .* off /mu);

      const next = await freePort();
      expect(await home.run('broker', '--port', String(next))).toMatchObject({ code: 0, err: '' });
      expect(port()).toBe(next);
      expect((await home.run('sync', '--yes')).out).not.toContain('answer while MCP Tray runs');
      expect(claude().everything.url).toContain(`:${next}/`);
      expect((await home.run('deliver', 'everything', 'direct', '--client', 'claude-code')).code).toBe(0);
      expect((await home.run('sync', '--yes')).code).toBe(0);
      expect(claude().everything).toMatchObject({ command: process.execPath });
    } finally {
      expect(await serving.stop()).toBe(0);
    }
  });

  it('that cannot listen is told by serve and by broker, with the command that helps', async () => {
    const other = net.createServer();
    await new Promise<void>((resolve) => other.listen(port(), '127.0.0.1', resolve));
    const serving = await home.serve('--no-open');
    try {
      const { code, err } = await home.run('broker');
      expect([code, err]).toEqual([
        1,
        expect.stringMatching(/is taken by .*\[broker-port-taken\]\n.*broker --port \d+”/u),
      ]);
      const offer = /--port (\d+)/u.exec(err)?.[1] ?? '';
      expect((await home.run('broker', '--port', offer)).code).toBe(0);
    } finally {
      await serving.stop();
      await new Promise((resolve) => other.close(resolve));
    }
  });
});

describe('the launcher', () => {
  const candidates = (process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, 'node'));
  const old = candidates.find((node) => {
    const { stdout } = spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' });
    return stdout && Number.parseInt(stdout, 10) < 22;
  });
  if (!old)
    console.warn('skipped: the launcher on an old Node. There is none on PATH; on Debian 13: apt-get install nodejs');

  it.skipIf(!old)('runs on the Node the repository brings when it is started by an older one', async () => {
    expect(await home.launch(old!, '--version')).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^\d+\.\d+/u),
    });
    expect((await home.launch(old!, 'wrong')).code).toBe(2);
  });

  it('runs in place on a Node that is new enough', async () => {
    expect(await home.launch(process.execPath, 'list', '--json')).toMatchObject({ code: 0, out: '[]\n' });
  });
});
