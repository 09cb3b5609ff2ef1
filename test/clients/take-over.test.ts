// A client's own entries become ours, in every client's file, and are given back byte for byte.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ClientAdapter } from '../../src/main/clients/adapter';
import { ADAPTERS } from '../../src/main/clients/registry';
import type { TakeOver } from '../../src/main/ports';
import type { Server, ServerDraft } from '../../src/shared/model';
import { brokered, type Desk, desk, direct, http, off, stdio } from './support';

let d: Desk;
afterEach(() => d.dispose());

const KEY = `mcptray_${'k'.repeat(43)}`;
const take = (server: string, ...names: string[]): TakeOver => ({
  tag: 'import-1',
  servers: [server],
  entries: [{ server, names }],
});
const serverOf = (draft: ServerDraft): Server =>
  draft.type === 'stdio'
    ? stdio(draft.name, { ...(draft as object), disabled: false })
    : http(draft.name, { ...(draft as object), disabled: false });

async function apply(wanted: Parameters<Desk['sync']>[0], over: TakeOver, client = d.clients.ids[0]!) {
  const plan = await d.clients.plan(client, wanted, over);
  return { plan, result: await d.clients.apply(client, wanted, plan.id, over) };
}

async function deskOf(adapter: ClientAdapter): Promise<Desk> {
  const { file } = await adapter.place({ home: '/h', env: {}, platform: process.platform });
  return desk({ client: adapter.id, at: path.relative('/h', file), adapters: [adapter] });
}

describe.each(ADAPTERS.map((adapter) => ({ name: adapter.name, adapter })))('$name', ({ adapter }) => {
  const folder = path.join(import.meta.dirname, 'golden', adapter.id);
  const before = readFileSync(
    path.join(folder, readdirSync(folder).find((name) => name.startsWith('before.')) ?? ''),
    'utf8',
  );

  it('has entries of its own; what is taken over comes back byte for byte', async () => {
    d = await deskOf(adapter);
    d.write(before);
    const own = await d.clients.ownEntries(adapter.id);
    expect(own.map((one) => one.name)).toContain('theirs');
    const servers = own.flatMap((one) =>
      'draft' in one ? [serverOf({ ...one.draft, name: `new-${one.draft.type}` })] : [],
    );
    const wanted = servers.map((server) => brokered(server, KEY));
    for (const [at, one] of own.entries()) {
      const server = wanted.find((w) => 'draft' in one && w.server.name === `new-${one.draft.type}`);
      if (!server) continue;
      await apply([server], { ...take(server.server.name, one.name), tag: `import-${at}` }, adapter.id);
      expect(d.read()).toContain('new-');
      await d.clients.takeBack(adapter.id, `import-${at}`);
      expect(d.read()).toBe(before);
      expect(await d.clients.ownEntries(adapter.id)).toEqual(own);
    }
  });
});

const THEIRS = { type: 'http', url: 'http://127.0.0.1:1/a', headers: { 'X-Mine': 'hush' } };
const file = (entries: object) => `${JSON.stringify({ mcpServers: entries, n: 1 }, null, 2)}\n`;

describe('an entry that is taken over', () => {
  it('is replaced under its name, removed under another, and shown with dots', async () => {
    d = desk();
    d.write(file({ a: THEIRS, b: THEIRS, c: THEIRS }));
    const { plan, result } = await apply([direct(http('a'))], take('a', 'a', 'b'));
    expect(result.written).toBe(2);
    expect(plan.changes.map((c) => [c.server, c.status])).toEqual([
      ['a', 'update'],
      ['b', 'remove'],
    ]);
    expect(JSON.stringify(plan)).not.toContain('hush');
    expect(Object.keys(JSON.parse(d.read()).mcpServers)).toEqual(['a', 'c']);
    expect(await d.statuses([direct(http('a'))])).toEqual({ a: 'in-sync' });
  });

  it('is removed where the client does not get the server', async () => {
    d = desk();
    d.write(file({ x: THEIRS }));
    await apply([off(http('a'))], take('a', 'x'));
    expect(JSON.parse(d.read()).mcpServers).toEqual({});
  });

  it('becomes ours without a write where it says the same', async () => {
    d = desk();
    const text = file({ a: { url: 'http://127.0.0.1:1/a', type: 'http' } });
    d.write(text);
    const { plan, result } = await apply([direct(http('a'))], take('a', 'a'));
    expect([plan.writes, result.written]).toEqual([0, 0]);
    expect(await d.statuses([direct(http('a'))])).toEqual({ a: 'in-sync' });
    expect(await d.clients.takeBack('claude-code', 'import-1')).toMatchObject({ written: 0 });
    expect(await d.statuses([direct(http('a'))])).toEqual({ a: 'foreign' });
    expect(d.read()).toBe(text);
  });

  it('stays where the client cannot be told about the server, or another of its name is in the way', async () => {
    d = desk();
    const text = file({ x: THEIRS, a: THEIRS });
    d.write(text);
    const inFolder = direct(stdio('s', { cwd: '/x' }));
    await apply([{ ...inFolder, chosen: true }], take('s', 'x'));
    expect(d.read()).toBe(text);
    const { plan } = await apply([direct(http('a'))], take('a', 'x'));
    expect(plan.changes.map((c) => [c.server, c.status])).toEqual([['a', 'foreign']]);
    expect(d.read()).toBe(text);
  });

  it('brings nothing else along that waits to be written', async () => {
    d = desk();
    d.write(file({ x: THEIRS }));
    const wanted = [direct(http('a')), direct(http('other'))];
    const { plan } = await apply(wanted, take('a', 'x'));
    expect(plan.changes.map((c) => c.server)).toEqual(['a', 'x']);
    expect(await d.statuses(wanted)).toEqual({ a: 'in-sync', other: 'add' });
  });

  it('keeps what the client has besides, under another name and with every later change, until it is given back', async () => {
    d = desk({ client: 'cline', at: '.cline/data/settings/cline_mcp_settings.json' });
    const text = file({ x: { url: 'http://127.0.0.1:1/a', autoApprove: ['read'], alwaysAllow: [] } });
    d.write(text);
    const over = take('a', 'x');
    const cline = 'cline' as const;
    await apply([direct(http('a'))], over, cline);
    const now = () => JSON.parse(d.read()).mcpServers.a;
    expect(now()).toMatchObject({ autoApprove: ['read'], transport: { url: 'http://127.0.0.1:1/a' } });
    await d.sync([brokered(http('a'), KEY)]);
    expect(now()).toMatchObject({ autoApprove: ['read'], transport: { headers: { Authorization: `Bearer ${KEY}` } } });
    expect(await d.statuses([brokered(http('a'), KEY)])).toEqual({ a: 'in-sync' });
    await d.clients.undo(cline);
    await d.clients.undo(cline);
    expect(d.read()).toBe(text);
    expect(await d.sync([direct(http('a'))])).toBe(1);
    expect(now()).not.toHaveProperty('autoApprove');
  });

  it('makes the plan stale once it says something else', async () => {
    d = desk();
    d.write(file({ x: THEIRS }));
    const wanted = [direct(http('a'))];
    const plan = await d.clients.plan('claude-code', wanted, take('a', 'x'));
    d.write(file({ x: { ...THEIRS, timeout: 5 } }));
    await expect(d.clients.apply('claude-code', wanted, plan.id, take('a', 'x'))).rejects.toMatchObject({
      code: 'plan-stale',
    });
  });
});

describe('what was taken over is given back', () => {
  const before = file({ x: THEIRS, b: THEIRS });
  const wanted = [direct(http('a'))];
  const imported = async () => {
    d = desk();
    d.write(before);
    await apply(wanted, take('a', 'x'));
  };
  const giveBack = () => d.clients.takeBack('claude-code', 'import-1');

  it('by the client’s own undo as well, after which there is nothing left to give', async () => {
    await imported();
    await d.clients.undo('claude-code');
    expect(d.read()).toBe(before);
    expect(await giveBack()).toBeUndefined();
  });

  it('around later writes of ours and of others', async () => {
    await imported();
    await d.sync([...wanted, direct(http('later'))]);
    writeFileSync(d.file, d.read().replace('"n": 1', '"n": 2'));
    await d.sync([direct(http('a', { url: 'http://127.0.0.1:1/moved' })), direct(http('later'))]);
    expect(await giveBack()).toMatchObject({ written: 2 });
    const { mcpServers, n } = JSON.parse(d.read());
    expect([Object.keys(mcpServers).sort(), mcpServers.x, n]).toEqual([['b', 'later', 'x'], THEIRS, 2]);
    expect(await d.statuses([direct(http('later')), direct(http('x'))])).toEqual({ later: 'in-sync', x: 'foreign' });
  });

  it('however many syncs came after it', async () => {
    await imported();
    for (let n = 0; n < 13; n++) await d.sync([direct(http('a', { url: `http://127.0.0.1:1/${n}` }))]);
    expect(await giveBack()).toMatchObject({ written: 2 });
    expect(JSON.parse(d.read())).toEqual(JSON.parse(before));
  });

  it('also where a later sync took ours out', async () => {
    await imported();
    await d.sync([]);
    expect(await giveBack()).toMatchObject({ written: 1 });
    expect(JSON.parse(d.read())).toEqual(JSON.parse(before));
  });

  it('not over what someone else made of it; once that is settled, the rest', async () => {
    await imported();
    await d.sync([...wanted, direct(http('later'))]);
    const whole = JSON.parse(d.read());
    whole.mcpServers.a.url = 'http://127.0.0.1:1/changed';
    writeFileSync(d.file, JSON.stringify(whole, null, 2));
    await expect(giveBack()).rejects.toMatchObject({ code: 'undo-conflict' });
    await d.clients.resolveDrift('claude-code', 'a', 'keep-theirs');
    await giveBack();
    const { mcpServers } = JSON.parse(d.read());
    expect([mcpServers.a.url, mcpServers.x]).toEqual(['http://127.0.0.1:1/changed', THEIRS]);
  });
});
