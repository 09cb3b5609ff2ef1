import net from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RemoteError, remoteHandlers, remoteVisitLink } from '../../src/main/web/remote';
import { AppError } from '../../src/shared/errors';
import { ask, openWeb, snapshotRequest, type TestWeb, visit } from './support';

let web: TestWeb;
beforeEach(async () => {
  web = await openWeb({
    'server:remove': async ({ name }) => {
      throw new AppError('server-unknown', { name });
    },
    'server:reconnect': async () => undefined,
  });
});
afterEach(() => web.stop());

const bearer = () => ({ Authorization: `Bearer ${web.key}` });
const code = (text: string) => JSON.parse(text).error?.code;

describe('who may speak to the web face', () => {
  it('answers the key, and the cookie with its header', async () => {
    const byKey = await ask(web, '/api/request', snapshotRequest(bearer()));
    const cookie = await visit(web);
    const byCookie = await ask(web, '/api/request', snapshotRequest({ Cookie: cookie, 'X-MCP-Tray': '1' }));
    for (const answer of [byKey, byCookie]) {
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.text)).toMatchObject({ ok: true, value: { version: '0.1.0' } });
    }
  });

  it.each([
    ['another host name', { Host: 'evil.example:80' }],
    ['our name on another port', { Host: '127.0.0.1:1' }],
    ['a foreign origin', { Origin: 'http://evil.example' }],
    ['a page on another loopback port', { Origin: 'http://127.0.0.1:1' }],
    ['a sandboxed page', { Origin: 'null' }],
    ['a same-site page without origin', { 'Sec-Fetch-Site': 'same-site' }],
  ])('refuses %s with 403, whatever key it shows', async (_, headers) => {
    const answer = await ask(web, '/api/request', snapshotRequest({ ...bearer(), ...headers }));
    expect([answer.status, code(answer.text)]).toEqual([403, 'not-trusted']);
    expect(web.calls).toEqual([]);
  });

  it('refuses the page and the events to a rebound host name', async () => {
    const headers = { Host: 'evil.example', Cookie: await visit(web) };
    expect((await ask(web, '/', { headers })).status).toBe(403);
    expect((await ask(web, '/api/events', { headers })).status).toBe(403);
  });

  it.each([
    ['no key', {}],
    ['a wrong key', { Authorization: `Bearer ${'x'.repeat(43)}` }],
    ['a wrong cookie', { Cookie: 'mcp-tray-1=x', 'X-MCP-Tray': '1' }],
  ])('refuses %s with 401', async (_, headers) => {
    const answer = await ask(web, '/api/request', snapshotRequest(headers));
    expect([answer.status, code(answer.text)]).toEqual([401, 'visit-needed']);
    expect((await ask(web, '/api/events', { headers })).status).toBe(401);
    expect((await ask(web, '/assets/index-Ab12Cd34.js', { headers })).status).toBe(401);
  });

  it('refuses a cookie without its header, so that no form or link can act', async () => {
    const answer = await ask(web, '/api/request', snapshotRequest({ Cookie: await visit(web) }));
    expect([answer.status, code(answer.text)]).toEqual([403, 'not-trusted']);
  });

  it('gives new visit links to the key alone', async () => {
    const asPage = { method: 'POST', headers: { Cookie: await visit(web), 'X-MCP-Tray': '1' } };
    expect((await ask(web, '/api/visit', asPage)).status).toBe(403);
    const link = await remoteVisitLink(web);
    expect((await ask(web, new URL(link).search.replace(/^/u, '/'))).status).toBe(303);
  });
});

describe('a visit link', () => {
  it('sets a strict cookie and leads to the page, once', async () => {
    const link = new URL(web.newVisitLink());
    const first = await ask(web, `/${link.search}`);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/');
    expect(first.headers['set-cookie']?.[0]).toMatch(/^mcp-tray-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/u);
    const second = await ask(web, `/${link.search}`);
    expect(second.status).toBe(401);
    expect(second.headers['set-cookie']).toBeUndefined();
  });

  it('expires', async () => {
    const link = new URL(web.newVisitLink());
    web.now.at = 5 * 60_000 + 1;
    expect((await ask(web, `/${link.search}`)).status).toBe(401);
  });

  it('shows a sentence to someone without access', async () => {
    const page = await ask(web, '/');
    expect(page.status).toBe(401);
    expect(page.text).toContain('mcp-tray serve');
    expect(page.text).not.toContain('<script');
  });

  it('takes one step more when the person comes from another site, for a strict cookie stays behind there', async () => {
    const page = await ask(web, '/', { headers: { 'Sec-Fetch-Site': 'cross-site' } });
    expect(page.text).toContain('http-equiv="refresh"');
    expect((await ask(web, '/', { headers: { 'Sec-Fetch-Site': 'same-origin' } })).text).not.toContain('http-equiv');
  });
});

describe('files', () => {
  it('are served with their type, a strict policy, and kept by the browser only where their name is their hash', async () => {
    const headers = { Cookie: await visit(web) };
    const index = await ask(web, '/', { headers });
    expect(index.text).toContain('<title>Tray</title>');
    expect(index.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    expect(index.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self';");
    const script = await ask(web, '/assets/index-Ab12Cd34.js', { headers });
    expect(script.headers['cache-control']).toContain('immutable');
    expect(script.headers['content-type']).toMatch(/^text\/javascript/u);
    const again = await ask(web, '/', { headers: { ...headers, 'If-None-Match': String(index.headers.etag) } });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('leave the icon that browsers ask for unasked without an error', async () => {
    expect((await ask(web, '/favicon.ico')).status).toBe(204);
  });

  it.each([
    '/../secret.json',
    '/assets/../../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/assets/..%5c..%5csecret.json',
    '//etc/passwd',
    '/secret.json',
    '/__proto__',
    '/nothing',
  ])('do not leave their folder: %s', async (pathname) => {
    const answer = await ask(web, pathname, { headers: { Cookie: await visit(web) } });
    expect([answer.status, code(answer.text)]).toEqual([404, 'bad-request']);
    expect(answer.text).not.toContain('SECRET');
  });
});

describe('requests', () => {
  const post = (body: string, headers: Record<string, string> = {}) =>
    ask(web, '/api/request', {
      method: 'POST',
      headers: { ...bearer(), 'Content-Type': 'application/json', ...headers },
      body,
    });

  it('reach the handler with their arguments; its refusals come back as words', async () => {
    const remote = remoteHandlers(web);
    await expect(remote['server:reconnect']({ name: 'notes' })).resolves.toBeUndefined();
    expect(web.calls.at(-1)).toEqual(['server:reconnect', { name: 'notes' }]);
    const failure = await remote['server:remove']({ name: 'gone' }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RemoteError);
    expect(failure).toMatchObject({ wire: { code: 'server-unknown', message: 'There is no server called “gone”.' } });
  });

  it.each(['constructor', '__proto__', 'toString', 'no:such'])('find no handler called %s', async (name) => {
    const answer = await post(JSON.stringify({ name }));
    expect([answer.status, code(answer.text)]).toEqual([404, 'bad-request']);
  });

  it.each([
    ['not JSON', '{', 400],
    ['no name', '{}', 404],
    ['null', 'null', 404],
    ['a list', '[]', 404],
  ])('are refused when their body is %s', async (_, body, status) => {
    expect((await post(body)).status).toBe(status);
  });

  it('are refused in another content type, which a plain form could send', async () => {
    expect((await post('{"name":"app:snapshot"}', { 'Content-Type': 'text/plain' })).status).toBe(415);
  });

  it('are refused when too large, announced or not', async () => {
    const large = JSON.stringify({ name: 'app:snapshot', args: 'x'.repeat(5 * 1024 * 1024) });
    for (const headers of [undefined, { 'Transfer-Encoding': 'chunked' }]) {
      // The rest of the body is not read, so the writing side may see the connection end before the answer.
      const status = await post(large, headers).then(
        (a) => a.status,
        (error: { code: string }) => error.code,
      );
      expect([413, 'EPIPE', 'ECONNRESET']).toContain(status);
    }
    expect(web.calls).toEqual([]);
    expect((await post('{"name":"app:snapshot"}')).status).toBe(200);
  });

  it('tell internal mistakes without their stack, and log them', async () => {
    await web.stop();
    web = await openWeb({ 'app:snapshot': () => Promise.reject(new TypeError('secret detail')) });
    const answer = await post('{"name":"app:snapshot"}');
    expect(code(answer.text)).toBe('internal');
    expect(answer.text).not.toContain('secret detail');
    expect(web.log).toEqual([expect.stringContaining('error request failed')]);
  });

  it('answer JSON for addresses that do not exist', async () => {
    const answer = await ask(web, '/api/other', { headers: bearer() });
    expect([answer.status, code(answer.text)]).toEqual([404, 'bad-request']);
    expect((await ask(web, '/api/request', { headers: bearer() })).status).toBe(404);
    expect((await ask(web, '/', { method: 'PUT', headers: bearer() })).status).toBe(404);
  });
});

describe('a slow caller', () => {
  it.each([
    ['head', 'GET / HTTP/1.1\r\nHost: x'],
    [
      'body',
      'POST /api/request HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    ],
  ])('is let go when its %s does not come', async (_, text) => {
    await web.stop();
    web = await openWeb({}, { headTimeout: 100, requestTimeout: 200 });
    const socket = net.connect(web.port, '127.0.0.1');
    socket.write(text.replace('HOST', `127.0.0.1:${web.port}`).replace('KEY', web.key));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('close', resolve));
    expect(answer).toMatch(/^HTTP\/1\.1 408/u);
    expect(web.calls).toEqual([]);
  });
});
