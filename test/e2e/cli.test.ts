// The built command line from the first server to the undone sync, with a real server and real files.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
