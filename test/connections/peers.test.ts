import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { everythingFile, startEverything } from '../support/servers/everything';
import { startModernHttp } from '../support/servers/modern-http';
import { startOpenHttp } from '../support/servers/open-http';
import { startOpenSse } from '../support/servers/open-sse';
import { type Harness, http, startHarness, stdio } from './harness';

describe('a connection to a real server', () => {
  const cleanups: (() => Promise<void>)[] = [];
  let harness: Harness;
  const open = async (...args: Parameters<typeof startHarness>) => {
    harness = await startHarness(...args);
    cleanups.unshift(harness.stop);
    return harness;
  };
  const running = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const peer = await starting;
    cleanups.push(peer.stop);
    return peer;
  };
  beforeEach(() => {
    cleanups.length = 0;
  });
  afterEach(async () => {
    for (const stop of cleanups) await stop();
    expect(harness.timers()).toBe(0);
  });

  it('is ready with server-everything over stdio, SSE and Streamable HTTP, with the same tools', async () => {
    const sse = await running(startEverything('sse'));
    const streamable = await running(startEverything('streamableHttp'));
    await open([
      http(sse.url, { name: 'sse', type: 'sse' }),
      http(streamable.url, { name: 'http' }),
      stdio(process.execPath, [everythingFile, 'stdio'], { name: 'stdio' }),
    ]);
    const views = await Promise.all(['sse', 'http', 'stdio'].map(harness.ready));
    expect(views.map((v) => v.state.kind === 'ready' && v.state.transport)).toEqual(['sse', 'http', 'stdio']);
    const [first, ...rest] = ['sse', 'http', 'stdio'].map((name) =>
      harness.connections.catalog(name).tools.map((t) => t.name),
    );
    expect(first?.length).toBeGreaterThan(5);
    for (const tools of rest) expect(tools).toEqual(first);
    for (const view of views) {
      expect(view.tokens).toBeGreaterThan(100);
      expect(view.counts.resources + view.counts.templates).toBeGreaterThan(0);
      expect(view.counts.prompts).toBeGreaterThan(0);
      expect(view.catalogSource).toBe('live');
    }
    const result = await harness.connections.call('stdio', 'echo', { message: 'hello' });
    expect(result.content).toEqual([{ kind: 'text', text: 'Echo: hello' }]);
  });

  it('speaks 2026-07-28 with a server that speaks nothing else, and hears of new tools by subscription', async () => {
    const peer = await running(startModernHttp());
    await open([http(peer.url)]);
    const { state, latencies } = await harness.until('it', (v) => v.state.kind === 'ready' && v.latencies.length > 0);
    expect(state).toMatchObject({
      protocol: '2026-07-28',
      transport: 'http',
      serverName: 'notes-v2',
      serverVersion: '2.0.0',
    });
    expect(latencies[0]).toBeGreaterThan(0);
    expect(harness.connections.catalog('it').instructions).toBe('Keep notes short.');
    const result = await harness.connections.call('it', 'read_note', { id: '7' });
    expect(result.content).toEqual([{ kind: 'text', text: 'note 7' }]);
    const before = harness.view('it').fingerprint;
    peer.addTool('later');
    const after = await harness.until('it', (v) => v.counts.tools === 3);
    expect(after.fingerprint).not.toBe(before);
    expect(peer.seen.every((r) => r.method === 'POST')).toBe(true);
  });

  it('speaks 2025-11-25 with a server of the maintenance line, pings it, and hears of new tools', async () => {
    const peer = await running(startOpenHttp());
    await open([http(peer.url)]);
    const view = await harness.until('it', (v) => v.state.kind === 'ready' && v.latencies.length > 0);
    expect(view.state).toMatchObject({ protocol: '2025-11-25', transport: 'http', serverName: 'notes-v1' });
    expect(view.counts).toEqual({ tools: 7, resources: 1, templates: 0, prompts: 1 });
    await harness.connections.call('it', 'grow', {});
    await harness.until('it', (v) => v.counts.tools === 8);
  });

  it('falls back from an `http` entry to legacy SSE, and from an `sse` entry to Streamable HTTP', async () => {
    const sse = await running(startOpenSse());
    const streamable = await running(startOpenHttp());
    await open([http(sse.url, { name: 'a' }), http(streamable.url, { name: 'b', type: 'sse' })]);
    expect((await harness.ready('a')).state).toMatchObject({ transport: 'sse', serverName: 'notes-sse' });
    expect((await harness.ready('b')).state).toMatchObject({ transport: 'http', serverName: 'notes-v1' });
  });

  it('starts a new session within the same call when the server has forgotten the old one', async () => {
    const peer = await running(startOpenHttp());
    await open([http(peer.url)]);
    await harness.ready('it');
    const states: string[] = [];
    harness.connections.onChange(() => states.push(harness.view('it').state.kind));
    peer.forgetSessions();
    const result = await harness.connections.call('it', 'read_note', { id: '1' });
    expect(result.content).toEqual([{ kind: 'text', text: 'note 1' }]);
    // What the new session offers is told after the answer, at times.
    await expect.poll(() => new Set(states)).toEqual(new Set(['ready']));
    expect(peer.sessions()).toBe(1);
  });

  it('ends its session and closes its sockets when it stops', async () => {
    const peer = await running(startOpenHttp());
    await open([http(peer.url)]);
    await harness.ready('it');
    expect(peer.sessions()).toBe(1);
    await harness.connections.stop();
    expect(peer.sessions()).toBe(0);
    expect(peer.seen.at(-1)?.method).toBe('DELETE');
  });
});
