import { request } from 'node:http';
import net from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { serverSummary } from '../support/fake-handlers';
import { ask, openWeb, type TestWeb, visit } from './support';

let web: TestWeb;
beforeEach(async () => {
  web = await openWeb({}, { heartbeat: 50, readers: 2 });
});
afterEach(() => web.stop());

interface Stream {
  text: string;
  ended: boolean;
  close(): void;
}

function listen(headers: Record<string, string>): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: web.port, path: '/api/events', headers, agent: false };
    const req = request(options, (res) => {
      const stream: Stream = { text: '', ended: false, close: () => req.destroy() };
      res.setEncoding('utf8');
      res.on('data', (chunk) => {
        stream.text += chunk;
      });
      res.on('close', () => {
        stream.ended = true;
      });
      res.on('error', () => undefined);
      resolve(stream);
    });
    req.on('error', reject);
    req.end();
  });
}
const bearer = () => ({ Authorization: `Bearer ${web.key}` });
const events = (stream: Stream) =>
  stream.text
    .split('\n\n')
    .filter((block) => block.startsWith('event: app:changed\n'))
    .map((block) => JSON.parse(block.slice(block.indexOf('data: ') + 6)));

describe('event streams', () => {
  it('begin with the snapshot, tell every change, and beat between', async () => {
    const stream = await listen({ Cookie: await visit(web) });
    await vi.waitFor(() => expect(events(stream)).toHaveLength(1));
    web.change({ keychain: 'keychain' });
    await vi.waitFor(() => expect(events(stream)[1]).toMatchObject({ keychain: 'keychain' }));
    await vi.waitFor(() => expect(stream.text).toContain('\n:\n\n'));
  });

  it('end when the web face stops, and leave nothing open', async () => {
    const stream = await listen(bearer());
    await web.stop();
    await vi.waitFor(() => expect(stream.ended).toBe(true));
    expect(web.listeners()).toBe(0);
    await expect(ask(web, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    web = await openWeb();
  });

  it('are bounded in number, and free their place when they close', async () => {
    const [one] = await Promise.all([listen(bearer()), listen(bearer())]);
    const third = await ask(web, '/api/events', { headers: bearer() });
    expect([third.status, JSON.parse(third.text).error.code]).toEqual([503, 'too-many-pages']);
    one?.close();
    await vi.waitFor(async () => expect((await listen(bearer())).text).toBeDefined());
  });

  it('skip what a slow reader missed, and give it the newest', async () => {
    await web.stop();
    web = await openWeb({}, { heartbeat: 60_000 });
    const socket = net.connect(web.port, '127.0.0.1');
    socket.write(`GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:${web.port}\r\nAuthorization: Bearer ${web.key}\r\n\r\n`);
    socket.pause();
    const big = serverSummary({ address: 'x'.repeat(2 * 1024 * 1024) });
    // Far more than socket buffers hold: most of these can only be dropped.
    for (let i = 0; i < 40; i++) {
      web.change({ version: `v${i}`, servers: [big] });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    web.change({ version: 'newest', servers: [] });
    let bytes = 0;
    let tail = '';
    socket.on('data', (chunk) => {
      bytes += chunk.length;
      tail = (tail + chunk.toString()).slice(-4096);
    });
    socket.resume();
    await vi.waitFor(() => expect(tail).toContain('"version":"newest"'), 5000);
    expect(bytes).toBeLessThan(20 * 2 * 1024 * 1024);
    socket.destroy();
  });

  it('are cut off when the reader takes nothing any more', async () => {
    const socket = net.connect(web.port, '127.0.0.1');
    let closed = false;
    socket.on('error', () => undefined);
    socket.on('close', () => {
      closed = true;
    });
    socket.write(`GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:${web.port}\r\nAuthorization: Bearer ${web.key}\r\n\r\n`);
    socket.pause();
    await vi.waitFor(() => expect(web.listeners()).toBe(1));
    await new Promise((resolve) => setTimeout(resolve, 50));
    web.change({ servers: [serverSummary({ address: 'x'.repeat(30 * 1024 * 1024) })] });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    // A paused socket learns of the end only when it is written to or read.
    socket.resume();
    await vi.waitFor(() => expect(closed).toBe(true), 5000);
  });
});
