// The broker as the app runs it: what a client's own entry leads to, over a real core in a temporary home.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server as TcpServer } from 'node:net';
import path from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SecretStore } from '../../src/main/ports';
import { AppError } from '../../src/shared/errors';
import { freePort } from '../support/free-port';
import { startModernHttp } from '../support/servers/modern-http';
import { startOpenSse } from '../support/servers/open-sse';
import { type RunningApp, runApp, stateOf } from './running-app';

const client = 'claude-code';
const notesStdio = path.resolve('test/support/servers/stdio-notes.ts');
let running: RunningApp;
const stops: (() => unknown)[] = [];
beforeEach(async () => {
  running = await runApp();
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  await running.stop();
});

/** A keychain that refuses to tell a local key, or takes for ever, until it is unlocked. */
function lockable(how: 'is locked' | 'never answers' = 'is locked') {
  const unlocked = Promise.withResolvers<void>();
  let isOpen = false;
  const wrap = (store: SecretStore): SecretStore => ({
    ...store,
    get: async (name) => {
      if (!isOpen && how === 'is locked') throw new AppError('keychain-locked');
      if (!isOpen) await unlocked.promise;
      return store.get(name);
    },
  });
  const unlock = () => {
    isOpen = true;
    unlocked.resolve();
  };
  return { wrap, unlock };
}

interface Entry {
  readonly url: string;
  readonly headers: { readonly Authorization: string };
}
const file = () => path.join(running.home, '.claude.json');

/** Applies the plan and gives the entry that then stands in Claude's file. */
async function synced(name: string): Promise<Entry> {
  const { id } = await running.handlers['client:plan']({ client });
  await running.handlers['client:apply']({ client, planId: id });
  return JSON.parse(await readFile(file(), 'utf8')).mcpServers[name];
}

async function connect({ url, headers }: Pick<Entry, 'url'> & { readonly headers: { Authorization: string } }) {
  const one = new Client({ name: 'test', version: '1' });
  await one.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { ...headers } } }));
  stops.push(() => one.close());
  return one;
}
const textOf = (result: unknown) => JSON.stringify(result);

async function addStdio(more: object = {}): Promise<void> {
  const draft = { name: 'notes', type: 'stdio', command: process.execPath, args: [notesStdio], ...more } as const;
  await running.handlers['servers:add']({ drafts: [draft] });
  await running.handlers['client:setDelivery']({ client, server: 'notes', delivery: 'brokered' });
  await running.until((s) => stateOf(s, 'notes') === 'ready');
}

describe('a brokered entry', () => {
  it('leads to a command, one process for all sessions, until it is restarted', async () => {
    await addStdio();
    const entry = await synced('notes');
    const [one, two] = [await connect(entry), await connect(entry)];
    const pid = async (of: Client) => textOf((await of.callTool({ name: 'pid', arguments: {} })).content);
    const first = await pid(one);
    expect(await pid(two)).toBe(first);
    await running.handlers['server:reconnect']({ name: 'notes' });
    const three = await connect(entry);
    expect(await pid(three)).not.toBe(first);
  });

  it('gives every session a process of its own where the person wants that', async () => {
    await addStdio();
    await running.handlers['server:setPerClient']({ name: 'notes', on: true });
    expect(running.app.snapshot().servers[0]).toMatchObject({ perClient: true });
    const entry = await synced('notes');
    const [one, two] = [await connect(entry), await connect(entry)];
    const pid = async (of: Client) => textOf((await of.callTool({ name: 'pid', arguments: {} })).content);
    expect(await pid(one)).not.toBe(await pid(two));
  });

  it('shows the server a key of the keychain that the file never holds', async () => {
    const seen: (string | undefined)[] = [];
    const { listen, answer } = await import('../support/servers/listen');
    const peer = await listen((request, response) => {
      seen.push(String(request.headers['x-api-key']));
      answer(response, 200, { jsonrpc: '2.0', id: 1, result: { tools: [] } });
    });
    stops.push(peer.stop);
    const headers = { 'X-Api-Key': 's3cret-value-of-the-test' };
    await running.handlers['servers:add']({
      drafts: [{ name: 'k', type: 'http', url: `${peer.origin}/mcp`, headers }],
    });
    const entry = await synced('k');
    seen.length = 0;
    const response = await fetch(entry.url, {
      method: 'POST',
      headers: { ...entry.headers, 'content-type': 'application/json', 'x-api-key': 'of the client' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    });
    expect(response.status).toBe(200);
    expect(seen).toEqual(['s3cret-value-of-the-test']);
    expect(await readFile(file(), 'utf8')).not.toContain('s3cret');
  });

  it('reaches a server that is called HTTP and speaks the older transport', async () => {
    const peer = await startOpenSse();
    stops.push(peer.stop);
    await running.handlers['servers:add']({ drafts: [{ name: 'old', type: 'http', url: peer.url }] });
    await running.handlers['client:setDelivery']({ client, server: 'old', delivery: 'brokered' });
    const session = await connect(await synced('old'));
    expect((await session.listTools()).tools.length).toBeGreaterThan(0);
  });

  it('opens nothing once its key is revoked, and the plan has the next one', async () => {
    await addStdio();
    const entry = await synced('notes');
    await running.handlers['client:revokeKey']({ client });
    const ask = ({ url, headers }: Entry) => fetch(url, { method: 'POST', headers: { ...headers }, body: '{}' });
    expect((await ask(entry)).status).toBe(401);
    const next = await synced('notes');
    expect(next.headers.Authorization).not.toBe(entry.headers.Authorization);
    expect((await ask(next)).status).not.toBe(401);
  });

  it('is closed to a client that is to have nothing of the server', async () => {
    await addStdio();
    const entry = await synced('notes');
    await running.handlers['client:setDelivery']({ client, server: 'notes', delivery: 'off' });
    const response = await fetch(entry.url, { method: 'POST', headers: { ...entry.headers }, body: '{}' });
    expect(response.status).toBe(404);
  });

  it('of a server that the client cannot be told directly has a real key by default', async () => {
    const draft = {
      name: 'notes',
      type: 'stdio',
      command: process.execPath,
      args: [notesStdio],
      cwd: running.home,
    } as const;
    await running.handlers['servers:add']({ drafts: [draft] });
    const entry = await synced('notes');
    expect(entry.headers.Authorization).toMatch(/^Bearer mcptray_[\w-]{43}$/u);
    await connect(entry);
  });

  it('is answered with the reason while a keychain is locked, and opens once it is not', async () => {
    await addStdio();
    const entry = await synced('notes');
    const port = Number(new URL(entry.url).port);
    const settings = { brokerPort: port };
    const lock = lockable();
    running = await running.restart({ settings, keychain: lock.wrap });
    const ask = () => fetch(entry.url, { method: 'POST', headers: { ...entry.headers }, body: '{}' });
    await expect.poll(async () => (await ask()).text()).toContain('keychain is locked');
    expect((await ask()).status).toBe(503);
    lock.unlock();
    running.app.nudge();
    await expect.poll(async () => (await ask()).status).not.toBe(503);
    expect((await ask()).status).not.toBe(401);
    await running.until((s) => s.clients[0]?.sync.kind === 'in-sync');
  });

  it('waits for nobody’s keychain when the app starts', async () => {
    await addStdio();
    const entry = await synced('notes');
    const settings = { brokerPort: Number(new URL(entry.url).port) };
    const never = lockable('never answers');
    running = await running.restart({ settings, keychain: never.wrap });
    expect(running.app.snapshot().broker.kind).toBe('running');
    const answer = await fetch(entry.url, { method: 'POST', headers: { ...entry.headers }, body: '{}' });
    expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('has not read the keys')]);
    never.unlock();
  });

  it('stays true over a restart where there is no keychain, but nobody else’s key is taken for it', async () => {
    const settings = { brokerPort: await freePort() };
    running = await running.restart({ kind: 'memory', settings });
    await addStdio();
    const entry = await synced('notes');
    running.secrets.clear();
    running = await running.restart({ kind: 'memory', settings });
    await connect(entry);
    expect(running.app.snapshot().clients[0]).toMatchObject({ sync: { kind: 'in-sync' } });
    const planted = entry.headers.Authorization.replace(/.{43}$/u, 'A'.repeat(43));
    await writeFile(file(), (await readFile(file(), 'utf8')).replace(entry.headers.Authorization, planted));
    running.secrets.clear();
    running = await running.restart({ kind: 'memory', settings });
    const answer = await fetch(entry.url, { method: 'POST', headers: { Authorization: planted }, body: '{}' });
    expect(answer.status).toBe(401);
  });

  it('stays true over a restart of the app, and turns direct again for all clients at once', async () => {
    const port = await freePort();
    running = await running.restart({ settings: { brokerPort: port } });
    await addStdio();
    const entry = await synced('notes');
    running = await running.restart({ settings: { brokerPort: port } });
    expect(running.app.snapshot().clients[0]).toMatchObject({ sync: { kind: 'in-sync' } });
    await connect(entry);
    await running.handlers['server:setDelivery']({ name: 'notes', delivery: 'direct' });
    expect(await synced('notes')).toMatchObject({ type: 'stdio', args: [notesStdio] });
    // Only what is on this machine is written down, and what is off stays so.
    expect(running.app.config.list().clients).toEqual({ 'claude-code': { notes: 'direct' } });
    await running.handlers['client:setDelivery']({ client, server: 'notes', delivery: 'off' });
    await running.handlers['client:setDelivery']({ client: 'codex', server: 'notes', delivery: 'direct' });
    await running.handlers['server:setDelivery']({ name: 'notes', delivery: 'brokered' });
    expect(running.app.config.list().clients).toEqual({
      'claude-code': { notes: 'off' },
      codex: { notes: 'brokered' },
    });
  });

  it('comes back for all clients where it was turned off for all of them', async () => {
    await addStdio();
    await running.handlers['server:setDelivery']({ name: 'notes', delivery: 'off' });
    await running.handlers['server:setDelivery']({ name: 'notes', delivery: 'brokered' });
    expect(running.app.config.list().clients).toEqual({ 'claude-code': { notes: 'brokered' } });
    await running.handlers['server:setDelivery']({ name: 'notes', delivery: 'off' });
    await running.handlers['server:setDelivery']({ name: 'notes', delivery: 'default' });
    expect(running.app.config.list().clients).toEqual({});
  });

  it('is direct for all who can be told so, and as it was for the others', async () => {
    await writeFile(file(), '{}');
    await mkdir(path.join(running.home, '.codex'));
    await writeFile(path.join(running.home, '.codex/config.toml'), '');
    const peer = await startOpenSse();
    stops.push(peer.stop);
    await running.handlers['servers:add']({ drafts: [{ name: 'old', type: 'sse', url: peer.url }] });
    await running.until((s) => s.clients.find((c) => c.id === 'codex')?.cells[0]?.cannotDirect === 'transport');
    await running.handlers['server:setDelivery']({ name: 'old', delivery: 'direct' });
    expect(running.app.config.list().clients).toEqual({ 'claude-code': { old: 'direct' } });
  });

  it('may have a name that every object knows', async () => {
    await running.handlers['servers:add']({
      drafts: [{ name: 'valueOf', type: 'stdio', command: process.execPath, args: [notesStdio] }],
    });
    const [server] = (await running.until((s) => stateOf(s, 'valueOf') === 'ready')).servers;
    expect(structuredClone(server)).toMatchObject({ name: 'valueOf', disabledTools: [] });
  });
});

describe('a tool that is switched off', () => {
  it('is neither listed nor called, its server goes by the broker by default, and a session hears of it', async () => {
    const peer = await startModernHttp({ legacy: true });
    stops.push(peer.stop);
    await running.handlers['servers:add']({ drafts: [{ name: 'notes', type: 'http', url: peer.url }] });
    await running.until((s) => stateOf(s, 'notes') === 'ready' && s.clients[0]?.cells[0]?.delivery === 'direct');
    await running.handlers['server:setTool']({ name: 'notes', tool: 'read_note', on: false });
    const snapshot = await running.until((s) => s.clients[0]?.cells[0]?.delivery === 'brokered');
    expect(snapshot.servers[0]).toMatchObject({ disabledTools: ['read_note'], state: { kind: 'ready' } });
    const session = await connect(await synced('notes'));
    const names = async () => (await session.listTools()).tools.map((tool) => tool.name);
    expect(await names()).not.toContain('read_note');
    await expect(session.callTool({ name: 'read_note', arguments: { id: '1' } })).rejects.toThrow(/switched off/u);
    await running.handlers['server:setTool']({ name: 'notes', tool: 'read_note', on: true });
    await expect.poll(names).toContain('read_note');
    expect(await readFile(path.join(running.home, 'config/mcp.json'), 'utf8')).not.toContain('disabledTools');
  });
});

describe('activity', () => {
  it('tells who called what, and what was said only while the person wants it', async () => {
    await addStdio();
    const session = await connect(await synced('notes'));
    const call = (id: string) => session.callTool({ name: 'read_note', arguments: { id } });
    const before = running.app.snapshot().latestActivity;
    await call('first');
    await running.until((s) => s.latestActivity > before);
    const last = async () => (await running.handlers['activity:list'](undefined)).at(-1);
    expect(await last()).toMatchObject({
      client,
      server: 'notes',
      method: 'tools/call',
      name: 'read_note',
      outcome: 'ok',
    });
    expect(JSON.stringify(await last())).not.toMatch(/first/u);
    await running.handlers['settings:set']({ patch: { activityContent: true } });
    await call('second');
    const said = await last();
    expect(said?.asked).toContain('second');
    expect(said?.answered).toContain('note second');
    await running.handlers['settings:set']({ patch: { activityContent: false } });
    expect(JSON.stringify(await running.handlers['activity:list'](undefined))).not.toMatch(/note second|asked/u);
    await call('third');
    expect(JSON.stringify(await last())).not.toMatch(/third/u);
  });
});

describe('the port of the broker', () => {
  async function hold(port: number): Promise<TcpServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    stops.push(() => server.close());
    return server;
  }

  it('that is taken is told with who has it, and another is offered; entries are planned anew', async () => {
    const port = await freePort();
    await hold(port);
    running = await running.restart({ settings: { brokerPort: port } });
    const { broker } = running.app.snapshot();
    expect(broker).toMatchObject({ kind: 'failed', port, problem: { code: expect.stringMatching(/^broker-port-/u) } });
    if (process.platform === 'linux')
      expect(broker).toMatchObject({
        problem: { code: 'broker-port-taken', message: expect.stringContaining('node') },
      });
    await addStdio();
    const entry = await synced('notes');
    expect(entry.url).toBe(`http://127.0.0.1:${port}/s/notes/mcp`);
    await expect(running.handlers['broker:setPort']({ port })).rejects.toMatchObject({
      code: expect.stringMatching(/^broker-port-/u),
    });
    const offer = broker.kind === 'failed' ? (broker.offer ?? 0) : 0;
    await running.handlers['broker:setPort']({ port: offer });
    expect(running.app.snapshot()).toMatchObject({
      broker: { kind: 'running', port: offer, address: `http://127.0.0.1:${offer}` },
      settings: { brokerPort: offer },
      clients: expect.arrayContaining([expect.objectContaining({ sync: { kind: 'changes', count: 1 } })]),
    });
    const session = await connect(await synced('notes'));
    await session.listTools();
    const before = (await running.handlers['activity:list'](undefined)).length;
    expect(before).toBeGreaterThan(0);
    await running.handlers['broker:setPort']({ port: await freePort() });
    expect((await running.handlers['activity:list'](undefined)).length).toBeGreaterThanOrEqual(before);
  });

  it('that turns out to be taken when the settings name it is forgotten when they go back', async () => {
    const port = await freePort();
    running = await running.restart({ settings: { brokerPort: port } });
    const taken = await freePort();
    await hold(taken);
    running.settings.set({ brokerPort: taken });
    await running.until((s) => s.broker.kind === 'failed');
    running.settings.set({ brokerPort: port });
    const { broker } = await running.until((s) => s.broker.kind === 'running');
    expect(broker).toEqual({ kind: 'running', port, address: `http://127.0.0.1:${port}` });
    await running.handlers['broker:setPort']({ port });
  });

  it('stays where it was when the settings cannot be written', async () => {
    const port = await freePort();
    running = await running.restart({ settings: { brokerPort: port } });
    running.settings.refuse();
    const wanted = await freePort();
    await expect(running.handlers['broker:setPort']({ port: wanted })).rejects.toMatchObject({
      code: 'file-read-only',
    });
    expect(running.app.snapshot().broker).toEqual({ kind: 'running', port, address: `http://127.0.0.1:${port}` });
    await expect(fetch(`http://127.0.0.1:${wanted}/`)).rejects.toThrow();
  });

  it('is tried again after wake, when whoever held it may have left', async () => {
    const port = await freePort();
    const holder = await hold(port);
    running = await running.restart({ settings: { brokerPort: port } });
    holder.close();
    running.app.nudge();
    await running.until((s) => s.broker.kind === 'running');
  });

  it('is not listened on by a single command, whose plan names it all the same', async () => {
    const port = await freePort();
    running = await running.restart({ lasting: false, settings: { brokerPort: port } });
    expect(running.app.snapshot().broker).toEqual({ kind: 'off', port });
    await addStdio();
    expect((await synced('notes')).url).toBe(`http://127.0.0.1:${port}/s/notes/mcp`);
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });
});
