// What breaks between the bridge and the broker, and is mended without the client noticing more than it must.
import { describe, expect, it } from 'vitest';
import type { Door } from '../../src/main/bridge/options';
import { freePort } from '../support/free-port';
import { answer } from '../support/servers/listen';
import { call, fakeBroker, greet, INITIALIZE, ok, request, startBridge, stream, withSessions } from './harness';

const methods = (broker: { asked: readonly { message: { method?: unknown } }[] }) =>
  broker.asked.map((asked) => asked.message.method).filter((method) => method !== undefined);

describe('a session', () => {
  it('is shown with every request, and ended at the end', async () => {
    const { serve } = withSessions();
    const broker = await fakeBroker(serve);
    const bridge = startBridge(broker);
    await greet(bridge, broker);
    bridge.say(request(1, 'tools/list'));
    await bridge.answerTo(1);
    await bridge.end();
    const shown = broker.asked.map(({ headers }) => [headers['mcp-session-id'], headers['mcp-protocol-version']]);
    expect(shown[0]).toEqual([undefined, undefined]);
    for (const pair of shown.slice(1)) expect(pair).toEqual(['s1', '2025-11-25']);
    expect(broker.asked.at(-1)?.method).toBe('DELETE');
  });

  it('that the broker has forgotten is made anew, once, with the client’s own words, and the calls are sent again', async () => {
    const { serve, forget } = withSessions();
    const broker = await fakeBroker(serve);
    const bridge = startBridge(broker);
    await greet(bridge, broker);
    bridge.say(request(1, 'resources/subscribe', { uri: 'note://1' }));
    bridge.say(request(2, 'resources/subscribe', { uri: 'note://2' }));
    bridge.say(request(3, 'logging/setLevel', { level: 'debug' }));
    for (const id of [1, 2, 3]) await bridge.answerTo(id);
    bridge.say(request(4, 'resources/unsubscribe', { uri: 'note://1' }));
    await bridge.answerTo(4);
    const before = broker.asked.length;
    forget();
    for (const id of [5, 6, 7]) bridge.say(call(id, 'tool'));
    for (const id of [5, 6, 7]) expect(await bridge.answerTo(id)).toMatchObject({ result: {} });
    const [first, second] = broker.of('initialize');
    expect(second?.text).toBe(first?.text);
    expect(broker.of('initialize')).toHaveLength(2);
    const again = methods({ asked: broker.asked.slice(before) }).filter((method) => method !== 'tools/call');
    expect(again).toEqual(['initialize', 'notifications/initialized', 'resources/subscribe', 'logging/setLevel']);
    expect(broker.of('resources/subscribe').at(-1)?.message.params).toEqual({ uri: 'note://2' });
    // The answer to the second greeting is nobody's; what may have changed is told, as far as the server tells it.
    const told = bridge.heard().filter((m) => m.method !== undefined || m.id === 'init');
    expect(told.map((m) => m.method ?? m.id)).toEqual(['init', 'notifications/tools/list_changed']);
    await expect.poll(() => broker.of('GET').at(-1)?.headers['mcp-session-id']).toBe('s2');
  });

  it('made anew goes on where one thing it is told again is cut off: the rest is told, and the call is made', async () => {
    const { serve, forget } = withSessions();
    let cuts = false;
    const broker = await fakeBroker((asked, response, req) => {
      if (cuts && asked.text.includes('note://1')) return req.socket.destroy();
      return serve(asked, response, req);
    });
    const bridge = startBridge(broker);
    await greet(bridge, broker);
    for (const id of [1, 2]) {
      bridge.say(request(id, 'resources/subscribe', { uri: `note://${id}` }));
      await bridge.answerTo(id);
    }
    cuts = true;
    forget();
    bridge.say(call(3, 'tool'));
    expect(await bridge.answerTo(3)).toMatchObject({ result: {} });
    expect(broker.of('resources/subscribe').at(-1)?.message.params).toEqual({ uri: 'note://2' });
    await expect.poll(() => broker.of('GET').at(-1)?.headers['mcp-session-id']).toBe('s2');
  });

  it('that is not given again fails the call in the words of the refusal', async () => {
    const { serve, forget } = withSessions();
    let isOver = false;
    const broker = await fakeBroker((asked, response, req) => {
      if (!isOver || asked.message.method !== 'initialize') return serve(asked, response, req);
      const error = { code: -32600, message: 'There is no server called “notes”.' };
      return answer(response, 404, { jsonrpc: '2.0', id: null, error });
    });
    const bridge = startBridge(broker);
    await greet(bridge, broker);
    isOver = true;
    forget();
    bridge.say(call(1, 'tool'));
    expect(await bridge.answerTo(1)).toMatchObject({
      result: { isError: true, content: [{ text: 'There is no server called “notes”.' }] },
    });
  });

  it('forgotten while only notices are waited for is found out and made anew', async () => {
    const { serve, forget, streams } = withSessions();
    const broker = await fakeBroker(serve);
    const bridge = startBridge(broker);
    await greet(bridge, broker);
    forget();
    streams[0]?.end();
    await expect.poll(() => streams).toHaveLength(2);
    streams[1]?.write('data: {"jsonrpc":"2.0","method":"notifications/prompts/list_changed"}\n\n');
    await expect
      .poll(() => bridge.heard().map((m) => m.method))
      .toEqual([undefined, 'notifications/tools/list_changed', 'notifications/prompts/list_changed']);
  });
});

describe('a connection that breaks', () => {
  const cut = () => {
    let cuts = 0;
    const sessions = withSessions((asked, response, req) => {
      if (cuts++ > 0) ok(response, asked, { try: cuts });
      else req.socket.destroy();
    });
    return { ...sessions, cuts: () => cuts };
  };

  it('is no trouble for what does no harm twice', async () => {
    const { serve } = cut();
    const broker = await fakeBroker(serve);
    const bridge = startBridge(broker);
    await greet(bridge, broker);
    bridge.say(request(1, 'tools/list'));
    expect(await bridge.answerTo(1)).toMatchObject({ result: { try: 2 } });
  });

  it('under a tool call says that nobody knows whether it was done, and never does it twice', async () => {
    const { serve, cuts } = cut();
    const broker = await fakeBroker(serve);
    const bridge = startBridge(broker);
    await greet(bridge, broker);
    bridge.say(call(1, 'pay'));
    const { result } = await bridge.answerTo(1);
    expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('nobody knows') }] });
    expect(cuts()).toBe(1);
  });

  it('in the middle of a stream does the same', async () => {
    const { serve } = withSessions((asked, response, req) => {
      stream(response, { jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 1 } });
      setTimeout(() => req.socket.destroy(), 20);
      void asked;
    });
    const broker = await fakeBroker(serve);
    const bridge = startBridge(broker, { limits: { tries: 2 } });
    await greet(bridge, broker);
    bridge.say(call(1, 'pay'));
    bridge.say(request(2, 'prompts/list'));
    expect(await bridge.answerTo(1)).toMatchObject({ result: { isError: true } });
    expect(await bridge.answerTo(2)).toMatchObject({ error: { message: expect.stringContaining('nobody knows') } });
    expect([broker.of('tools/call').length, broker.of('prompts/list').length]).toEqual([1, 2]);
  });

  it('under the stream of notices is taken up where it broke, and tells what may have been missed', async () => {
    const { serve } = withSessions((asked, response) => {
      if (asked.method === 'GET') stream(response, 'id: e2\ndata: {"jsonrpc":"2.0","method":"notifications/x"}\n\n');
    });
    let isFirst = true;
    const broker = await fakeBroker((asked, response, req) => {
      if (asked.method !== 'GET' || !isFirst) return serve(asked, response, req);
      isFirst = false;
      stream(response, 'id: e1\ndata:\n\n');
      return setTimeout(() => req.socket.destroy(), 20);
    });
    const bridge = startBridge(broker);
    await greet(bridge, broker);
    await expect
      .poll(() => bridge.heard().map((m) => m.method))
      .toEqual([undefined, 'notifications/tools/list_changed', 'notifications/x']);
    expect(broker.of('GET').at(-1)?.headers['last-event-id']).toBe('e1');
  });

  it('is not tried again where the server offers no such stream', async () => {
    const { serve } = withSessions();
    const broker = await fakeBroker((asked, response, req) =>
      asked.method === 'GET' ? answer(response, 405, 'no') : serve(asked, response, req),
    );
    const bridge = startBridge(broker);
    await greet(bridge, broker);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(broker.of('GET')).toHaveLength(1);
  });

  it('by the server’s wish is taken up by asking for the stream again, as often as it takes', async () => {
    let looks = 0;
    const { serve } = withSessions((asked, response) => {
      if (asked.method === 'POST') {
        stream(response, 'id: p1\nretry: 20\ndata:\n\n');
        return response.end();
      }
      looks += 1;
      const send = stream(response, `id: p${looks + 1}\nretry: 20\ndata:\n\n`);
      if (looks === 3) send({ jsonrpc: '2.0', id: 1, result: { looks } });
      return response.end();
    });
    const broker = await fakeBroker(serve);
    const bridge = startBridge(broker);
    await greet(bridge, broker);
    bridge.say(call(1, 'long'));
    expect(await bridge.answerTo(1)).toMatchObject({ result: { looks: 3 } });
    const resumed = broker.of('GET').map(({ headers }) => headers['last-event-id']);
    expect(resumed.filter((id) => id !== undefined)).toEqual(['p1', 'p2', 'p3']);
    expect(broker.of('tools/call')).toHaveLength(1);
  });
});

describe('another broker', () => {
  it('is found by a tool call too, for what was sent to nobody was not done', async () => {
    const first = await fakeBroker(withSessions().serve);
    let door: Door = first;
    const bridge = startBridge(first, { doors: { open: async () => door, look: async () => door } });
    await greet(bridge, first);
    bridge.say(call(1, 'pay'));
    await bridge.answerTo(1);
    await first.stop();
    bridge.say(call(2, 'pay'));
    door = await fakeBroker(withSessions().serve, 'n'.repeat(20));
    expect(await bridge.answerTo(2)).toMatchObject({ result: {} });
    expect(first.asked.every(({ headers }) => headers.connection === 'close')).toBe(true);
  });

  it.each([
    ['on another port', false],
    ['on the same port with another key', true],
  ])('%s is found within the call', async (_, isSamePort) => {
    const old = withSessions();
    const first = await fakeBroker(old.serve);
    let door: Door = first;
    let opened = 0;
    const open = async () => {
      opened += 1;
      return door;
    };
    const bridge = startBridge(first, { doors: { open, look: open } });
    await greet(bridge, first);
    await first.stop();
    const second = await fakeBroker(
      withSessions().serve,
      'n'.repeat(20),
      isSamePort ? first.listening.port : undefined,
    );
    door = second;
    bridge.say(call(1, 'tool'));
    expect(await bridge.answerTo(1)).toMatchObject({ result: {} });
    expect(second.of('initialize').map(({ text }) => text)).toEqual(first.of('initialize').map(({ text }) => text));
    expect(opened).toBeGreaterThan(1);
  });

  it('that never comes fails what waits in words, and what comes later may go through again', async () => {
    const port = await freePort();
    const door = { url: `http://127.0.0.1:${port}/s/notes/mcp`, key: 'k'.repeat(20) };
    const bridge = startBridge(door);
    bridge.say(request(1, 'tools/list'));
    bridge.say(call(2, 'tool'));
    expect(await bridge.answerTo(1)).toMatchObject({ error: { message: 'MCP Tray does not answer.' } });
    expect(await bridge.answerTo(2)).toMatchObject({ result: { isError: true } });
    await fakeBroker((asked, response) => ok(response, asked), door.key, port);
    bridge.say(call(3, 'tool'));
    expect(await bridge.answerTo(3)).toMatchObject({ result: {} });
  });

  it('is not started for a mere notification', async () => {
    let opened = 0;
    const { serve } = withSessions();
    const broker = await fakeBroker(serve);
    const bridge = startBridge(broker, {
      doors: {
        open: async () => {
          opened += 1;
          return broker;
        },
        look: async () => undefined,
      },
    });
    await greet(bridge, broker);
    await broker.stop();
    bridge.say({ jsonrpc: '2.0', method: 'notifications/roots/list_changed' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(opened).toBe(1);
  });
});

describe('a cancel of the 2025 revisions', () => {
  it('is told, then nobody waits and nothing of it arrives any more', async () => {
    const open: { ended: boolean }[] = [];
    const { serve } = withSessions((_, response) => {
      const send = stream(response);
      const one = { ended: false };
      open.push(one);
      response.once('close', () => {
        one.ended = true;
      });
      setTimeout(() => send({ jsonrpc: '2.0', id: 1, result: {} }), 150);
    });
    const broker = await fakeBroker(serve);
    const bridge = startBridge(broker);
    await greet(bridge, broker);
    bridge.say(call(1, 'slow'));
    await expect.poll(() => open).toHaveLength(1);
    bridge.say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1, reason: 'no' } });
    await expect.poll(() => open[0]?.ended).toBe(true);
    expect(broker.of('notifications/cancelled')[0]?.message.params).toEqual({ requestId: 1, reason: 'no' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(bridge.heard().filter((m) => m.id === 1)).toEqual([]);
  });

  it('of what has not been sent yet keeps it from being sent', async () => {
    const greeted = Promise.withResolvers<void>();
    const { serve } = withSessions();
    const broker = await fakeBroker(async (asked, response, req) => {
      if (asked.message.method === 'initialize') await greeted.promise;
      await serve(asked, response, req);
    });
    const bridge = startBridge(broker);
    bridge.say(INITIALIZE);
    bridge.say(call(1, 'early'));
    bridge.say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } });
    await expect.poll(() => broker.of('initialize')).toHaveLength(1);
    greeted.resolve();
    await bridge.answerTo('init');
    bridge.say(request(2, 'ping'));
    await bridge.answerTo(2);
    expect(broker.of('tools/call')).toEqual([]);
  });
});
