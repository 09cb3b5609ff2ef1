// The redirect listener against strangers: whatever they send, the attempt still completes and is used once.
import http from 'node:http';
import net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { listeningInode, whoHoldsPort } from '../../src/main/node/port-holder';
import { openListener, type RedirectListener } from '../../src/main/oauth/listener';
import type { Env } from '../../src/main/oauth/options';
import { texts } from '../../src/shared/messages';

const STATE = 'the-one-state';
const open: RedirectListener[] = [];
async function listen(
  over: { port?: number; strict?: boolean; ja?: boolean; slowClient?: number } = {},
): Promise<RedirectListener> {
  const env = {
    texts: () => texts(over.ja ? 'ja' : 'en'),
    timings: { slowClient: over.slowClient ?? 200 },
    whoHolds: whoHoldsPort,
  } as unknown as Env; // what a listener reads of it
  const listener = await openListener(env, { port: over.port ?? 0, strict: over.strict ?? false, state: STATE });
  open.push(listener);
  return listener;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((l) => l.stop()));
});

interface Got {
  readonly status: number;
  readonly body: string;
  readonly headers: http.IncomingHttpHeaders;
}
function get(url: string, options: http.RequestOptions = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { agent: false, ...options }, async (response) => {
      const parts: Buffer[] = [];
      for await (const part of response) parts.push(part as Buffer);
      const body = Buffer.concat(parts).toString('utf8');
      resolve({ status: response.statusCode ?? 0, body, headers: response.headers });
    });
    request.on('error', reject);
    request.end();
  });
}
const good = (l: RedirectListener) => `${l.redirectUri}?code=abc&state=${STATE}&iss=x`;
async function completes(listener: RedirectListener): Promise<Got> {
  const page = get(good(listener));
  const url = await listener.callback;
  expect(url.searchParams.get('code')).toBe('abc');
  await listener.show({ kind: 'done', server: 'notes' });
  return page;
}

const FLOOD = process.env.MCP_TRAY_TEST_FULL ? 10_000 : 1000;
if (FLOOD < 10_000) console.warn('the redirect listener meets 1,000 requests; with MCP_TRAY_TEST_FULL=1, 10,000');

describe('the redirect listener', () => {
  it('listens on the loopback literal and nowhere else', async () => {
    const listener = await listen();
    expect(listener.redirectUri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/u);
    const { port } = new URL(listener.redirectUri);
    await expect(get(`http://[::1]:${port}/callback`)).rejects.toThrow();
    await expect(get(`http://127.0.0.2:${port}/callback`)).rejects.toThrow();
  });
  it('shows a page that keeps and runs nothing', async () => {
    const { status, body, headers } = await completes(await listen());
    expect(status).toBe(200);
    expect(body).toContain('notes is signed in');
    expect(body).not.toMatch(/<script|window\.|abc|the-one-state/u);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });
  it('speaks the language of the person', async () => {
    expect((await completes(await listen({ ja: true }))).body).toContain('サインインしました');
  });
  it('escapes what it shows', async () => {
    const listener = await listen();
    const page = get(good(listener));
    await listener.callback;
    await listener.show({ kind: 'failed', message: '<img src=x onerror=alert(1)>' });
    expect((await page).body).toContain('&lt;img');
  });

  it.each([
    ['a wrong state', (l: RedirectListener) => get(`${l.redirectUri}?code=evil&state=other`), 400],
    ['no state', (l: RedirectListener) => get(`${l.redirectUri}?code=evil`), 400],
    ['two states', (l: RedirectListener) => get(`${l.redirectUri}?code=evil&state=${STATE}&state=x`), 400],
    ['the state and no answer', (l: RedirectListener) => get(`${l.redirectUri}?state=${STATE}`), 400],
    ['a wrong path', (l: RedirectListener) => get(good(l).replace('/callback', '/other')), 404],
    ['a path below', (l: RedirectListener) => get(good(l).replace('/callback', '/callback/x')), 404],
    ['a full address', (l: RedirectListener) => get(l.redirectUri, { path: 'http://evil.example/callback' }), 404],
    [
      'two slashes',
      (l: RedirectListener) => get(l.redirectUri, { path: `//evil.example/callback?code=e&state=${STATE}` }),
      404,
    ],
    ['a wrong host', (l: RedirectListener) => get(good(l), { headers: { host: 'evil.example' } }), 403],
    ['the host by name', (l: RedirectListener) => get(good(l), { headers: { host: 'localhost' } }), 403],
    ['a POST', (l: RedirectListener) => get(good(l), { method: 'POST' }), 405],
    ['a HEAD', (l: RedirectListener) => get(good(l), { method: 'HEAD' }), 405],
  ])('turns away %s and still completes', async (_what, send, status) => {
    const listener = await listen();
    const { status: got, body } = await send(listener);
    expect(got).toBe(status);
    expect(body).toBe('');
    await completes(listener);
  });

  it('takes one answer only', async () => {
    const listener = await listen();
    await completes(listener);
    const again = await get(good(listener).replace('abc', 'other'));
    expect(again.status).toBe(410);
    expect(listener.deliver(new URL(good(listener)))).toBe(false);
    expect((await listener.callback).searchParams.get('code')).toBe('abc');
  });
  it('takes a pasted address only if it is the one', async () => {
    const listener = await listen();
    expect(listener.deliver(new URL('http://127.0.0.1:1/callback?code=x&state=the-one-state'))).toBe(false);
    expect(listener.deliver(new URL(`${listener.redirectUri}?code=x&state=other`))).toBe(false);
    expect(listener.deliver(new URL(good(listener)))).toBe(true);
    expect((await listener.callback).searchParams.get('code')).toBe('abc');
  });

  it(`withstands ${FLOOD} requests`, { timeout: 60_000 }, async () => {
    const listener = await listen();
    const { port } = new URL(listener.redirectUri);
    const flood = async () => {
      for (let i = 0; i < FLOOD / 50; i++) await burst(Number(port));
    };

    await Promise.all(Array.from({ length: 50 }, flood));
    await completes(listener);
  });
  it('withstands slow clients, many and at once', async () => {
    const listener = await listen();
    const { port } = new URL(listener.redirectUri);
    const slow = await Promise.all(Array.from({ length: 200 }, () => slowClient(Number(port))));
    await completes(listener);
    await expect.poll(() => slow.every((s) => s.destroyed || s.closed), { timeout: 3000 }).toBe(true);
  });
  it('holds few connections at once, and never drops the one that waits for its page', async () => {
    const listener = await listen({ slowClient: 60_000 });
    const { port } = new URL(listener.redirectUri);
    const page = get(good(listener));
    await listener.callback;
    const idle = await Promise.all(Array.from({ length: 200 }, () => slowClient(Number(port))));
    const left = () => idle.filter((s) => !s.destroyed && !s.closed).length;
    await expect.poll(left, { timeout: 3000 }).toBeLessThan(64);
    await listener.show({ kind: 'done', server: 'notes' });
    expect((await page).body).toContain('notes is signed in');
  });
  it('refuses headers without end', async () => {
    const listener = await listen();
    const headers = { 'x-long': 'a'.repeat(200_000) };
    await get(good(listener), { headers }).catch(() => undefined);
    await completes(listener);
  });
  it('keeps two attempts apart', async () => {
    const one = await listen();
    const two = await listen();
    expect(
      (await get(good(one).replace(new URL(one.redirectUri).port, new URL(two.redirectUri).port).replace(STATE, 'x')))
        .status,
    ).toBe(400);
    await completes(two);
    await completes(one);
  });
  it('leaves nothing behind, also with a browser that waits', async () => {
    const listener = await listen();
    const page = get(good(listener)).catch((error: unknown) => error);
    await listener.callback;
    await listener.stop();
    await page;
    await expect(get(good(listener))).rejects.toThrow();
  });
});

describe('a fixed port', () => {
  it('that is taken is told, with the program that has it', async () => {
    const holder = net.createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as net.AddressInfo;
    const problem = await listen({ port, strict: true }).catch((error: unknown) => error);
    if (process.platform === 'linux')
      expect(problem).toMatchObject({
        code: 'callback-port-taken',
        params: { port, program: expect.stringMatching(/\w/u) },
      });
    const other = await listen({ port, strict: false });
    expect(other.redirectUri).not.toContain(`:${port}/`);
    await completes(other);
    await new Promise((resolve) => holder.close(resolve));
    expect((await listen({ port, strict: true })).redirectUri).toBe(`http://127.0.0.1:${port}/callback`);
  });
  it('is found in the table of the system', () => {
    const row = '   0: 0100007F:6BEF 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1';
    expect(listeningInode(`header\n${row}\n`, 27631)).toBe('4711');
    expect(listeningInode(`header\n${row.replace(' 0A ', ' 01 ')}\n`, 27631)).toBeUndefined();
    expect(listeningInode(`header\n${row}\n`, 27632)).toBeUndefined();
  });
});

/** One request on a socket of its own, as cheap as it gets. */
function burst(port: number): Promise<unknown> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.once('close', resolve);
    socket.resume();
    socket.end(`GET /callback?code=x&state=${Math.random()} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  });
}

function slowClient(port: number): Promise<net.Socket> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.write('GET /callback?code=x HTTP/1.1\r\nHost: ');
      resolve(socket);
    });
    socket.on('error', () => resolve(socket));
    socket.resume();
  });
}
