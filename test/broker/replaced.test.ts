// A server's place that is replaced while calls are on their way through it.
import { describe, expect, it } from 'vitest';
import { createWireFetch } from '../../src/main/broker/wire-fetch';
import type { MessagePipe, UpstreamAccess } from '../../src/main/ports-relay';
import { AppError } from '../../src/shared/errors';
import type { Server } from '../../src/shared/model';
import { startOpenHttp } from '../support/servers/open-http';
import { post, stops } from './behind';
import { connectClient, entry, remote, startBroker } from './harness';

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 't', version: '1' } },
};

describe('a place made anew', () => {
  it('leaves no session and no pipe of a call that was waiting for it', async () => {
    const open = new Set<MessagePipe>();
    const pipe = (): MessagePipe => {
      const one: MessagePipe = {
        start: async () => void open.add(one),
        send: async ({ id }) =>
          one.onmessage?.({
            jsonrpc: '2.0',
            id,
            result: { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 'n', version: '1' } },
          }),
        close: async () => void open.delete(one),
      };
      return one;
    };
    const server: Server = { name: 'notes', type: 'stdio', command: 'x', args: [], env: {}, disabled: false };
    const reached = Promise.withResolvers<void>();
    const held = Promise.withResolvers<UpstreamAccess>();
    let asked = 0;
    const test = await startBroker([entry(server)], {
      upstream: () => {
        asked += 1;
        reached.resolve();
        return asked === 1 ? held.promise : Promise.resolve({ kind: 'stdio', sharing: 'session', open: pipe });
      },
    });
    stops.push(test.stop);
    const waiting = post(test, INITIALIZE);
    await reached.promise;
    test.broker.renew('notes');
    held.resolve({ kind: 'stdio', sharing: 'session', open: pipe });
    const said = await (await waiting).json();
    expect(said.error.message).toContain('closed the connection');
    const next = await post(test, INITIALIZE);
    expect(next.headers.get('mcp-session-id')).toEqual(expect.any(String));
    await next.text();
    expect(open.size).toBe(1);
    await test.stop();
    expect(open.size).toBe(0);
  });

  it('keeps the sessions of an HTTP server, also for the next time the server forgets them', async () => {
    const server = await startOpenHttp();
    stops.push(server.stop);
    const test = await startBroker([entry(remote('notes', server.url))]);
    stops.push(test.stop);
    const client = await connectClient(test, 'notes');
    stops.push(() => client.close());
    const note = async (id: string) => (await client.callTool({ name: 'read_note', arguments: { id } })).content;
    server.forgetSessions();
    expect(await note('1')).toEqual([{ type: 'text', text: 'note 1' }]);
    test.broker.renew('notes');
    expect(await note('2')).toEqual([{ type: 'text', text: 'note 2' }]);
    server.forgetSessions();
    expect(await note('3')).toEqual([{ type: 'text', text: 'note 3' }]);
  });
});

describe('an entry that cannot be made ready', () => {
  it('leaves a record of who was told so', async () => {
    const wire = createWireFetch();
    stops.push(wire.stop);
    const test = await startBroker([entry(remote('notes', 'http://127.0.0.1:1/'))], {
      upstream: () => Promise.reject(new AppError('secret-missing', { name: 'NOTES_KEY' })),
    });
    stops.push(test.stop);
    await (await post(test, { jsonrpc: '2.0', id: 1, method: 'tools/list' })).text();
    expect(test.activity.list()).toEqual([
      expect.objectContaining({
        method: 'tools/list',
        outcome: 'failed',
        code: 'secret-missing',
        params: { name: 'NOTES_KEY' },
      }),
    ]);
  });
});
