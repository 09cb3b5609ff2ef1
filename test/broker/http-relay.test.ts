// What passes the relay to an HTTP server, what does not, and what the broker mends or puts into words on the way.
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/shared/errors';
import { answer, listen } from '../support/servers/listen';
import { behind, call, MODERN, ok, post, stops } from './behind';
import { entry, remote, startBroker } from './harness';

describe('headers', () => {
  it('pass, but for those of the connection, the caller and this machine', async () => {
    const { upstream, test } = await behind((_request, response) => ok(response));
    await post(test, call('x'), {
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-param-region': 'eu',
      traceparent: '00-1-2-01',
      cookie: 'a=b',
      forwarded: 'for=1.2.3.4',
      'x-forwarded-for': '1.2.3.4',
      'x-real-ip': '1.2.3.4',
    });
    const { headers } = upstream.seen[0]!;
    expect(headers).toMatchObject({
      host: new URL(upstream.origin).host,
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-param-region': 'eu',
      traceparent: '00-1-2-01',
    });
    for (const name of ['authorization', 'cookie', 'origin', 'forwarded', 'x-forwarded-for', 'x-real-ip'])
      expect(headers[name]).toBeUndefined();
  });

  it('come back, but for cookies and challenges', async () => {
    const { test } = await behind((_request, response) => {
      response.writeHead(200, [
        ...['Content-Type', 'application/json', 'X-One', '1', 'Mcp-Session-Id', 's'],
        ...[
          'Set-Cookie',
          'a=b',
          'Set-Cookie',
          'c=d',
          'WWW-Authenticate',
          'Bearer',
          'Connection',
          'X-Hop',
          'X-Hop',
          '1',
        ],
      ]);
      response.end('{}');
    });
    const { headers } = await post(test, call('x'));
    expect(Object.fromEntries(headers)).toMatchObject({ 'x-one': '1', 'mcp-session-id': 's' });
    for (const name of ['set-cookie', 'www-authenticate', 'x-hop']) expect(headers.get(name)).toBeNull();
  });
});

describe('bodies', () => {
  it('pass byte for byte in both directions, whatever they hold', async () => {
    const bytes =
      '{ "jsonrpc":"2.0", "id":1e0,"method":"x\\u0041",\n "params":{"big":12345678901234567890,"x":{"y":null}} }';
    let got = '';
    const reply = '{"id":1 , "result":{"n":0.10, "u":"\\u00e9"}}';
    const { test } = await behind((_request, response, body) => {
      got = body;
      response.writeHead(200, { 'content-type': 'application/json' }).end(reply);
    });
    const response = await fetch(test.broker.urlFor('notes'), {
      method: 'POST',
      headers: { authorization: `Bearer ${await test.key()}` },
      body: bytes,
    });
    expect(got).toBe(bytes);
    expect(await response.text()).toBe(reply);
  });

  it('stay compressed', async () => {
    const { test } = await behind((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(gzipSync('{"jsonrpc":"2.0","id":7,"result":{"zipped":true}}'));
    });
    const response = await post(test, call('x'));
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(await response.json()).toMatchObject({ result: { zipped: true } });
  });

  it('tell of an error also where the fetch in front has unpacked them already', async () => {
    const failed = gzipSync('{"jsonrpc":"2.0","id":7,"result":{"isError":true,"content":[]}}');
    const { test } = await behind(
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(failed);
      },
      { fetch },
    );
    expect(await (await post(test, call('x'))).json()).toMatchObject({ result: { isError: true } });
    expect(test.activity.list().at(-1)?.outcome).toBe('error');
  });

  it('stream as they come, and end upstream when the client leaves', async () => {
    const left = Promise.withResolvers<void>();
    const { test } = await behind((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('event: message\ndata: {"one":1}\n\n');
      response.once('close', left.resolve);
    });
    const leaving = new AbortController();
    const response = await post(test, call('x'), {}, leaving.signal);
    const { value } = await response.body!.getReader().read();
    expect(new TextDecoder().decode(value)).toBe('event: message\ndata: {"one":1}\n\n');
    leaving.abort();
    await left.promise;
    await expect.poll(() => test.activity.list().at(-1)?.outcome).toBe('left');
  });

  it('keep the status of an answer', async () => {
    const { test } = await behind((_request, response) => answer(response, 418, { odd: true }));
    const response = await post(test, call('x'));
    expect([response.status, await response.json()]).toEqual([418, { odd: true }]);
  });
});

describe("an upstream's trouble", () => {
  it.each([
    ['401', 401, 'wants a sign-in'],
    ['403', 403, 'refuses access'],
  ])('with status %s is a tool error in words, never a status that starts a sign-in', async (_what, status, words) => {
    const { test } = await behind((_request, response) =>
      answer(response, status, 'no', { 'www-authenticate': 'Bearer resource_metadata="https://evil"' }),
    );
    const response = await post(test, call('x'));
    expect(response.status).toBe(200);
    expect(response.headers.get('www-authenticate')).toBeNull();
    const body = await response.json();
    expect(body).toMatchObject({ id: 7, result: { isError: true } });
    expect(body.result.content[0].text).toContain(words);
    expect(test.troubles).toHaveLength(1);
    const listed = await post(test, { jsonrpc: '2.0', id: 8, method: 'tools/list' });
    expect(await listed.json()).toMatchObject({
      id: 8,
      error: { code: -32603, message: expect.stringContaining(words) },
    });
    const modern = await (await post(test, call('x', MODERN))).json();
    expect(modern.result).toMatchObject({ isError: true, resultType: 'complete' });
  });

  it('names the header whose key is refused', async () => {
    const { test } = await behind((_request, response) => answer(response, 401, 'no'), { keyHeader: 'X-Api-Key' });
    const body = await (await post(test, call('x'))).json();
    expect(body.result.content[0].text).toContain('X-Api-Key');
  });

  it('is passed on in the words of whoever signs in', async () => {
    const fetch = () => Promise.reject(new AppError('keychain-locked'));
    const { test } = await behind((_request, response) => ok(response), { fetch });
    const body = await (await post(test, call('x'))).json();
    expect(body.result.content[0].text).toContain('keychain is locked');
    expect(test.troubles).toEqual([{ server: 'notes', code: 'keychain-locked' }]);
  });

  it('may wait for a sign-in that is under way', async () => {
    let isSignedIn = false;
    const { test } = await behind((_request, response) => (isSignedIn ? ok(response) : answer(response, 401, 'no')), {
      signedIn: () =>
        new Promise((resolve) =>
          setTimeout(() => {
            isSignedIn = true;
            resolve(true);
          }, 50),
        ),
    });
    expect(await (await post(test, call('x'))).json()).toEqual({ jsonrpc: '2.0', id: 7, result: {} });
    expect(test.troubles).toEqual([]);
  });

  it('is waited out while the server is just restarting', async () => {
    const first = await listen(() => undefined);
    await first.stop();
    const test = await startBroker([entry(remote('notes', `${first.origin}/mcp`))], { timings: { restart: 2_000 } });
    stops.push(test.stop);
    const asked = post(test, call('x'));
    await new Promise((resolve) => setTimeout(resolve, 150));
    const again = await listen((_request, response) => ok(response), { port: first.port });
    stops.push(again.stop);
    expect(await (await asked).json()).toMatchObject({ result: {} });
  });

  it('is said when nobody is there', async () => {
    const { upstream, test } = await behind((_request, response) => ok(response));
    await upstream.stop();
    const body = await (await post(test, call('x'))).json();
    expect(body.result.content[0].text).toContain('Nothing answers at');
    expect(test.troubles).toEqual([]);
  });

  it('never runs a call twice: one that was cut off is told, one that only reads is tried again', async () => {
    const seen: string[] = [];
    const { test } = await behind((request, response, body) => {
      const { method } = JSON.parse(body);
      seen.push(method);
      if (seen.filter((m) => m === method).length === 1) request.socket.destroy();
      else ok(response);
    });
    const cut = await (await post(test, call('x'))).json();
    expect(cut.result).toMatchObject({ isError: true });
    expect(await (await post(test, { jsonrpc: '2.0', id: 7, method: 'tools/list' })).json()).toMatchObject({
      result: {},
    });
    expect(seen).toEqual(['tools/call', 'tools/list', 'tools/list']);
  });

  it('in the middle of a stream ends the call instead of leaving it open', async () => {
    const { test } = await behind((request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('event: message\ndata: {"jsonrpc":"2.0","method":"notifications/mess');
      setTimeout(() => request.socket.destroy(), 20);
    });
    const text = await (await post(test, call('x'))).text();
    const last = JSON.parse(text.split('data: ').at(-1)!);
    expect(last).toMatchObject({ id: 7, result: { isError: true } });
  });

  it('in the middle of a resumable stream is left to the client to resume', async () => {
    const { test } = await behind((request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('id: 1\ndata: \n\n');
      setTimeout(() => request.socket.destroy(), 20);
    });
    const response = await post(test, call('x'));
    await expect(response.text()).rejects.toThrow();
  });

  it('follows redirects within the origin and no further', async () => {
    const { test, upstream } = await behind((request, response) => {
      if (request.url === '/mcp') answer(response, 307, '', { location: '/moved' });
      else ok(response);
    });
    expect(await (await post(test, call('x'))).json()).toMatchObject({ result: {} });
    expect(upstream.seen.map((s) => s.path)).toEqual(['/mcp', '/moved']);
    const away = await behind((_request, response) => answer(response, 308, '', { location: upstream.origin }));
    const body = await (await post(away.test, call('x'))).json();
    expect(body.result.content[0].text).toContain('points to another address');
  });
});
