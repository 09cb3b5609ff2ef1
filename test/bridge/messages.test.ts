// What goes through the bridge, and what does not.
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/main/ports';
import { realClock } from '../support/fakes';
import { answer } from '../support/servers/listen';
import {
  call,
  fakeBroker,
  greet,
  INITIALIZE,
  INITIALIZED,
  ok,
  request,
  startBridge,
  stream,
  withSessions,
} from './harness';

describe('messages', () => {
  it('go through whole, both ways: fields nobody knows, numbers no double can hold', async () => {
    const line =
      '{"id":1,"x-own":{"n":12345678901234567890},"jsonrpc":"2.0","method":"tools/list","params":{"_":[1.0]}}';
    const reply = '{"jsonrpc":"2.0","id":1,"result":{"tools":[],"n":12345678901234567890},"extra":1.50}';
    const broker = await fakeBroker((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(reply);
    });
    const bridge = startBridge(broker);
    bridge.say(line);
    await bridge.answerTo(1);
    expect(broker.asked.map((asked) => asked.text)).toEqual([line]);
    expect(bridge.lines()).toEqual([reply]);
  });

  it('take one line each, however they were broken', async () => {
    const pretty = (id: number) => JSON.stringify({ jsonrpc: '2.0', id, result: { text: 'a\nb' } }, null, 2);
    const broker = await fakeBroker(({ message }, response) => {
      if (message.id === 1) response.writeHead(200, { 'content-type': 'application/json' }).end(pretty(1));
      else stream(response, `${pretty(2).replaceAll(/^/gmu, 'data: ')}\n\n`);
    });
    const bridge = startBridge(broker);
    bridge.input.write(`\r\n${JSON.stringify(request(1, 'ping'))}\r\n\n`);
    bridge.say(request(2, 'ping'));
    await bridge.answerTo(1);
    await bridge.answerTo(2);
    expect(bridge.heard().map((m) => m.result)).toEqual([{ text: 'a\nb' }, { text: 'a\nb' }]);
  });

  it('that are none get an answer of the protocol, and the next one goes through', async () => {
    const broker = await fakeBroker((asked, response) => ok(response, asked));
    const bridge = startBridge(broker, { limits: { message: 1000 } });
    for (const line of ['not json', '7', '[]', '[1]', JSON.stringify(request(3, 'ping', { long: 'x'.repeat(2000) }))])
      bridge.say(line);
    bridge.say(request(4, 'ping'));
    await bridge.answerTo(4);
    const codes = bridge.heard().map((m) => [m.id, (m.error as { code: number } | undefined)?.code]);
    expect(codes.slice(0, 5)).toEqual([
      [null, -32700],
      [null, -32700],
      [null, -32700],
      [null, -32700],
      [null, -32600],
    ]);
    expect(broker.asked).toHaveLength(1);
  });

  it('go to the client only where they are some, and answers only where they are waited for', async () => {
    const broker = await fakeBroker(({ message }, response) => {
      const send = stream(response, 'data: not json\n\n', ': comment\n\n', 'event: other\ndata: {"jsonrpc":"2.0"}\n\n');
      send({ jsonrpc: '2.0', id: 99, result: {} });
      send({ jsonrpc: '2.0', method: 'notifications/message', params: { data: 1 } });
      send({ jsonrpc: '2.0', id: message.id, result: {} });
      send({ jsonrpc: '2.0', id: message.id, result: { again: true } });
      response.end();
    });
    const bridge = startBridge(broker);
    bridge.say(request(1, 'ping'));
    await bridge.answerTo(1);
    await bridge.end();
    expect(bridge.heard().map((m) => m.method ?? m.id)).toEqual(['notifications/message', 1]);
  });

  it('in a batch are sent and answered as one', async () => {
    const broker = await fakeBroker((asked, response) => {
      const messages = JSON.parse(asked.text) as { id: number }[];
      answer(
        response,
        200,
        messages.map(({ id }) => ({ jsonrpc: '2.0', id, result: {} })),
      );
    });
    const bridge = startBridge(broker);
    bridge.say([request(1, 'ping'), request(2, 'ping')]);
    await expect.poll(() => bridge.lines()).toHaveLength(1);
    expect(JSON.parse(bridge.lines()[0] ?? '')).toMatchObject([{ id: 1 }, { id: 2 }]);
  });

  it('that are too large from the server fail their request alone', async () => {
    const broker = await fakeBroker(({ message }, response) => {
      const reply = { jsonrpc: '2.0', id: message.id, result: { x: 'x'.repeat(message.id === 3 ? 1 : 200_000) } };
      if (message.id === 1) answer(response, 200, reply);
      else stream(response, reply);
    });
    const bridge = startBridge(broker, { limits: { message: 2000 } });
    for (const id of [1, 2, 3]) bridge.say(request(id, 'ping'));
    for (const id of [1, 2])
      expect(await bridge.answerTo(id)).toMatchObject({ error: { message: expect.stringMatching(/over 1 MB/u) } });
    expect(await bridge.answerTo(3)).toMatchObject({ result: { x: 'x' } });
  });
});

describe('requests', () => {
  it('run beside each other', async () => {
    const waiting: (() => void)[] = [];
    const broker = await fakeBroker((asked, response) => {
      waiting.unshift(() => ok(response, asked));
      if (waiting.length === 3) for (const go of waiting) go();
    });
    const bridge = startBridge(broker);
    for (const id of [1, 2, 3]) bridge.say(call(id, 'slow'));
    for (const id of [1, 2, 3]) await bridge.answerTo(id);
  });

  it('wait until the session has begun', async () => {
    const order: string[] = [];
    const { serve } = withSessions();
    const broker = await fakeBroker(async (asked, response, req) => {
      if (asked.method === 'POST') order.push(String(asked.message.method));
      // What hurries past would get here first.
      await new Promise((resolve) => setTimeout(resolve, asked.message.method === 'tools/list' ? 0 : 60));
      await serve(asked, response, req);
    });
    const bridge = startBridge(broker);
    bridge.say(INITIALIZE);
    bridge.say(INITIALIZED);
    bridge.say(request(1, 'tools/list'));
    await bridge.answerTo(1);
    expect(order.slice(0, 3)).toEqual(['initialize', 'notifications/initialized', 'tools/list']);
  });

  it('of the server reach the client, and its answers go back', async () => {
    const { serve, streams } = withSessions((asked, response) => {
      const send = stream(response, request('q1', 'sampling/createMessage'));
      setTimeout(() => send({ jsonrpc: '2.0', id: asked.message.id, result: {} }), 50);
    });
    const broker = await fakeBroker(serve);
    const bridge = startBridge(broker);
    await greet(bridge, broker);
    bridge.say(call(1, 'asks'));
    await bridge.answerTo(1);
    streams[0]?.write(`data: ${JSON.stringify(request('q2', 'roots/list'))}\n\n`);
    await expect
      .poll(() =>
        bridge
          .heard()
          .filter((m) => m.method !== undefined)
          .map((m) => m.id),
      )
      .toEqual(['q1', 'q2']);
    bridge.say({ jsonrpc: '2.0', id: 'q1', result: { model: 'm' } });
    await expect
      .poll(() => broker.asked.at(-1))
      .toMatchObject({
        message: { id: 'q1', result: { model: 'm' } },
        headers: { 'mcp-session-id': 's1', 'mcp-protocol-version': '2025-11-25' },
      });
  });

  it.each([
    [
      'an error of the broker in words',
      404,
      { jsonrpc: '2.0', id: null, error: { code: -32600, message: 'In words.' } },
      'In words.',
    ],
    ['a status without a message', 500, 'oops', 'HTTP status 500'],
    ['an answer that is none', 200, { hello: 1 }, 'not a whole MCP message'],
  ])('that get %s fail with it', async (_, status, body, words) => {
    const broker = await fakeBroker((_asked, response) => answer(response, status, body));
    const bridge = startBridge(broker);
    bridge.say(request(1, 'tools/list'));
    bridge.say(call(2, 'tool'));
    expect(JSON.stringify((await bridge.answerTo(1)).error)).toContain(words);
    const { result } = await bridge.answerTo(2);
    expect(result).toMatchObject({ isError: true, content: [{ type: 'text', text: expect.stringContaining(words) }] });
  });
});

describe('a client that does not read', () => {
  it('slows the server down instead of filling memory', async () => {
    let sent = 0;
    const event = `data: ${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/x', params: 'x'.repeat(60_000) })}\n\n`;
    const broker = await fakeBroker((_, response) => {
      stream(response);
      const fill = () => {
        while (sent < 1000 && response.write(event)) sent += 1;
      };
      response.on('drain', fill);
      fill();
    });
    const output = new PassThrough({ highWaterMark: 1024 });
    const bridge = startBridge(broker, { output });
    bridge.say(request(1, 'ping'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = sent;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(sent).toBe(before);
    expect(sent).toBeLessThan(500);
    output.resume();
    await expect.poll(() => sent).toBeGreaterThan(before);
  });
});

describe('the end', () => {
  it('comes with the end of the input: answers on their way arrive, the session is over, nothing waits', async () => {
    const { serve, sessions } = withSessions((asked, response) => {
      if (asked.message.id === 1) setTimeout(() => ok(response, asked), 50);
    });
    const broker = await fakeBroker(serve);
    const bridge = startBridge(broker);
    await greet(bridge, broker);
    bridge.say(call(1, 'quick'));
    bridge.input.end(`${JSON.stringify(call(2, 'never'))}\n`);
    const at = Date.now();
    await bridge.ended;
    expect(Date.now() - at).toBeLessThan(600);
    expect(bridge.heard().map((m) => m.id)).toEqual(['init', 1]);
    expect([sessions(), broker.of('DELETE').length]).toEqual([0, 1]);
    await expect.poll(() => broker.listening.sockets()).toBeLessThanOrEqual(2);
  });

  it('leaves no timer', async () => {
    const open = new Set<object>();
    const clock: Clock = {
      now: () => Date.now(),
      after: (ms, callback) => {
        const one = {};
        open.add(one);
        const stop = realClock.after(ms, () => {
          open.delete(one);
          callback();
        });
        return () => {
          open.delete(one);
          stop();
        };
      },
    };
    const { serve } = withSessions((asked, response) => ok(response, asked));
    const broker = await fakeBroker(serve);
    const bridge = startBridge(broker, { clock });
    await greet(bridge, broker);
    bridge.say(call(1, 'tool'));
    bridge.say({ jsonrpc: '2.0', method: 'notifications/roots/list_changed' });
    await bridge.answerTo(1);
    await bridge.end();
    expect(open.size).toBe(0);
  });

  it('comes when it is asked for, though the broker has gone', async () => {
    const { serve } = withSessions();
    const broker = await fakeBroker(serve);
    const bridge = startBridge(broker);
    await greet(bridge, broker);
    await broker.stop();
    bridge.ask();
    await bridge.ended;
  });

  it('comes when there is no broker to be found, and every request hears of it', async () => {
    const bridge = startBridge(undefined);
    bridge.say(INITIALIZE);
    await expect(bridge.ended).rejects.toThrow('no door');
    expect(bridge.heard()).toMatchObject([{ id: 'init', error: { code: -32603 } }]);
  });
});
