// Revision 2026-07-28: what HTTP wants to see in headers, cancels by leaving, subscriptions that outlive the broker.
import { describe, expect, it } from 'vitest';
import { answer } from '../support/servers/listen';
import { call, fakeBroker, MODERN, ok, request, startBridge, stream } from './harness';

const NAMES = ['mcp-protocol-version', 'mcp-method', 'mcp-name'];
const shown = (headers: Record<string, unknown>, ...more: string[]) =>
  [...NAMES, ...more].map((name) => headers[name] ?? null);

describe('headers', () => {
  it.each([
    ['tools/call', { name: 'read' }, 'read'],
    ['prompts/get', { name: ' padded' }, '=?base64?IHBhZGRlZA==?='],
    ['resources/read', { uri: 'note://日本' }, `=?base64?${Buffer.from('note://日本').toString('base64')}?=`],
    ['tools/call', { name: '=?base64?x?=' }, `=?base64?${Buffer.from('=?base64?x?=').toString('base64')}?=`],
    ['tasks/get', { taskId: 't1' }, 't1'],
    ['tools/list', { name: 'no name of it' }, null],
  ])('of %s %j say what the body says', async (method, params, name) => {
    const broker = await fakeBroker((asked, response) => ok(response, asked));
    const bridge = startBridge(broker);
    bridge.say(request(1, method, { ...MODERN, ...params }));
    await bridge.answerTo(1);
    expect(shown(broker.asked[0]?.headers ?? {})).toEqual(['2026-07-28', method, name]);
    expect(broker.asked[0]?.headers).not.toHaveProperty('mcp-session-id');
  });

  const tools = [
    {
      name: 'deploy',
      inputSchema: {
        type: 'object',
        properties: {
          region: { type: 'string', 'x-mcp-header': 'Region' },
          more: { type: 'object', properties: { dry: { type: 'boolean', 'x-mcp-header': 'Dry-Run' } } },
          bad: { type: 'string', 'x-mcp-header': 'not a token' },
        },
      },
    },
    { name: 'plain', inputSchema: { type: 'object' } },
  ];
  const PARAMS = ['mcp-param-region', 'mcp-param-dry-run'];
  const deploy = (id: number) =>
    request(id, 'tools/call', {
      ...MODERN,
      name: 'deploy',
      arguments: { region: '東', more: { dry: true }, bad: 'x' },
    });

  it('carry the arguments that the tool’s schema wants there, from the list the client has asked for', async () => {
    const broker = await fakeBroker((asked, response) => ok(response, asked, { tools }));
    const bridge = startBridge(broker);
    bridge.say(request(1, 'tools/list', MODERN));
    await bridge.answerTo(1);
    bridge.say(deploy(2));
    bridge.say(request(3, 'tools/call', { ...MODERN, name: 'plain', arguments: { region: 'x' } }));
    await Promise.all([bridge.answerTo(2), bridge.answerTo(3)]);
    const [first, second] = broker.of('tools/call').sort((a, b) => Number(a.message.id) - Number(b.message.id));
    expect(shown(first?.headers ?? {}, ...PARAMS).slice(3)).toEqual(['=?base64?5p2x?=', 'true']);
    expect(shown(second?.headers ?? {}, ...PARAMS).slice(3)).toEqual([null, null]);
  });

  it('that are missed make the bridge ask for the list itself, page by page, and send the call again', async () => {
    const broker = await fakeBroker((asked, response) => {
      const { method, params, id } = asked.message;
      const cursor = (params as { cursor?: string }).cursor;
      if (method === 'tools/list') return ok(response, asked, cursor ? { tools } : { tools: [], nextCursor: 'two' });
      if (asked.headers['mcp-param-region']) return ok(response, asked, { content: [] });
      return answer(response, 400, { jsonrpc: '2.0', id, error: { code: -32020, message: 'Header mismatch' } });
    });
    const bridge = startBridge(broker);
    bridge.say(deploy(1));
    expect(await bridge.answerTo(1)).toMatchObject({ result: { content: [] } });
    expect(broker.of('tools/list').map((a) => shown(a.headers).slice(0, 2))).toEqual([
      ['2026-07-28', 'tools/list'],
      ['2026-07-28', 'tools/list'],
    ]);
    // Once: what the server still refuses is the client's to hear.
    bridge.say(request(2, 'tools/call', { ...MODERN, name: 'other', arguments: {} }));
    expect(await bridge.answerTo(2)).toMatchObject({ error: { code: -32020 } });
    expect(bridge.heard().map((m) => m.id)).toEqual([1, 2]);
  });
});

describe('errors of the revision', () => {
  it('reach the client whole, whatever their status', async () => {
    const error = { code: -32022, message: 'Unsupported protocol version', data: { supported: ['2026-07-28'] } };
    const broker = await fakeBroker(({ message }, response) =>
      answer(response, 400, { jsonrpc: '2.0', id: message.id, error }),
    );
    const bridge = startBridge(broker);
    bridge.say(request('a', 'server/discover', MODERN));
    expect((await bridge.answerTo('a')).error).toEqual(error);
  });

  it('of the way are results the model can read', async () => {
    const broker = await fakeBroker((_, response) => answer(response, 503, 'away'));
    const bridge = startBridge(broker);
    bridge.say(call(1, 'tool', MODERN));
    expect((await bridge.answerTo(1)).result).toMatchObject({ resultType: 'complete', isError: true });
  });
});

describe('a cancel', () => {
  it('ends the exchange, which is what tells the server, and posts nothing', async () => {
    let closed = 0;
    const broker = await fakeBroker((_, response) => {
      stream(response, { jsonrpc: '2.0', method: 'notifications/progress', params: {} });
      response.once('close', () => {
        closed += 1;
      });
    });
    const bridge = startBridge(broker);
    bridge.say(call(1, 'slow', MODERN));
    await expect.poll(() => bridge.heard()).toHaveLength(1);
    bridge.say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } });
    await expect.poll(() => closed).toBe(1);
    expect(broker.asked).toHaveLength(1);
    expect(bridge.heard()).toHaveLength(1);
  });
});

describe('a subscription', () => {
  const listen = request('listen:1', 'subscriptions/listen', {
    ...MODERN,
    notifications: { toolsListChanged: true, promptsListChanged: false },
  });
  const about = { _meta: { 'io.modelcontextprotocol/subscriptionId': 'listen:1' } };
  const acknowledged = { jsonrpc: '2.0', method: 'notifications/subscriptions/acknowledged', params: about };
  const changed = { jsonrpc: '2.0', method: 'notifications/tools/list_changed', params: about };

  it('goes on when the broker was away: one acknowledgement, and word that the tools may be others', async () => {
    let opened = 0;
    const broker = await fakeBroker((asked, response, req) => {
      opened += 1;
      if (opened === 2) return answer(response, 503, 'not yet');
      const send = stream(response, acknowledged);
      if (opened === 1) setTimeout(() => req.socket.destroy(), 20);
      if (opened === 3) setTimeout(() => send({ ...changed, fresh: true }), 20);
      if (opened === 3) setTimeout(() => send({ jsonrpc: '2.0', id: asked.message.id, result: {} }), 40);
      return undefined;
    });
    const bridge = startBridge(broker);
    bridge.say(listen);
    await bridge.answerTo('listen:1');
    expect(bridge.heard()).toEqual([
      acknowledged,
      changed,
      { ...changed, fresh: true },
      { jsonrpc: '2.0', id: 'listen:1', result: {} },
    ]);
    expect(broker.asked.every(({ text }) => text === JSON.stringify(listen))).toBe(true);
  });

  it('that is refused at once is the client’s to hear of', async () => {
    const broker = await fakeBroker(({ message }, response) =>
      answer(response, 404, { jsonrpc: '2.0', id: message.id, error: { code: -32601, message: 'Method not found' } }),
    );
    const bridge = startBridge(broker);
    bridge.say(listen);
    expect(await bridge.answerTo('listen:1')).toMatchObject({ error: { code: -32601 } });
    expect(broker.asked).toHaveLength(1);
  });

  it('holds the end of the bridge up for no moment, and a cancel ends it', async () => {
    let closed = 0;
    const broker = await fakeBroker((_, response) => {
      stream(response, acknowledged);
      response.once('close', () => {
        closed += 1;
      });
    });
    const bridge = startBridge(broker);
    bridge.say(listen);
    bridge.say({ ...listen, id: 'listen:2' });
    await expect.poll(() => bridge.heard()).toHaveLength(2);
    bridge.say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'listen:2' } });
    await expect.poll(() => closed).toBe(1);
    const at = Date.now();
    await bridge.end();
    expect(Date.now() - at).toBeLessThan(150);
    await expect.poll(() => closed).toBe(2);
  });
});
