// One process behind many sessions: shared, kept apart, ended, started again, and never mixed up.
import { Client } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, it } from 'vitest';
import type { BrokerTimings } from '../../src/main/broker/options';
import type { Server } from '../../src/shared/model';
import { stdioPipe } from '../support/pipes';
import { tsCommand } from '../support/run-ts';
import { connectClient, entry, startBroker, type TestBroker } from './harness';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function start(
  options: { script?: string; sharing?: 'all' | 'session'; timings?: Partial<BrokerTimings>; crashes?: number } = {},
) {
  const { script = 'test/broker/scripts/stdio-scripted.ts', sharing = 'all', timings = {}, crashes = 5 } = options;
  const [command, ...args] = tsCommand(script);
  const server: Server = { name: 'notes', type: 'stdio', command, args, env: {}, disabled: false };
  const pids: number[] = [];
  const test = await startBroker([entry(server)], {
    upstream: () =>
      Promise.resolve({
        kind: 'stdio',
        sharing,
        open: () => stdioPipe(command, args, { onStart: (pid) => void pids.push(pid) }),
      }),
    timings: { crash: 20, crashMax: 400, reopen: 20, unclear: 300, ...timings },
    limits: { crashes },
  });
  stops.push(async () => {
    await test.stop();
    expect(pids.filter(isAlive)).toEqual([]);
  });
  return { test, pids };
}

const said = (result: unknown) => (result as { content: { text: string }[] }).content[0]?.text ?? '';
const tool = async (client: Client, name: string, args: object = {}) =>
  said(await client.callTool({ name, arguments: { ...args } }));

/** A client that answers sampling with its own name. */
async function sampler(test: TestBroker, name: string, as?: string): Promise<Client> {
  const client = new Client({ name, version: '1' }, { capabilities: { sampling: {} } });
  client.setRequestHandler('sampling/createMessage', () => ({
    model: 'm',
    role: 'assistant',
    content: { type: 'text', text: `by ${name}` },
  }));
  await connectClient(test, 'notes', { client, ...(as && { as }) });
  stops.push(() => client.close());
  return client;
}
async function plain(test: TestBroker): Promise<Client> {
  const client = await connectClient(test, 'notes');
  stops.push(() => client.close());
  return client;
}

describe('a shared process', () => {
  it('serves a hundred sessions of different clients, and starts with the first', async () => {
    const { test, pids } = await start();
    expect(pids).toEqual([]);
    const clients = await Promise.all(
      Array.from({ length: 100 }, (_, i) => connectClient(test, 'notes', { as: `client-${i % 3}` })),
    );
    const answers = new Set(await Promise.all(clients.map((c) => tool(c, 'pid'))));
    expect([...answers]).toEqual([String(pids[0])]);
    expect(pids).toHaveLength(1);
    await Promise.all(clients.map((c) => c.close()));
  });

  it('is told only what its sessions declare, and of nobody their folders', async () => {
    const { test, pids } = await start();
    const one = await sampler(test, 'one');
    const two = new Client({ name: 'two', version: '1' }, { capabilities: { roots: { listChanged: true } } });
    await connectClient(test, 'notes', { client: two });
    stops.push(() => two.close());
    const capabilities = async (client: Client) => JSON.parse(await tool(client, 'seen'))[0].params.capabilities;
    expect(await capabilities(one)).toEqual({ sampling: {} });
    expect(await capabilities(two)).toEqual({});
    expect(pids).toHaveLength(2);
  });

  it('keeps unknown fields in both directions', async () => {
    const { test } = await start();
    const send = async (message: object, session?: string) =>
      fetch(test.broker.urlFor('notes'), {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await test.key()}`,
          accept: 'application/json, text/event-stream',
          ...(session && { 'mcp-session-id': session }),
        },
        body: JSON.stringify(message),
      });
    const params = { protocolVersion: '2025-11-25', capabilities: { sampling: {}, future: { x: 1 } }, clientInfo: {} };
    const begun = await send({ jsonrpc: '2.0', id: 'first', method: 'initialize', params: { ...params, extra: 1 } });
    const session = begun.headers.get('mcp-session-id')!;
    expect(await begun.json()).toMatchObject({
      id: 'first',
      result: { futureField: 'kept', capabilities: { future: {} } },
    });
    const call = { jsonrpc: '2.0', id: 'x', method: 'tools/call', params: { name: 'odd', extra: [1], arguments: {} } };
    expect(await (await send(call, session)).json()).toEqual({
      jsonrpc: '2.0',
      id: 'x',
      extraTop: 'kept',
      result: { content: [], futureField: { deep: [1, { x: null }] }, _meta: { 'example.com/x': 1 } },
    });
    const unknown = await send({ jsonrpc: '2.0', id: 3, method: 'future/method', params: { a: 1 } }, session);
    expect(await unknown.json()).toMatchObject({ id: 3, error: { code: -32601, data: { futureField: 1 } } });
    const seen = await (await send({ ...call, params: { name: 'seen' } }, session)).json();
    const arrived = JSON.parse(said(seen.result));
    expect(arrived[0].params).toMatchObject({ extra: 1, capabilities: { future: { x: 1 } } });
    expect(arrived.find((m: { params?: { name?: string } }) => m.params?.name === 'odd').params.extra).toEqual([1]);
  });

  it('brings progress and the log to the call they belong to', async () => {
    const { test } = await start();
    const clients = await Promise.all([plain(test), plain(test)]);
    const heard: number[][] = [[], []];
    await Promise.all(
      clients.map((client, i) =>
        client.callTool({ name: 'progress', arguments: {} }, { onprogress: (p) => void heard[i]!.push(p.progress) }),
      ),
    );
    expect(heard).toEqual([
      [1, 2],
      [1, 2],
    ]);
    const lines: string[] = [];
    for (const [i, client] of clients.entries())
      client.setNotificationHandler('notifications/message', () => void lines.push(`client ${i}`));
    await tool(clients[1]!, 'log');
    await expect.poll(() => lines).toEqual(['client 1']);
  });

  it('tells of a resource only those who asked, and of it once', async () => {
    const { test } = await start();
    const [one, two] = [await plain(test), await plain(test)];
    const heard: string[] = [];
    one.setNotificationHandler('notifications/resources/updated', () => void heard.push('one'));
    two.setNotificationHandler('notifications/resources/updated', () => void heard.push('two'));
    await one.subscribeResource({ uri: 'test://a' });
    await two.subscribeResource({ uri: 'test://a' });
    await two.unsubscribeResource({ uri: 'test://a' });
    await tool(two, 'update');
    await expect.poll(() => heard).toEqual(['one']);
    const methods = JSON.parse(await tool(one, 'seen')).map((m: { method?: string }) => m.method);
    expect(methods).not.toContain('resources/unsubscribe');
  });

  it('hears of a call whose client left', async () => {
    const { test } = await start();
    const client = await plain(test);
    const leaving = new AbortController();
    const hanging = client.callTool({ name: 'hang', arguments: {} }, { signal: leaving.signal }).catch(() => 'left');
    await new Promise((resolve) => setTimeout(resolve, 100));
    leaving.abort();
    expect(await hanging).toBe('left');
    const cancelled = async () =>
      JSON.parse(await tool(client, 'seen')).filter((m: { method?: string }) => m.method === 'notifications/cancelled');
    await expect.poll(async () => (await cancelled()).length).toBe(1);
  });
});

describe('a question of the server', () => {
  it('reaches the one who called, with its unknown fields', async () => {
    const { test, pids } = await start();
    const [one, two] = [await sampler(test, 'one', 'codex'), await sampler(test, 'two')];
    expect(await tool(one, 'sample')).toContain('by one');
    expect(await tool(two, 'sample')).toContain('by two');
    expect(pids).toHaveLength(1);
  });

  it('waits until it is clear whom it is for, and from then on callers take turns', async () => {
    const { test, pids } = await start({ timings: { unclear: 5_000 } });
    const [one, two] = [await sampler(test, 'one'), await sampler(test, 'two')];
    const slow = tool(two, 'slow', { ms: 300 });
    expect(await tool(one, 'sample')).toContain('by one');
    expect(await slow).toBe('slow');
    const rounds = Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? one : two));
    const answers = await Promise.all(rounds.map((client) => tool(client, 'sample', { ms: 5 })));
    expect(answers.map((a) => a.includes('by one'))).toEqual(rounds.map((client) => client === one));
    expect(pids).toHaveLength(1);
  });

  it('is refused rather than brought to the wrong one', async () => {
    const { test } = await start({ timings: { unclear: 100 } });
    const [one, two] = [await sampler(test, 'one'), await sampler(test, 'two')];
    const hanging = tool(two, 'slow', { ms: 1_000 });
    expect(await tool(one, 'sample')).toContain('while several clients were calling it');
    await hanging;
  });

  it('is refused for a session that offers nothing', async () => {
    const { test } = await start();
    expect(await tool(await plain(test), 'sample')).toContain('does not offer sampling');
  });
});

describe('one process per session', () => {
  it('keeps sessions apart and passes folders on', async () => {
    const { test, pids } = await start({ sharing: 'session' });
    const client = new Client({ name: 'a', version: '1' }, { capabilities: { roots: {} } });
    await connectClient(test, 'notes', { client });
    const other = await plain(test);
    expect(await tool(client, 'pid')).not.toBe(await tool(other, 'pid'));
    expect(JSON.parse(await tool(client, 'seen'))[0].params.capabilities).toEqual({ roots: {} });
    await (client.transport as { terminateSession?: () => Promise<void> }).terminateSession?.();
    await client.close();
    await expect.poll(() => isAlive(pids[0]!)).toBe(false);
    expect(isAlive(pids[1]!)).toBe(true);
  });
});

describe('the life of a process', () => {
  it('ends when nobody has used it for a while, not before, and begins again with the next', async () => {
    const { test, pids } = await start({ timings: { processIdle: 100 } });
    const client = await connectClient(test, 'notes');
    await tool(client, 'pid');
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(isAlive(pids[0]!)).toBe(true);
    await (client.transport as { terminateSession?: () => Promise<void> }).terminateSession?.();
    await client.close();
    await expect.poll(() => isAlive(pids[0]!)).toBe(false);
    expect(await tool(await plain(test), 'pid')).toBe(String(pids[1]));
  });

  it('ends with the sessions of clients that left without a word', async () => {
    const { test, pids } = await start({ sharing: 'session', timings: { sessionIdle: 100, processIdle: 100 } });
    const initialize = {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 't', version: '1' } },
    };
    const headers = {
      authorization: `Bearer ${await test.key()}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    };
    for (let i = 0; i < 3; i++)
      await (
        await fetch(test.broker.urlFor('notes'), { method: 'POST', headers, body: JSON.stringify(initialize) })
      ).text();
    expect(pids).toHaveLength(3);
    await expect.poll(() => pids.filter(isAlive), { timeout: 8_000 }).toEqual([]);
  });

  it('never ends while a call is in flight, though its only session is gone', async () => {
    const { test, pids } = await start({ script: 'test/support/servers/stdio-notes.ts', timings: { processIdle: 50 } });
    const client = await connectClient(test, 'notes', { era: 'auto' });
    expect(client.getNegotiatedProtocolVersion()).toBe('2026-07-28');
    await tool(client, 'pid');
    await expect.poll(() => isAlive(pids[0]!)).toBe(false);
    expect(await tool(client, 'pid')).toBe(String(pids[1]));
    await client.close();
  });

  it('that crashes is told to the call, begins again by itself, and those who listen look at their lists', async () => {
    const { test, pids } = await start();
    const client = await plain(test);
    let changes = 0;
    client.setNotificationHandler('notifications/tools/list_changed', () => void changes++);
    await client.subscribeResource({ uri: 'test://a' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const crash = await client.callTool({ name: 'crash', arguments: {} });
    expect(crash.isError).toBe(true);
    expect(said(crash)).toContain('exit code 3');
    await expect.poll(() => changes, { timeout: 5_000 }).toBe(1);
    expect(await tool(client, 'pid')).toBe(String(pids[1]));
    const methods = JSON.parse(await tool(client, 'seen')).map((m: { method?: string }) => m.method);
    expect(methods.slice(0, 3)).toEqual(['initialize', 'notifications/initialized', 'resources/subscribe']);
  });

  it('that keeps crashing is left alone until the person acts', async () => {
    const { test, pids } = await start({ crashes: 3, timings: { crashMax: 60_000 } });
    const client = await plain(test);
    for (let i = 0; i < 3; i++) await client.callTool({ name: 'crash', arguments: {} });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await tool(client, 'pid')).toContain('ended 3 times in a row');
    expect(test.troubles.at(-1)).toEqual({ server: 'notes', code: 'server-keeps-ending' });
    expect(pids).toHaveLength(3);
    test.broker.nudge();
    expect(await tool(client, 'pid')).toBe(String(pids[3]));
  });

  it('of the current revision goes on over a restart, subscriptions too', async () => {
    const { test, pids } = await start({ script: 'test/support/servers/stdio-notes.ts' });
    let changes = 0;
    const client = new Client(
      { name: 'test', version: '1' },
      {
        versionNegotiation: { mode: 'auto' },
        listChanged: { tools: { autoRefresh: false, debounceMs: 0, onChanged: () => void changes++ } },
      },
    );
    await connectClient(test, 'notes', { client });
    await tool(client, 'pid');
    await new Promise((resolve) => setTimeout(resolve, 100));
    process.kill(pids[0]!, 'SIGKILL');
    await expect.poll(() => changes, { timeout: 5_000 }).toBe(1);
    expect(await tool(client, 'pid')).toBe(String(pids.at(-1)));
    await client.close();
  });

  it('that cannot be started is said in words', async () => {
    const server: Server = { name: 'gone', type: 'stdio', command: 'no-such', args: [], env: {}, disabled: false };
    const test = await startBroker([entry(server)], {
      upstream: () => Promise.resolve({ kind: 'stdio', sharing: 'all', open: () => stdioPipe('/no/such', []) }),
    });
    stops.push(test.stop);
    await expect(connectClient(test, 'gone')).rejects.toThrow(/was not found/u);
  });
});
