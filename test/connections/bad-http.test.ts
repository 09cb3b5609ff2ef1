import { afterEach, describe, expect, it } from 'vitest';
import {
  startEndlessStream,
  startForeignEndpoint,
  startHalfJson,
  startHtml,
  startHuge,
  startRedirect,
  startScripted,
  startSilent,
  startStatus,
} from '../support/servers/bad';
import { startDown } from '../support/servers/down';
import type { Peer } from '../support/servers/listen';
import { startOpenHttp } from '../support/servers/open-http';
import { startPublicServer } from '../support/servers/public-server';
import { startSignIn } from '../support/servers/sign-in';
import { type Harness, http, startHarness } from './harness';

const cleanups: (() => Promise<void>)[] = [];
let harness: Harness;
const open = async (...args: Parameters<typeof startHarness>) => {
  harness = await startHarness(...args);
  cleanups.unshift(harness.stop);
  return harness;
};
const running = async <T extends Peer>(starting: Promise<T>): Promise<T> => {
  const peer = await starting;
  cleanups.push(peer.stop);
  return peer;
};
afterEach(async () => {
  for (const stop of cleanups.splice(0)) await stop();
  expect(harness.timers()).toBe(0);
});
const codeOf = async (url: string, options: Parameters<typeof startHarness>[1] = {}, more = {}) => {
  await open([http(url, more)], options);
  return (await harness.problem('it')).code;
};

describe('a remote server that answers wrongly', () => {
  it('url-invalid for what is no web address, and nothing is retried', async () => {
    expect(await codeOf('htp:/nowhere')).toBe('url-invalid');
    expect(harness.view('it').state).not.toHaveProperty('nextTryAt');
  });
  it('connection-refused where nobody listens, and it is retried', async () => {
    const peer = await running(startDown());
    expect(await codeOf(peer.url)).toBe('connection-refused');
    expect(harness.view('it').state).toHaveProperty('nextTryAt');
  });
  it('not-mcp for a web page', async () => {
    const peer = await running(startHtml());
    expect(await codeOf(peer.url)).toBe('not-mcp');
  });
  it('server-error for 5xx, without trying the other transport', async () => {
    const peer = await running(startStatus(503));
    expect(await codeOf(peer.url)).toBe('server-error');
    expect(peer.seen.map((r) => r.method)).toEqual(['POST']);
  });
  it('http-status for 404 everywhere', async () => {
    const peer = await running(startStatus(404));
    expect(await codeOf(peer.url)).toBe('http-status');
    expect(peer.seen.map((r) => r.method)).toEqual(['POST', 'POST', 'GET']);
  });
  it('stays with POST when a 400 carries an error only a 2026-07-28 server sends', async () => {
    const error = { code: -32021, message: 'Missing capability', data: { requiredCapabilities: { sampling: {} } } };
    const peer = await running(startStatus(400, { jsonrpc: '2.0', id: null, error }));
    await codeOf(peer.url);
    expect(peer.seen.some((r) => r.method === 'GET')).toBe(false);
  });
  it.each(['body', 'event'] as const)(
    'invalid-message for half a JSON message as %s, before any timeout',
    async (as) => {
      const peer = await running(startHalfJson(as));
      expect(await codeOf(peer.url)).toBe('invalid-message');
    },
  );
  it('connect-timeout for a server that says nothing at all', async () => {
    const peer = await running(startSilent());
    expect(await codeOf(peer.url, { timings: { connect: 300 } })).toBe('connect-timeout');
  });
  it('connect-timeout for a stream that never ends', async () => {
    const peer = await running(startEndlessStream());
    expect(await codeOf(peer.url, { timings: { connect: 400 } })).toBe('connect-timeout');
  });
  it('connect-timeout for a legacy SSE server that never names its endpoint', async () => {
    const peer = await running(startEndlessStream());
    expect(await codeOf(peer.url, { timings: { endpoint: 300 } }, { type: 'sse' })).toBe('connect-timeout');
  });
  it.each(['body', 'event'] as const)('message-too-large for 100 MB as %s, with bounded memory', async (as) => {
    const peer = await running(startHuge(as, 100 * 1024 * 1024));
    const before = process.memoryUsage.rss();
    let most = before;
    const meter = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss());
    }, 2);
    expect(await codeOf(peer.url)).toBe('message-too-large');
    clearInterval(meter);
    // The peer lives in this process too: the bound is the limit of 20 MB with room for copies, far below 100.
    expect((most - before) / 1024 / 1024).toBeLessThan(90);
  });
  it('handshake-refused with the reason when initialize is refused', async () => {
    const peer = await running(startScripted({ initialize: () => new Error('licence expired') }));
    await open([http(peer.url)]);
    const problem = await harness.problem('it');
    expect(problem).toMatchObject({ code: 'handshake-refused', params: { reason: 'licence expired' } });
  });
  it('protocol-unsupported for a version nobody knows', async () => {
    const peer = await running(
      startScripted({
        initialize: () => ({
          protocolVersion: '1999-01-01',
          capabilities: {},
          serverInfo: { name: 'x', version: '1' },
        }),
      }),
    );
    await open([http(peer.url)]);
    expect(await harness.problem('it')).toMatchObject({
      code: 'protocol-unsupported',
      params: { version: '1999-01-01' },
    });
  });
});

describe('a server that refuses', () => {
  it('sign-in-needed for a 401 with a challenge: nothing posted to /register, no well-known path touched', async () => {
    const peer = await running(startSignIn());
    await open([http(peer.url)], { timings: { retryBase: 5, retryMax: 10 } });
    const problem = await harness.problem('it');
    expect(problem).toMatchObject({ code: 'sign-in-needed', params: { host: new URL(peer.url).host } });
    expect(harness.view('it')).toMatchObject({ state: { kind: 'sign-in-needed' }, askedForSignIn: true });
    harness.connections.nudge();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(peer.seen.map((r) => `${r.method} ${r.path}`)).toEqual(['POST /mcp']);
  });
  it('sign-in-needed for a bare 401, and the fact is remembered by the next start', async () => {
    const peer = await running(startSignIn({ challenge: false }));
    const first = await open([http(peer.url)]);
    expect((await harness.problem('it')).code).toBe('sign-in-needed');
    await first.connections.stop();
    await open([http(peer.url, { disabled: true })], { cacheFolder: first.cacheFolder });
    expect(harness.view('it')).toMatchObject({ state: { kind: 'off' }, askedForSignIn: true });
  });
  it('key-refused, naming the header but not its value, for a 401 to a configured Authorization', async () => {
    const peer = await running(startSignIn());
    await open([http(peer.url, { headers: { authorization: 'Bearer ${keychain:K}' } })], {
      resolve: (value) => Promise.resolve(value.replace('${keychain:K}', 'sk-very-secret')),
    });
    const problem = await harness.problem('it');
    expect(problem).toMatchObject({ code: 'key-refused', params: { header: 'authorization' } });
    expect(harness.view('it')).toMatchObject({ state: { kind: 'needs-input' }, askedForSignIn: false });
    expect(JSON.stringify([harness.logged(), harness.connections.log('it'), problem])).not.toContain('very-secret');
  });
  it('access-refused for 403', async () => {
    const peer = await running(startStatus(403));
    expect(await codeOf(peer.url)).toBe('access-refused');
    expect(peer.seen).toHaveLength(1);
  });
  it('is simply ready with a public server whose OAuth paths answer 404: none of them is asked for', async () => {
    const peer = await running(startPublicServer());
    await open([http(peer.url)]);
    await harness.until('it', (v) => v.state.kind === 'ready' && v.latencies.length > 0);
    expect(new Set(peer.seen.map((r) => r.path))).toEqual(new Set(['/public/mcp']));
    expect(harness.view('it').askedForSignIn).toBe(false);
  });
});

describe('what is sent', () => {
  it('sends resolved headers to the server and none of them to where it redirects', async () => {
    const stranger = await running(startOpenHttp());
    const peer = await running(startRedirect(stranger.url));
    await open([http(peer.url, { headers: { 'X-Api-Key': 'sesame' } })]);
    expect(await harness.problem('it')).toMatchObject({ code: 'redirect-refused', params: { url: stranger.url } });
    expect(peer.seen[0]?.headers['x-api-key']).toBe('sesame');
    expect(stranger.seen).toHaveLength(0);
  });
  it('follows a redirect that keeps the method where there is no header to protect', async () => {
    const real = await running(startOpenHttp());
    const peer = await running(startRedirect(real.url, 308));
    await open([http(peer.url)]);
    await harness.ready('it');
  });
  it('redirect-refused for a redirect that would turn POST into GET, and for one that never ends', async () => {
    const real = await running(startOpenHttp());
    const peer = await running(startRedirect(real.url, 302));
    const loop = await running(startRedirect('/mcp', 307));
    await open([http(peer.url, { name: 'a' }), http(loop.url, { name: 'b' })]);
    expect((await harness.problem('a')).code).toBe('redirect-refused');
    expect((await harness.problem('b')).code).toBe('redirect-refused');
    expect(loop.seen).toHaveLength(6);
  });
  it('redirect-refused for a legacy SSE endpoint on another origin, which gets nothing', async () => {
    const stranger = await running(startOpenHttp());
    const peer = await running(startForeignEndpoint(stranger.url));
    await open([http(peer.url, { type: 'sse' })]);
    expect((await harness.problem('it')).code).toBe('redirect-refused');
    expect(stranger.seen).toHaveLength(0);
  });
  it('header-invalid, without the value, for a header that cannot be sent', async () => {
    await open([http('http://127.0.0.1:9/', { headers: { 'X-Key': 'two\nlines-of-secret' } })]);
    const problem = await harness.problem('it');
    expect(problem).toMatchObject({ code: 'header-invalid', params: { header: 'X-Key' } });
    expect(String(problem.cause)).not.toContain('secret');
  });
  it('sends the user and password of a URL as Basic authorization, and shows neither', async () => {
    const peer = await running(startStatus(401));
    const url = new URL(peer.url);
    url.username = 'me';
    url.password = 'p%40ss';
    await open([http(url.href)]);
    expect((await harness.problem('it')).code).toBe('key-refused');
    expect(peer.seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
  });
});
