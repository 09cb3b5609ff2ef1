// The fetch below the relay: what it sends, and how long it waits.
import { once } from 'node:events';
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { createWireFetch, type WireTimings } from '../../src/main/broker/wire-fetch';
import { key, selfSigned } from '../support/servers/certificates';
import { answer, bodyOf, listen } from '../support/servers/listen';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

function start(timings?: WireTimings) {
  const wire = createWireFetch(timings);
  stops.push(wire.stop);
  return wire.fetch;
}

/** A server that echoes the body; `seen` keeps the rest. */
async function echo(tls?: { key: string; cert: string }) {
  const handle = async (...[request, response]: Parameters<Parameters<typeof listen>[0]>) =>
    answer(response, 200, await bodyOf(request));
  const server = await listen((request, response) => void handle(request, response), tls && { tls });
  stops.push(server.stop);
  return server;
}

/** A port where connections are asked for and never taken: the queue of its listener is full. */
async function fullPort(): Promise<string> {
  const listener = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const server = require('node:net').createServer();
     server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
     });`,
    { eval: true },
  );
  stops.push(() => listener.terminate());
  const [port] = await once(listener, 'message');
  const waiting = Array.from({ length: 6 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  stops.push(() => {
    for (const socket of waiting) socket.destroy();
  });
  await once(waiting[0]!, 'connect');
  return `http://127.0.0.1:${port}/mcp`;
}

describe('the wire fetch', () => {
  it('sends headers in any shape, with the host it goes to and the length of the body', async () => {
    const fetch = start();
    const { origin, port, seen } = await echo();
    const pairs: [string, string][] = [
      ['X-One', '1'],
      ['x-two', '2'],
    ];
    for (const headers of [pairs, Object.fromEntries(pairs), new Headers(pairs)]) {
      const response = await fetch(`${origin}/mcp?a=b`, { method: 'POST', headers, body: 'héllo' });
      expect(await response.text()).toBe('héllo');
    }
    for (const { path, headers } of seen) {
      expect(path).toBe('/mcp?a=b');
      expect(headers).toMatchObject({ host: `127.0.0.1:${port}`, 'x-one': '1', 'x-two': '2', 'content-length': '6' });
    }
  });

  it('sends a header that comes twice as one line, so that nobody can take only the first or the last', async () => {
    const fetch = start();
    const lines: string[] = [];
    const server = await listen((request, response) => {
      lines.push(...request.rawHeaders);
      answer(response, 200, 'ok');
    });
    stops.push(server.stop);
    await (
      await fetch(server.origin, {
        headers: [
          ['mcp-name', 'a'],
          ['MCP-Name', 'b'],
        ],
      })
    ).text();
    expect(lines.filter((_, i) => lines[i - 1] === 'mcp-name')).toEqual(['a, b']);
    expect(lines.filter((line) => line.toLowerCase() === 'mcp-name')).toHaveLength(1);
  });

  it('says that a POST without a body has none', async () => {
    const fetch = start();
    const { origin, seen } = await echo();
    await (await fetch(origin, { method: 'POST' })).text();
    await (await fetch(origin)).text();
    expect(seen.map(({ headers }) => headers['content-length'])).toEqual(['0', undefined]);
    expect(seen[0]!.headers['transfer-encoding']).toBeUndefined();
  });

  it('refuses a certificate nobody trusts, in Node’s own words', async () => {
    const fetch = start();
    const { origin } = await echo({ key, cert: selfSigned });
    await expect(fetch(origin)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });

  it.skipIf(process.platform === 'win32')('waits for a connection longer than an unused one is kept', async () => {
    const fetch = start({ keep: 50, connect: 500 });
    const url = await fullPort();
    const began = performance.now();
    await expect(fetch(url)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    expect(performance.now() - began).toBeGreaterThan(450);
  });
});
