// A broker before an HTTP server whose answers the test writes.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach } from 'vitest';
import { createWireFetch } from '../../src/main/broker/wire-fetch';
import type { HttpAccess } from '../../src/main/ports-relay';
import { answer, bodyOf, listen } from '../support/servers/listen';
import { entry, remote, startBroker, type TestBroker } from './harness';

export const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => unknown;

export async function behind(handler: Handler, access: Partial<HttpAccess> = {}, hidden: readonly string[] = []) {
  const upstream = await listen(async (request, response) => handler(request, response, await bodyOf(request)));
  stops.push(upstream.stop);
  const wire = createWireFetch();
  stops.push(wire.stop);
  const url = `${upstream.origin}/mcp`;
  const test = await startBroker([entry(remote('notes', url), hidden)], {
    upstream: () => Promise.resolve({ kind: 'http', url, fetch: wire.fetch, ...access }),
    timings: { restart: 300, reopen: 20, reopenMax: 40 },
  });
  stops.push(test.stop);
  return { upstream, test };
}

export async function post(
  test: TestBroker,
  message: object,
  headers: Record<string, string> = {},
  signal?: AbortSignal,
) {
  return fetch(test.broker.urlFor('notes'), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await test.key()}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: JSON.stringify(message),
    ...(signal && { signal }),
  });
}
export const call = (name: string, more: object = {}) => ({
  jsonrpc: '2.0',
  id: 7,
  method: 'tools/call',
  params: { name, arguments: {}, ...more },
});
export const ok = (response: ServerResponse, result: unknown = {}) =>
  answer(response, 200, { jsonrpc: '2.0', id: 7, result });
export const MODERN = {
  _meta: {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  },
};
