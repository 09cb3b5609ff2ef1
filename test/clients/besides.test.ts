// Entries that go by the broker: what they say, and what is done so that nothing else gets in their way.
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokered, type Desk, desk, direct, http, off, stdio } from './support';

const KEY = 'mcptray_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG';
let d: Desk;
beforeEach(() => {
  d = desk();
});
afterEach(() => d.dispose());

const entries = () => JSON.parse(d.read()).mcpServers;
const plan = (wanted: Parameters<Desk['sync']>[0]) => d.clients.plan('claude-code', wanted);

describe('a brokered entry', () => {
  it('names the broker and shows the local key, whatever the server is', async () => {
    await d.sync([brokered(http('a', { timeout: 5000 }), KEY), brokered(stdio('b', { cwd: '/tmp' }), KEY)]);
    const headers = { Authorization: `Bearer ${KEY}` };
    expect(entries()).toEqual({
      a: { type: 'http', url: 'http://127.0.0.1:1/s/a/mcp', headers, timeout: 5000 },
      b: { type: 'http', url: 'http://127.0.0.1:1/s/b/mcp', headers },
    });
  });

  it('is reviewed with the key as dots', async () => {
    const p = await plan([brokered(http('a'), KEY)]);
    expect(p.writes).toBe(1);
    expect(JSON.stringify(p)).not.toContain(KEY);
    expect(p.changes[0]?.lines.map((l) => l.text).join()).toContain('"Authorization": "••••••••"');
  });

  it('is in sync with its key, and to be updated with the next one', async () => {
    await d.sync([brokered(http('a'), KEY)]);
    expect(await d.statuses([brokered(http('a'), KEY)])).toEqual({ a: 'in-sync' });
    expect(await d.statuses([brokered(http('a'), `${KEY}2`)])).toEqual({ a: 'update' });
    expect(await d.statuses([direct(http('a'))])).toEqual({ a: 'update' });
    expect(await d.statuses([off(http('a'))])).toEqual({ a: 'remove' });
  });

  it('leaves the local key in the file for as long as it stands there, be it still to be written over', async () => {
    const held = async (wanted: Parameters<Desk['sync']>[0]) =>
      (await d.clients.summaries(() => wanted)).find(({ id }) => id === 'claude-code')?.holdsKey;
    await d.sync([direct(http('a'))]);
    // To be updated: a direct entry stands there.
    expect(await held([brokered(http('a'), KEY)])).toBe(false);
    await d.sync([brokered(http('a'), KEY)]);
    expect(await held([brokered(http('a'), KEY)])).toBe(true);
    expect(await held([direct(http('a'))])).toBe(true);
    expect(await held([off(http('a'))])).toBe(true);
    await d.sync([direct(http('a'))]);
    expect(await held([direct(http('a'))])).toBe(false);
  });

  it('turns direct again, and undo brings it back', async () => {
    await d.sync([brokered(http('a'), KEY)]);
    const text = d.read();
    await d.sync([direct(http('a'))]);
    expect(entries()).toEqual({ a: { type: 'http', url: 'http://127.0.0.1:1/a' } });
    await d.clients.undo('claude-code');
    expect(d.read()).toBe(text);
  });
});

describe.skipIf(process.platform === 'win32')('the file a local key comes to stand in', () => {
  const mode = () => statSync(d.file).mode & 0o777;

  it('is its owner’s alone from then on, and the review says so', async () => {
    d.write('{}');
    chmodSync(d.file, 0o644);
    expect((await plan([direct(http('a'))])).besides).toEqual([]);
    await d.sync([direct(http('a'))]);
    expect(mode()).toBe(0o644);
    expect((await plan([brokered(http('b'), KEY)])).besides).toEqual([{ kind: 'owner-only', file: d.file }]);
    await d.sync([brokered(http('b'), KEY)]);
    expect(mode()).toBe(0o600);
    expect((await plan([brokered(http('c'), KEY)])).besides).toEqual([]);
  });

  it('stays so when another entry is written, for the key that is in sync already', async () => {
    const both = [brokered(http('b'), KEY), direct(http('a'))];
    await d.sync([brokered(http('b'), KEY)]);
    chmodSync(d.file, 0o644);
    expect(await plan(both)).toMatchObject({ writes: 1, besides: [{ kind: 'owner-only', file: d.file }] });
    await d.sync(both);
    expect(mode()).toBe(0o600);
  });

  it('stays so by undo, which brings a key back', async () => {
    await d.sync([brokered(http('a'), KEY)]);
    const text = d.read();
    await d.sync([direct(http('a'))]);
    chmodSync(d.file, 0o644);
    await d.clients.undo('claude-code');
    expect([d.read(), mode()]).toEqual([text, 0o600]);
    // Entry by entry, too.
    await d.sync([direct(http('a'))]);
    d.write(d.read().replace('{', '{"theirs": 1,'));
    chmodSync(d.file, 0o640);
    await d.clients.undo('claude-code');
    expect([entries().a.url, mode()]).toEqual(['http://127.0.0.1:1/s/a/mcp', 0o600]);
  });

  it('becomes so although no entry changes, which is no change of the file', async () => {
    const wanted = [brokered(http('a'), KEY)];
    const sync = async () => (await d.clients.summaries(() => wanted)).find(({ id }) => id === 'claude-code')?.sync;
    await d.sync(wanted);
    const [text, { ino }] = [d.read(), statSync(d.file)];
    chmodSync(d.file, 0o644);
    expect(await sync()).toEqual({ kind: 'changes', count: 1 });
    expect(await plan(wanted)).toMatchObject({ writes: 1, changes: [], besides: [{ kind: 'owner-only' }] });
    expect(await d.sync(wanted)).toBe(1);
    expect([d.read(), statSync(d.file).ino, mode()]).toEqual([text, ino, 0o600]);
    expect(await sync()).toEqual({ kind: 'in-sync' });
    expect([await d.sync(wanted), (await plan(wanted)).besides]).toEqual([0, []]);
    // Undo takes back what was written, and that was the entry.
    await d.clients.undo('claude-code');
    await expect(d.clients.undo('claude-code')).rejects.toMatchObject({ code: 'nothing-to-undo' });
  });

  it('stays so while an entry with the key is left to someone who changed it', async () => {
    await d.sync([brokered(http('a'), KEY)]);
    d.write(d.read().replace('/s/a/', '/s/other/'));
    chmodSync(d.file, 0o644);
    expect((await plan([brokered(http('a'), KEY)])).besides).toEqual([{ kind: 'owner-only', file: d.file }]);
  });

  it('may be read by whom it was, once the key goes', async () => {
    await d.sync([brokered(http('a'), KEY)]);
    chmodSync(d.file, 0o644);
    expect((await plan([direct(http('a'))])).besides).toEqual([]);
    await d.sync([direct(http('a'))]);
    expect(mode()).toBe(0o644);
  });
});

describe('trouble the client remembers by server name', () => {
  const cache = () => path.join(d.home, '.claude/mcp-needs-auth-cache.json');
  const remember = (text: string) => {
    mkdirSync(path.dirname(cache()), { recursive: true });
    writeFileSync(cache(), text);
  };

  it('is forgotten for what becomes brokered, byte for byte around it', async () => {
    remember('{"x":{"timestamp":1},"a":{"timestamp":2},\n "y": {"timestamp":3}}');
    const wanted = [brokered(http('a'), KEY), brokered(http('b'), KEY), direct(http('x'))];
    const p = await plan(wanted);
    expect(p.besides).toEqual([{ kind: 'forgets-trouble', file: cache(), servers: ['a'] }]);
    await d.clients.apply('claude-code', wanted, p.id);
    expect(readFileSync(cache(), 'utf8')).toBe('{"x":{"timestamp":1},\n "y": {"timestamp":3}}');
  });

  it('is left alone where it does not matter, or cannot be read', async () => {
    remember('{"a":');
    const p = await plan([brokered(http('a'), KEY)]);
    expect(p.besides).toEqual([]);
    await d.sync([brokered(http('a'), KEY)]);
    expect(readFileSync(cache(), 'utf8')).toBe('{"a":');
    expect(entries().a.url).toBe('http://127.0.0.1:1/s/a/mcp');
  });

  it('never keeps an entry from being planned and written', async () => {
    mkdirSync(cache(), { recursive: true });
    expect((await plan([brokered(http('a'), KEY)])).besides).toEqual([]);
    expect(await d.sync([brokered(http('a'), KEY)])).toBe(1);
    rmSync(cache(), { recursive: true });
    writeFileSync(cache(), Buffer.from([0xff, 0xfe, 0x00]));
    expect(await d.sync([brokered(http('a'), KEY), brokered(http('b'), KEY)])).toBe(1);
  });
});
