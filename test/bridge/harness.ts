// A bridge on pipes, in front of a broker whose answers the test writes.
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { afterEach, expect } from 'vitest';
import { runBridge } from '../../src/main/bridge/bridge';
import type { BridgeLimits, BridgeTimings, Door, Doors } from '../../src/main/bridge/options';
import { createWireFetch } from '../../src/main/broker/wire-fetch';
import type { Clock } from '../../src/main/ports';
import type { Message } from '../../src/main/ports-relay';
import { toWire } from '../../src/shared/errors';
import { texts } from '../../src/shared/messages';
import { keptLog, realClock } from '../support/fakes';
import { answer, bodyOf, type Listening, listen } from '../support/servers/listen';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

export interface Asked {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The parsed body. */
  readonly message: Message;
}
export type Play = (asked: Asked, response: ServerResponse, request: IncomingMessage) => unknown;

export interface FakeBroker extends Door {
  readonly asked: readonly Asked[];
  /** What was asked by this method of the protocol, or of HTTP. */
  of(method: string): Asked[];
  readonly listening: Listening;
  stop(): Promise<void>;
}

export async function fakeBroker(play: Play, key = 'k'.repeat(20), port?: number): Promise<FakeBroker> {
  const asked: Asked[] = [];
  const server = await listen(
    async (request, response) => {
      const text = await bodyOf(request);
      const { method = '', headers } = request;
      const one = { method, headers, text, message: text === '' ? {} : JSON.parse(text) };
      asked.push(one);
      if (headers.authorization === `Bearer ${key}`) await play(one, response, request);
      else answer(response, 401, { jsonrpc: '2.0', id: null, error: { code: -32600, message: 'no' } });
    },
    port === undefined ? {} : { port },
  );
  stops.push(server.stop);
  const url = `${server.origin}/s/notes/mcp`;
  const of = (method: string) => asked.filter((a) => a.message.method === method || a.method === method);
  return { url, key, asked, of, listening: server, stop: server.stop };
}

export interface Given {
  readonly doors?: Partial<Doors>;
  readonly timings?: Partial<BridgeTimings>;
  readonly limits?: Partial<BridgeLimits>;
  readonly clock?: Clock;
  /** Where the client reads; by default it reads everything at once. */
  readonly output?: PassThrough;
}

/** A bridge to this door. */
export function startBridge(door: Door | undefined, given: Given = {}) {
  const input = new PassThrough();
  const output = given.output ?? new PassThrough();
  const wire = createWireFetch();
  let text = '';
  if (!given.output) {
    output.on('data', (chunk) => {
      text += String(chunk);
    });
  }
  const lines = () => text.split('\n').slice(0, -1);
  const heard = (): Message[] => lines().map((line) => JSON.parse(line));
  const asked = Promise.withResolvers<void>();
  const here = () => (door ? Promise.resolve(door) : Promise.reject(new Error('no door')));
  const ended = runBridge({
    input,
    output,
    doors: { open: here, look: here, ...given.doors },
    fetch: wire.fetch,
    clock: given.clock ?? realClock,
    log: keptLog(),
    say: (error) => toWire(error, texts('en')).message,
    asked: asked.promise,
    timings: { reopen: 10, reopenMax: 40, note: 500, drain: 200, farewell: 200, ...given.timings },
    limits: given.limits ?? {},
  });
  // Awaited by the tests that expect it to fail.
  ended.catch(() => undefined);
  const end = async () => {
    input.end();
    await ended.catch(() => undefined);
    wire.stop();
  };
  stops.push(end);
  return {
    input,
    output,
    ended,
    ask: asked.resolve,
    end,
    lines,
    heard,
    say: (message: object | string) =>
      input.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`),
    answerTo: async (id: unknown): Promise<Message> => {
      await expect.poll(() => heard().some((m) => m.id === id && m.method === undefined), { timeout: 5000 }).toBe(true);
      return heard().find((m) => m.id === id && m.method === undefined) ?? {};
    },
  };
}
export type TestBridge = ReturnType<typeof startBridge>;

export const INITIALIZE = {
  jsonrpc: '2.0',
  id: 'init',
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
};
export const INITIALIZED = { jsonrpc: '2.0', method: 'notifications/initialized' };
export const request = (id: unknown, method: string, params: object = {}) => ({ jsonrpc: '2.0', id, method, params });
export const call = (id: unknown, name: string, more: object = {}) =>
  request(id, 'tools/call', { name, arguments: {}, ...more });
export const MODERN = {
  _meta: {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  },
};

export const ok = (response: ServerResponse, { message }: Asked, result: object = {}) =>
  answer(response, 200, { jsonrpc: '2.0', id: message.id, result });

/** Opens an event stream; what is given is sent at once. */
export function stream(response: ServerResponse, ...events: (object | string)[]) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  const send = (event: object | string) =>
    response.write(typeof event === 'string' ? event : `data: ${JSON.stringify(event)}\n\n`);
  for (const event of events) send(event);
  return send;
}

const WELCOME = {
  protocolVersion: '2025-11-25',
  capabilities: { tools: { listChanged: true }, prompts: {} },
  serverInfo: { name: 's', version: '1' },
};

/** A server of the 2025 revisions that knows its sessions; `play` answers the rest. */
export function withSessions(play: Play = (asked, response) => ok(response, asked)) {
  const known = new Set<string>();
  let made = 0;
  const streams: ServerResponse[] = [];
  const serve: Play = (asked, response, req) => {
    const id = asked.headers['mcp-session-id'];
    if (asked.message.method === 'initialize') {
      made += 1;
      known.add(`s${made}`);
      response.setHeader('mcp-session-id', `s${made}`);
      return ok(response, asked, WELCOME);
    }
    if (typeof id !== 'string' || !known.has(id)) {
      const error = { code: -32001, message: 'Session not found' };
      return answer(response, 404, { jsonrpc: '2.0', id: null, error });
    }
    if (asked.method === 'DELETE') {
      known.delete(id);
      return response.writeHead(200).end();
    }
    if (asked.method === 'GET' && asked.headers['last-event-id'] === undefined) {
      streams.push(response);
      return stream(response);
    }
    if (asked.method === 'POST' && asked.message.id === undefined) return response.writeHead(202).end();
    return play(asked, response, req);
  };
  return { serve, streams, forget: () => known.clear(), sessions: () => known.size };
}

/** Greets, and waits until the stream of notices is open. */
export async function greet(bridge: TestBridge, broker: FakeBroker): Promise<void> {
  const before = broker.of('GET').length;
  bridge.say(INITIALIZE);
  bridge.say(INITIALIZED);
  await bridge.answerTo('init');
  await expect.poll(() => broker.of('GET').length).toBeGreaterThan(before);
}
