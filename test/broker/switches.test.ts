// A tool that is switched off is neither listed nor callable, whatever the transport, the era, or the trick.
import { afterEach, describe, expect, it } from 'vitest';
import { stdioPipe } from '../support/pipes';
import { tsCommand } from '../support/run-ts';
import { startModernHttp } from '../support/servers/modern-http';
import { startOpenHttp } from '../support/servers/open-http';
import { behind, call, MODERN, ok, post } from './behind';
import { connectClient, entry, remote, startBroker, type TestBroker } from './harness';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const starts: Record<string, () => Promise<TestBroker>> = {
  'an HTTP server of 2025-11-25': async () => {
    const server = await startOpenHttp();
    stops.push(server.stop);
    return startBroker([entry(remote('notes', server.url), ['read_note'])]);
  },
  'an HTTP server of 2026-07-28': async () => {
    const server = await startModernHttp();
    stops.push(server.stop);
    return startBroker([entry(remote('notes', server.url), ['read_note'])]);
  },
  'a command': async () => {
    const [command, ...args] = tsCommand('test/support/servers/stdio-notes.ts');
    const server = { name: 'notes', type: 'stdio', command, args, env: {}, disabled: false } as const;
    const upstream = () =>
      Promise.resolve({ kind: 'stdio', sharing: 'all', open: () => stdioPipe(command, args) } as const);
    return startBroker([entry(server, ['read_note'])], { upstream });
  },
};

describe.each(Object.keys(starts))('a switched-off tool of %s', (what) => {
  it.each(['legacy', 'auto'] as const)('is neither listed nor callable for a client in mode %s', async (era) => {
    if (what.includes('2026') && era === 'legacy') return;
    const test = await starts[what]!();
    stops.push(test.stop);
    const client = await connectClient(test, 'notes', { era });
    const before = await client.listTools();
    expect(before.tools.length).toBeGreaterThan(0);
    expect(before.tools.map((t) => t.name)).not.toContain('read_note');
    await expect(client.callTool({ name: 'read_note', arguments: { id: '1' } })).rejects.toThrow(/switched off/u);
    expect(test.activity.list().at(-1)).toMatchObject({ outcome: 'refused', code: 'tool-off' });
    await client.close();
  });
});

describe('switching', () => {
  it('takes effect on running sessions and tells those that listen', async () => {
    const server = await startOpenHttp();
    stops.push(server.stop);
    const test = await startBroker([entry(remote('notes', server.url))]);
    stops.push(test.stop);
    const client = await connectClient(test, 'notes');
    let told = 0;
    client.setNotificationHandler('notifications/tools/list_changed', () => void told++);
    await new Promise((resolve) => setTimeout(resolve, 150));
    test.broker.use([entry(remote('notes', server.url), ['read_note'])]);
    await expect.poll(() => told).toBe(1);
    expect((await client.listTools()).tools.map((t) => t.name)).not.toContain('read_note');
    test.broker.use([entry(remote('notes', server.url))]);
    await expect.poll(() => told).toBe(2);
    expect((await client.listTools()).tools.map((t) => t.name)).toContain('read_note');
    await client.close();
  });
});

describe('tricks', () => {
  const refused = async (test: TestBroker, body: string, headers: Record<string, string> = {}) => {
    const response = await fetch(test.broker.urlFor('notes'), {
      method: 'POST',
      headers: { authorization: `Bearer ${await test.key()}`, 'content-type': 'application/json', ...headers },
      body,
    });
    return response.text();
  };

  it('with the body do not reach a hidden tool', async () => {
    const got: string[] = [];
    const { test } = await behind(
      (_request, response, body) => {
        got.push(body);
        ok(response);
      },
      {},
      ['rm'],
    );
    const name = '"params":{"name":"rm"}';
    await refused(test, `{"jsonrpc":"2.0","id":1,"method":"tools\\u002fcall","params":{"name":"\\u0072m"}}`);
    await refused(test, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","name":"rm"}}`);
    await refused(
      test,
      `[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"tools/call",${name}}]`,
    );
    await refused(test, `{"jsonrpc":"2.0","id":1,"method":"tools/call",${name}`);
    await refused(test, `{"jsonrpc":"2.0","method":"tools/call",${name}}`);
    await refused(test, JSON.stringify(call('x')), { 'mcp-name': 'rm' });
    await refused(test, JSON.stringify(call('x')), { 'mcp-name': `=?base64?${btoa('rm')}?=` });
    expect(got).toEqual([]);
  });

  it('with a key that stands twice leave the upstream one reading, which is ours', async () => {
    const got: string[] = [];
    const { test } = await behind(
      (_request, response, body) => {
        got.push(body);
        ok(response);
      },
      {},
      ['rm'],
    );
    await refused(test, '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"rm"},"params":{"name":"x"}}');
    expect(got.join()).not.toContain('rm');
  });

  it('of the answer do not show a hidden tool', async () => {
    const tools = [{ name: 'rm' }, { name: 'ls', future: { kept: true } }];
    const message = { jsonrpc: '2.0', id: 7, result: { tools, nextCursor: 'n', ttlMs: 5 } };
    const shown = { ...message, result: { ...message.result, tools: tools.slice(1) } };
    const list = { jsonrpc: '2.0', id: 7, method: 'tools/list', params: MODERN };
    const plain = await behind((_request, response) => ok(response, message.result), {}, ['rm']);
    expect(await (await post(plain.test, list)).json()).toEqual(shown);
    expect(plain.upstream.seen[0]?.headers['accept-encoding']).toBeUndefined();
    const data = JSON.stringify(message);
    const streamed = await behind(
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(`: hello\r\n\r\nid: 1\r\ndata: ${data.slice(0, 20)}`);
        setTimeout(() => response.end(`${data.slice(20)}\r\n\r\n`), 20);
      },
      {},
      ['rm'],
    );
    const text = await (await post(streamed.test, list)).text();
    expect(text).toContain('id: 1\n');
    expect(JSON.parse(text.split('data: ')[1]!)).toEqual(shown);
    const odd = await behind((_request, response) => response.end('<html>'), {}, ['rm']);
    expect(await (await post(odd.test, list)).json()).toMatchObject({ error: { message: /cannot be read/u } });
  });
});
