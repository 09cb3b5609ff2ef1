// Sessions and streams that outlive their server, and the record of what went through.
import { Client } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import { Activity } from '../../src/main/broker/activity';
import { createWireFetch } from '../../src/main/broker/wire-fetch';
import { AppError } from '../../src/shared/errors';
import { realClock } from '../support/fakes';
import { answer } from '../support/servers/listen';
import { startModernHttp } from '../support/servers/modern-http';
import { startOpenHttp } from '../support/servers/open-http';
import { behind, call, ok, post, stops } from './behind';
import { connectClient, entry, remote, startBroker } from './harness';

describe('sessions', () => {
  it('that the server forgot are made anew within the same call', async () => {
    const server = await startOpenHttp();
    stops.push(server.stop);
    const test = await startBroker([entry(remote('notes', server.url))]);
    stops.push(test.stop);
    const client = await connectClient(test, 'notes');
    server.forgetSessions();
    const results = await Promise.all(
      Array.from({ length: 5 }, (_, i) => client.callTool({ name: 'read_note', arguments: { id: `${i}` } })),
    );
    expect(results.map((r) => r.content)).toEqual(results.map((_, i) => [{ type: 'text', text: `note ${i}` }]));
    expect(server.sessions()).toBe(1);
    await client.close();
  });

  it('belong to the client that began them', async () => {
    const server = await startOpenHttp();
    stops.push(server.stop);
    const test = await startBroker([entry(remote('notes', server.url))]);
    stops.push(test.stop);
    const client = await connectClient(test, 'notes');
    const id = server.seen.map((s) => s.headers['mcp-session-id']).find((h) => typeof h === 'string');
    const other = await test.key('codex');
    const headers = { 'mcp-session-id': String(id), authorization: `Bearer ${other}` };
    expect((await post(test, call('read_note'), headers)).status).toBe(404);
    await client.close();
  });

  it('that the client ended stay ended', async () => {
    const server = await startOpenHttp();
    stops.push(server.stop);
    const test = await startBroker([entry(remote('notes', server.url))]);
    stops.push(test.stop);
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 't', version: '1' } };
    const begun = await post(test, { jsonrpc: '2.0', id: 1, method: 'initialize', params });
    const headers = { 'mcp-session-id': begun.headers.get('mcp-session-id')! };
    await begun.text();
    const authorization = `Bearer ${await test.key()}`;
    await fetch(test.broker.urlFor('notes'), { method: 'DELETE', headers: { ...headers, authorization } });
    expect((await post(test, call('read_note'), headers)).status).toBe(404);
  });

  it('outlive the broker', async () => {
    const server = await startOpenHttp();
    stops.push(server.stop);
    const test = await startBroker([entry(remote('notes', server.url))]);
    const client = await connectClient(test, 'notes');
    const port = Number(new URL(test.broker.address).port);
    const key = await test.key();
    await test.stop();
    const again = await startBroker([entry(remote('notes', server.url))], {
      port,
      keys: { holderOf: (shown) => (shown === key ? 'claude-code' : undefined) },
    });
    stops.push(again.stop);
    expect(await client.callTool({ name: 'read_note', arguments: { id: '1' } })).toMatchObject({
      content: [{ text: 'note 1' }],
    });
    await client.close();
  });
});

describe('streams of notices', () => {
  it.each([
    ['legacy', 'a GET stream'],
    ['auto', 'a subscription of 2026-07-28'],
  ] as const)('survive a restart of the server, %s era: %s', async (era, _stream) => {
    const start = (port = 0) => (era === 'legacy' ? startOpenHttp({ port }) : startModernHttp({ port }));
    let server = await start();
    const test = await startBroker([entry(remote('notes', server.url))], {
      timings: { reopen: 20, reopenMax: 100, restart: 200 },
    });
    stops.push(test.stop);
    let changes = 0;
    const client = new Client(
      { name: 'test', version: '1' },
      {
        versionNegotiation: { mode: era },
        listChanged: { tools: { autoRefresh: false, debounceMs: 0, onChanged: () => void changes++ } },
      },
    );
    await connectClient(test, 'notes', { client });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const port = Number(new URL(server.url).port);
    await server.stop();
    await new Promise((resolve) => setTimeout(resolve, 200));
    changes = 0;
    server = await start(port);
    stops.push(() => server.stop());
    await expect.poll(() => changes, { timeout: 5_000 }).toBeGreaterThan(0);
    expect(await client.callTool({ name: 'read_note', arguments: { id: '1' } })).toMatchObject({
      content: [{ text: 'note 1' }],
    });
    await client.close();
  });

  it('wait open while the server is away, because clients give up on streams that are refused', async () => {
    const server = await startOpenHttp();
    const test = await startBroker([entry(remote('notes', server.url))], {
      timings: { reopen: 20, reopenMax: 100, restart: 50 },
    });
    stops.push(test.stop);
    const headers = { authorization: `Bearer ${await test.key()}`, accept: 'application/json, text/event-stream' };
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 't', version: '1' } };
    const begun = await post(test, { jsonrpc: '2.0', id: 1, method: 'initialize', params });
    await begun.text();
    const port = Number(new URL(server.url).port);
    await server.stop();
    const stream = await fetch(test.broker.urlFor('notes'), {
      headers: { ...headers, 'mcp-session-id': begun.headers.get('mcp-session-id')! },
    });
    expect([stream.status, stream.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    const again = await startOpenHttp({ port });
    stops.push(again.stop);
    const { value } = await stream.body!.getReader().read();
    expect(new TextDecoder().decode(value)).toContain('notifications/tools/list_changed');
  });

  it('end when the server ends them in order', async () => {
    const { test } = await behind((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end('id: 4\nretry: 10\ndata: \n\n');
    });
    const response = await fetch(test.broker.urlFor('notes'), {
      headers: { authorization: `Bearer ${await test.key()}`, accept: 'text/event-stream' },
    });
    expect(await response.text()).toBe('id: 4\nretry: 10\ndata: \n\n');
  });
});

describe('a way upstream', () => {
  it('is made anew when it could not be made, and when it is asked to be', async () => {
    const server = await startOpenHttp();
    stops.push(server.stop);
    const outcomes = [new AppError('env-missing', { name: 'TOKEN' }), undefined, undefined];
    let made = 0;
    const wire = createWireFetch();
    stops.push(wire.stop);
    const test = await startBroker([entry(remote('notes', server.url))], {
      upstream: () => {
        const problem = outcomes[made++];
        return problem
          ? Promise.reject(problem)
          : Promise.resolve({ kind: 'http', url: server.url, fetch: wire.fetch });
      },
    });
    stops.push(test.stop);
    await expect(connectClient(test, 'notes')).rejects.toThrow(/TOKEN is not set/u);
    expect(test.troubles).toEqual([{ server: 'notes', code: 'env-missing' }]);
    await (await connectClient(test, 'notes')).close();
    await (await connectClient(test, 'notes')).close();
    expect(made).toBe(2);
    test.broker.renew('notes');
    await (await connectClient(test, 'notes')).close();
    expect(made).toBe(3);
  });
});

describe('activity', () => {
  it('says who, what and how it ended, never what was said', async () => {
    const { test } = await behind((_request, response, body) =>
      JSON.parse(body).params?.name === 'bad' ? ok(response, { isError: true, content: [] }) : ok(response),
    );
    const seen: string[] = [];
    stops.push(test.activity.watch((r) => void seen.push(`${r.method} ${r.outcome}`)));
    await (await post(test, call('good', { arguments: { secret: 'S3CRET' } }))).text();
    await (await post(test, call('bad'))).text();
    await (await post(test, { jsonrpc: '2.0', method: 'notifications/initialized' })).text();
    const records = test.activity.list();
    expect(records).toMatchObject([
      { client: 'claude-code', server: 'notes', method: 'tools/call', name: 'good', outcome: 'ok' },
      { client: 'claude-code', server: 'notes', method: 'tools/call', name: 'bad', outcome: 'error' },
    ]);
    expect(records.every((r) => (r.milliseconds ?? -1) >= 0)).toBe(true);
    expect(JSON.stringify([records, test.log.lines])).not.toContain('S3CRET');
    expect(seen).toEqual(['tools/call running', 'tools/call ok', 'tools/call running', 'tools/call error']);
  });

  it('counts no error where a server only speaks an earlier revision', async () => {
    const { test } = await behind((_request, response) =>
      answer(response, 200, { jsonrpc: '2.0', id: 7, error: { code: -32601, message: 'Method not found' } }),
    );
    for (const method of ['server/discover', 'tools/list'])
      await (await post(test, { jsonrpc: '2.0', id: 7, method })).text();
    expect(test.activity.list().map((r) => [r.method, r.outcome])).toEqual([
      ['server/discover', 'ok'],
      ['tools/list', 'error'],
    ]);
  });

  it('is bounded', async () => {
    const { upstream, test } = await behind((_request, response) => ok(response));
    const small = await startBroker([entry(remote('notes', `${upstream.origin}/mcp`))], {
      activity: new Activity(realClock, { limit: 3 }),
    });
    stops.push(small.stop);
    for (let i = 0; i < 5; i++) await (await post(small, call(`t${i}`))).text();
    expect(small.activity.list().map((r) => r.name)).toEqual(['t2', 't3', 't4']);
    expect(test.activity.list()).toEqual([]);
  });
});
