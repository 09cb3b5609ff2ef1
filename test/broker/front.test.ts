// What stands between the machine's other programs and the broker: names, origins, paths, keys and bounds.
import http, { type IncomingHttpHeaders } from 'node:http';
import net from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answer, type Listening, listen } from '../support/servers/listen';
import { entry, remote, startBroker, type TestBroker } from './harness';

let upstream: Listening;
let test: TestBroker;
let key: string;
const opened: net.Socket[] = [];

beforeEach(async () => {
  upstream = await listen((_request, response) => answer(response, 200, { jsonrpc: '2.0', id: 1, result: {} }));
  test = await startBroker([entry(remote('notes', `${upstream.origin}/mcp`))], {
    limits: { message: 1024 * 1024, strangers: 20, connections: 4096 },
    timings: { head: 300, request: 600, idle: 300 },
  });
  key = await test.key();
});
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.destroy();
  await test.stop();
  await upstream.stop();
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

function ask(path: string, headers: http.OutgoingHttpHeaders = {}, body = PING, method = 'POST'): Promise<Answer> {
  const { port } = new URL(test.broker.address);
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += String(chunk);
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    request.on('error', reject);
    request.end(method === 'POST' ? body : undefined);
  });
}
const PING = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' });
const bearer = () => ({ authorization: `Bearer ${key}` });
const END = '/s/notes/mcp';

function rawSocket(): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(new URL(test.broker.address).port), '127.0.0.1', () => resolve(socket));
    opened.push(socket);
    socket.on('error', reject);
  });
}
/** Sends bytes as they are and reads until the other side closes. */
async function raw(text: string): Promise<string> {
  const socket = await rawSocket();
  socket.removeAllListeners('error');
  socket.on('error', () => undefined);
  let said = '';
  socket.on('data', (chunk) => {
    said += String(chunk);
  });
  socket.write(text);
  await new Promise((resolve) => socket.once('close', resolve));
  return said;
}

describe('the front door', () => {
  it('opens for the right key at the right address', async () => {
    expect(await ask(END, bearer())).toMatchObject({ status: 200 });
    expect(upstream.seen).toHaveLength(1);
  });

  it.each([
    ['another host name', { host: 'evil.example.com' }],
    ['another port in the host', { host: '127.0.0.1:1' }],
    ['a foreign origin', { origin: 'https://evil.example.com' }],
    ['a page on another local port', { origin: 'http://localhost:5173' }],
    ['an opaque origin', { origin: 'null' }],
    ['a browser that says the request crosses sites', { 'sec-fetch-site': 'cross-site' }],
  ])('answers 403 to %s, though the key is right', async (_what, headers) => {
    expect(await ask(END, { ...bearer(), ...headers })).toMatchObject({ status: 403 });
    expect(upstream.seen).toHaveLength(0);
  });

  it.each([
    ['no key', {}],
    ['an unknown key', { authorization: 'Bearer mcptray_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
    ['another scheme', { authorization: 'Basic dXNlcjpwYXNz' }],
  ])('answers 401 without a challenge to %s', async (_what, headers) => {
    const { status, headers: got, text } = await ask(END, headers);
    expect(status).toBe(401);
    expect(got['www-authenticate']).toBeUndefined();
    expect(text).toContain('Sync this client again in MCP Tray');
    expect(upstream.seen).toHaveLength(0);
  });

  it('closes at once for a key that was revoked', async () => {
    await test.revoke('claude-code');
    expect(await ask(END, bearer())).toMatchObject({ status: 401 });
  });

  it('says so where a server is only turned off', async () => {
    test.broker.use([entry({ ...remote('notes', `${upstream.origin}/mcp`), disabled: true })]);
    expect(await ask(END, bearer())).toMatchObject({
      status: 404,
      text: expect.stringContaining('turned off in MCP Tray'),
    });
  });

  it('keeps a server from clients it is not for', async () => {
    test.broker.use([{ ...entry(remote('notes', `${upstream.origin}/mcp`)), clients: ['codex'] }]);
    expect(await ask(END, bearer())).toMatchObject({ status: 404 });
    expect(await ask(END, { authorization: `Bearer ${await test.key('codex')}` })).toMatchObject({ status: 200 });
  });

  it.each([
    '/.well-known/oauth-protected-resource',
    '/.well-known/oauth-protected-resource/s/notes/mcp',
    '/.well-known/oauth-authorization-server',
    '/.well-known/openid-configuration',
    '/s/notes/mcp/.well-known/openid-configuration',
    '/register',
    '/authorize',
    '/token',
    '/',
    '/mcp',
    '/s/notes',
    '/s/notes/mcp/',
    '/s/notes/mcp?x=1',
    '/s/notes/../notes/mcp',
    '/s/./notes/mcp',
    '//s/notes/mcp',
    '/s/%6eotes/mcp',
    '/s/notes%2fmcp',
    '/s/notes\\mcp',
    'http://evil.example.com/s/notes/mcp',
    '*',
  ])('answers 404 to %s, with and without a key', async (path) => {
    expect(await ask(path, bearer())).toMatchObject({ status: 404 });
    expect(await ask(path, {}, '', 'GET')).toMatchObject({ status: 404 });
    expect(upstream.seen).toHaveLength(0);
  });

  it('takes no method but those of the protocol', async () => {
    for (const method of ['PUT', 'PATCH', 'OPTIONS', 'HEAD'])
      expect(await ask(END, bearer(), '', method)).toMatchObject({ status: 405 });
  });

  it.each([
    ['two lengths', 'Content-Length: 2\r\nContent-Length: 50\r\n'],
    ['a length and chunks', 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n'],
    ['an unknown coding', 'Transfer-Encoding: identity, chunked\r\n'],
    ['two hosts', 'Host: evil.example.com\r\nContent-Length: 2\r\n'],
    ['a header with a space before its colon', 'X-A : b\r\nContent-Length: 2\r\n'],
    ['a folded header', 'X-A: b\r\n c\r\nContent-Length: 2\r\n'],
    ['a bare line feed', 'X-A: b\nX-B: c\r\nContent-Length: 2\r\n'],
  ])('relays nothing of a request with %s', async (_what, headers) => {
    const host = new URL(test.broker.address).host;
    const said = await raw(
      `POST ${END} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${key}\r\n${headers}Connection: close\r\n\r\n{}`,
    );
    expect(said).toMatch(/^HTTP\/1\.1 4\d\d /u);
    expect(upstream.seen).toHaveLength(0);
  });

  it('refuses a body over the limit, announced or not, and goes on serving', async () => {
    const large = 'a'.repeat(2 * 1024 * 1024);
    expect(await ask(END, { ...bearer(), 'content-length': 100 * 1024 * 1024 }, '').catch(() => 'cut')).toSatisfy(
      (a: Answer | 'cut') => a === 'cut' || a.status === 413,
    );
    expect(await ask(END, { ...bearer(), 'transfer-encoding': 'chunked' }, large).catch(() => 'cut')).toSatisfy(
      (a: Answer | 'cut') => a === 'cut' || a.status === 413,
    );
    expect(upstream.seen).toHaveLength(0);
    expect(await ask(END, bearer())).toMatchObject({ status: 200 });
  });

  it('refuses headers over the limit', async () => {
    const outcome = await ask(END, { ...bearer(), 'x-large': 'a'.repeat(64 * 1024) }).catch(() => 'cut');
    expect(outcome).toSatisfy((a: Answer | 'cut') => a === 'cut' || a.status === 431);
    expect(upstream.seen).toHaveLength(0);
  });

  it('ends a body that comes too slowly', async () => {
    const host = new URL(test.broker.address).host;
    const began = Date.now();
    const said = await raw(
      `POST ${END} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${key}\r\nContent-Length: 100\r\n\r\n{`,
    );
    expect(said).toMatch(/^(HTTP\/1\.1 408 |$)/u);
    expect(Date.now() - began).toBeLessThan(4_000);
    expect(upstream.seen).toHaveLength(0);
  });

  it('lets idle strangers crowd out only each other', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const { port } = new URL(test.broker.address);
    const status = () =>
      new Promise((resolve, reject) => {
        const options = { host: '127.0.0.1', port, path: END, method: 'POST', agent, headers: bearer() };
        http
          .request(options, (response) => response.resume().on('end', () => resolve(response.statusCode)))
          .on('error', reject)
          .end(PING);
      });
    expect(await status()).toBe(200);
    const strangers = await Promise.all(Array.from({ length: 200 }, rawSocket));
    for (const socket of strangers) socket.on('error', () => undefined);
    await expect.poll(() => strangers.filter((s) => !s.destroyed).length).toBeLessThanOrEqual(20);
    expect(await status()).toBe(200);
    expect(await ask(END, bearer())).toMatchObject({ status: 200 });
    agent.destroy();
  });

  it('serves its clients while a crowd of others holds connections, dawdles and floods', async () => {
    const crowd = await startBroker([entry(remote('notes', `${upstream.origin}/mcp`))]);
    const { host, port } = new URL(crowd.broker.address);
    const open = () =>
      new Promise<net.Socket>((resolve, reject) => {
        const socket = net.connect(Number(port), '127.0.0.1', () => resolve(socket));
        socket.once('error', reject);
      });
    const quiet = (socket: net.Socket) => void socket.removeAllListeners('error').on('error', () => undefined);
    const head = `POST ${END} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${await crowd.key('flood')}\r\n`;
    const idle = await Promise.all(Array.from({ length: 1_000 }, open));
    const slow = await Promise.all(Array.from({ length: 50 }, open));
    const [flood] = await Promise.all([open()]);
    for (const socket of [...idle, ...slow, flood]) quiet(socket);
    for (const socket of slow) socket.write(`${head}Content-Length: 1000\r\n\r\n{`);
    flood.write(`${head}Transfer-Encoding: chunked\r\n\r\n`);
    const megabyte = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(1024 * 1024, 97), Buffer.from('\r\n')]);
    let sent = 0;
    const pour = () => {
      while (sent < 100 && !flood.destroyed && flood.write(megabyte)) sent += 1;
      if (sent < 100 && !flood.destroyed) flood.once('drain', pour);
    };
    pour();
    const call = async () => {
      const headers = { authorization: `Bearer ${await crowd.key()}`, 'content-type': 'application/json' };
      const response = await fetch(crowd.broker.urlFor('notes'), { method: 'POST', headers, body: PING });
      await response.text();
      return response.status;
    };
    for (let round = 0; round < 10; round++)
      expect(await Promise.all(Array.from({ length: 5 }, call))).toEqual(Array(5).fill(200));
    await expect.poll(() => flood.destroyed, { timeout: 5_000 }).toBe(true);
    expect(sent).toBeLessThan(100);
    expect(idle.filter((socket) => !socket.destroyed).length).toBeLessThanOrEqual(256);
    for (const socket of [...idle, ...slow]) socket.destroy();
    await crowd.stop();
  });

  it('says by its code that its port is taken', async () => {
    const port = Number(new URL(test.broker.address).port);
    await expect(startBroker([], { port })).rejects.toMatchObject({ code: 'port-taken', params: { port } });
  });
});
