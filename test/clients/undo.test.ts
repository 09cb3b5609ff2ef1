import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Desk, desk, direct, http, off } from './support';

let d: Desk;
beforeEach(() => {
  d = desk();
});
afterEach(() => d.dispose());

const undo = () => d.clients.undo('claude-code');
const servers = () => JSON.parse(d.read()).mcpServers;
const THEIRS = '{\n "n": 1.0,\n "mcpServers": {"mine":{"type":"stdio","command":"x"}}}\n';

describe('undo', () => {
  it('gives the bytes back, and the plan shows the changes again', async () => {
    d.write(THEIRS);
    const wanted = [direct(http('a')), direct(http('b'))];
    await d.sync(wanted);
    expect(await undo()).toMatchObject({ client: 'claude-code', written: 2, file: d.file });
    expect(d.read()).toBe(THEIRS);
    expect(await d.statuses(wanted)).toEqual({ a: 'add', b: 'add' });
    expect(await d.sync(wanted)).toBe(2);
  });

  it('removes a file that apply had to create', async () => {
    await d.sync([direct(http('a'))]);
    await undo();
    expect(existsSync(d.file)).toBe(false);
  });

  it('goes back apply by apply, then says that there is nothing left', async () => {
    d.write(THEIRS);
    await d.sync([direct(http('a'))]);
    const first = d.read();
    await d.sync([direct(http('a', { url: 'http://127.0.0.1:5/' })), direct(http('b'))]);
    await undo();
    expect(d.read()).toBe(first);
    expect(await d.statuses([direct(http('a'))])).toEqual({ a: 'in-sync' });
    await undo();
    expect(d.read()).toBe(THEIRS);
    await expect(undo()).rejects.toMatchObject({ code: 'nothing-to-undo', params: { client: 'Claude Code' } });
  });

  it('takes back only our entries when others wrote since', async () => {
    d.write(THEIRS);
    await d.sync([direct(http('a')), direct(http('b'))]);
    await d.sync([direct(http('a', { url: 'http://127.0.0.1:5/' })), off(http('b')), direct(http('c'))]);
    const theirs = JSON.parse(d.read());
    theirs.mcpServers.new = { type: 'http', url: 'http://127.0.0.1:6/' };
    theirs.n = 2;
    d.write(JSON.stringify(theirs, null, 2));
    await undo();
    expect(JSON.parse(d.read())).toEqual({
      n: 2,
      mcpServers: {
        mine: { type: 'stdio', command: 'x' },
        new: theirs.mcpServers.new,
        a: { type: 'http', url: 'http://127.0.0.1:1/a' },
        b: { type: 'http', url: 'http://127.0.0.1:1/b' },
      },
    });
    expect(await d.statuses([direct(http('a')), direct(http('b')), direct(http('c'))])).toEqual({
      a: 'in-sync',
      b: 'in-sync',
      c: 'add',
    });
  });

  it('writes nothing when someone changed one of those entries', async () => {
    d.write(THEIRS);
    await d.sync([direct(http('a')), direct(http('b'))]);
    const text = d.read().replace('127.0.0.1:1/b', '127.0.0.1:9/b');
    d.write(text);
    await expect(undo()).rejects.toMatchObject({ code: 'undo-conflict', params: { server: 'b', file: d.file } });
    expect(d.read()).toBe(text);
    expect((await d.clients.summaries(() => []))[0]?.canUndo).toBe(true);
  });

  it('leaves an entry that the person let others keep, and takes the rest back', async () => {
    d.write(THEIRS);
    await d.sync([direct(http('a')), direct(http('b'))]);
    await d.sync([
      direct(http('a', { url: 'http://127.0.0.1:5/' })),
      direct(http('b', { url: 'http://127.0.0.1:6/' })),
    ]);
    d.write(d.read().replace('127.0.0.1:6/', '127.0.0.1:9/'));
    await d.clients.resolveDrift('claude-code', 'b', 'keep-theirs');
    expect(await undo()).toMatchObject({ written: 1 });
    expect([servers().a.url, servers().b.url]).toEqual(['http://127.0.0.1:1/a', 'http://127.0.0.1:9/']);
    expect(await d.statuses([direct(http('a')), direct(http('b'))])).toEqual({ a: 'in-sync', b: 'foreign' });
    expect(await undo()).toMatchObject({ written: 1 });
    expect(Object.keys(servers())).toEqual(['mine', 'b']);
    expect(servers().b.url).toBe('http://127.0.0.1:9/');
    await expect(undo()).rejects.toMatchObject({ code: 'nothing-to-undo' });
  });

  it('brings back what a person let us overwrite', async () => {
    const text = THEIRS.replace('mine', 'a');
    d.write(text);
    await d.clients.resolveDrift('claude-code', 'a', 'write-ours');
    await d.sync([direct(http('a'))]);
    expect(servers().a.url).toBe('http://127.0.0.1:1/a');
    await undo();
    expect(d.read()).toBe(text);
  });

  it('can go back ten applies and no further', async () => {
    d.write(THEIRS);
    for (let i = 0; i < 12; i++) await d.sync([direct(http('a', { url: `http://127.0.0.1:${i + 1}/` }))]);
    for (let i = 0; i < 10; i++) await undo();
    expect(servers().a.url).toBe('http://127.0.0.1:2/');
    await expect(undo()).rejects.toMatchObject({ code: 'nothing-to-undo' });
  });
});

describe('records', () => {
  it('belong to one file: another CLAUDE_CONFIG_DIR starts without any', async () => {
    await d.sync([direct(http('a'))]);
    const folder = path.join(d.home, 'elsewhere');
    mkdirSync(folder);
    writeFileSync(path.join(folder, '.claude.json'), d.read());
    const e = desk({
      paths: { home: d.home, config: d.home, state: d.state },
      env: { CLAUDE_CONFIG_DIR: folder },
    });
    expect(await e.statuses([direct(http('a'))])).toEqual({ a: 'foreign' });
    expect((await e.clients.summaries(() => []))[0]?.canUndo).toBe(false);
    expect(await d.statuses([direct(http('a'))])).toEqual({ a: 'in-sync' });
    await e.dispose();
  });

  it('that cannot be read are named, and nothing is written', async () => {
    await d.sync([direct(http('a'))]);
    const [name] = readdirSync(path.join(d.state, 'ownership'));
    writeFileSync(path.join(d.state, 'ownership', name!), '{"version":1');
    const before = d.read();
    await expect(d.sync([])).rejects.toMatchObject({ code: 'records-invalid' });
    expect(d.read()).toBe(before);
  });
});
