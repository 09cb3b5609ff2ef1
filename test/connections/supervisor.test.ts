import { afterEach, describe, expect, it, vi } from 'vitest';
import { delayBefore, isWorthNudging, verdictOn } from '../../src/main/connections/retry';
import { AppError } from '../../src/shared/errors';
import { startForgetful, startScripted, startSilent, startStatus } from '../support/servers/bad';
import type { Peer } from '../support/servers/listen';
import { startOpenHttp } from '../support/servers/open-http';
import { startOpenSse } from '../support/servers/open-sse';
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
  expect(harness?.timers() ?? 0).toBe(0);
});
const portOf = (url: string) => Number(new URL(url).port);

describe('a connection that fails', () => {
  it('comes back by itself when the server does', async () => {
    const peer = await running(startOpenHttp());
    await open([http(peer.url)], { timings: { retryBase: 20, retryMax: 60, liveness: 50, livenessAnswer: 500 } });
    await harness.ready('it');
    await peer.stop();
    await harness.until('it', (v) => v.state.kind === 'failed' && v.state.problem.code === 'connection-refused');
    await running(startOpenHttp({ port: portOf(peer.url) }));
    await harness.ready('it');
  });
  it('comes back when a legacy SSE stream breaks', async () => {
    const peer = await running(startOpenSse());
    await open([http(peer.url, { type: 'sse' })], { timings: { retryBase: 20, retryMax: 60 } });
    await harness.ready('it');
    peer.dropStreams();
    const { state } = await harness.until('it', (v) => v.state.kind === 'failed');
    expect(state).toMatchObject({ problem: { code: 'connection-lost' } });
    await harness.ready('it');
  });
  it('is found dead by a probe that gets no answer', async () => {
    let silent = false;
    const peer = await running(
      startScripted({ 'tools/list': () => ({ tools: [] }), ping: () => (silent ? new Promise(() => undefined) : {}) }),
    );
    await open([http(peer.url)], { timings: { liveness: 30, livenessAnswer: 100 } });
    await harness.until('it', (v) => v.latencies.length > 2);
    silent = true;
    await harness.until('it', (v) => v.state.kind === 'failed');
  });
  it('is tried at once after a nudge, long before its time', async () => {
    const peer = await running(startStatus(503));
    await open([http(peer.url)], { timings: { retryBase: 60_000 } });
    await harness.problem('it');
    const before = peer.seen.length;
    harness.connections.nudge();
    while (peer.seen.length === before) await new Promise((resolve) => setTimeout(resolve, 5));
    await harness.problem('it');
    expect(peer.seen.length).toBe(before + 1);
  });
  it('needs-input while a variable, a secret or the keychain is missing, and reads it again on reconnect', async () => {
    const peer = await running(startOpenHttp());
    let isLocked = true;
    await open([http(peer.url, { headers: { authorization: 'Bearer ${keychain:K}' } })], {
      resolve: (value) => (isLocked ? Promise.reject(new AppError('keychain-locked')) : Promise.resolve(value)),
    });
    expect((await harness.problem('it')).code).toBe('keychain-locked');
    expect(harness.view('it').state.kind).toBe('needs-input');
    isLocked = false;
    await harness.connections.reconnect('it');
    expect(harness.view('it').state.kind).toBe('ready');
  });
});

describe('the set of connections', () => {
  it('restarts only what differs', async () => {
    const a = await running(startOpenHttp());
    const b = await running(startOpenHttp());
    await open([http(a.url, { name: 'a' }), http(b.url, { name: 'b' })]);
    const first = (await harness.ready('a')).state;
    await harness.ready('b');
    harness.connections.use([http(b.url, { name: 'b', timeout: 5000 }), http(a.url, { name: 'a' })]);
    expect(harness.connections.views().map((v) => v.server.name)).toEqual(['b', 'a']);
    expect(harness.view('a').state).toEqual(first);
    expect(harness.view('b').state.kind).toBe('connecting');
    await harness.ready('b');
    expect(b.seen.some((r) => r.method === 'DELETE')).toBe(true);
    expect(a.seen.some((r) => r.method === 'DELETE')).toBe(false);
  });
  it('leaves a disabled server off', async () => {
    const peer = await running(startOpenHttp());
    await open([http(peer.url, { disabled: true })]);
    await harness.connections.settled(1000);
    expect(harness.view('it').state).toEqual({ kind: 'off' });
    expect(peer.seen).toHaveLength(0);
  });
  it('says once that much has changed', async () => {
    const peer = await running(startStatus(404));
    const servers = Array.from({ length: 200 }, (_, n) => http(peer.url, { name: `s${n}` }));
    await open([], { timings: { coalesce: 50 } });
    let calls = 0;
    harness.connections.onChange(() => {
      calls += 1;
    });
    const startedAt = Date.now();
    harness.connections.use(servers);
    await harness.connections.settled(20_000);
    const bursts = (Date.now() - startedAt) / 50;
    expect(harness.connections.views().every((v) => v.state.kind === 'failed')).toBe(true);
    expect(calls).toBeLessThanOrEqual(bursts + 1);
  });
  it('settles in time though a server never answers', async () => {
    const peer = await running(startSilent());
    await open([http(peer.url)]);
    const startedAt = Date.now();
    await harness.connections.settled(200);
    expect(Date.now() - startedAt).toBeLessThan(1_000);
    expect(harness.view('it').state.kind).toBe('connecting');
  });
  it('stops in the middle of connecting and leaves no socket', async () => {
    const peer = await running(startSilent());
    await open([http(peer.url)]);
    while (peer.sockets() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await harness.connections.stop();
    await vi.waitFor(() => expect(peer.sockets()).toBe(0), 5000);
  });
  it('refuses a call that waits for a new session when it is stopped, and leaves no timer', async () => {
    const peer = await running(startForgetful());
    await open([http(peer.url)]);
    await harness.ready('it');
    const call = harness.connections.call('it', 'it', {}).catch((error: unknown) => error);
    await vi.waitFor(() => expect(peer.openings()).toBe(2), 5000);
    await harness.connections.stop();
    expect(harness.timers()).toBe(0);
    expect(await call).toMatchObject({ code: 'server-not-ready' });
  });
  it('refuses a call that waits for a new session when there will be none', async () => {
    const peer = await running(startForgetful());
    await open([http(peer.url)], { timings: { connect: 60_000 } });
    await harness.ready('it');
    const call = harness.connections.call('it', 'it', {}).catch((error: unknown) => error);
    await vi.waitFor(() => expect(peer.openings()).toBe(2), 5000);
    peer.refuse();
    expect(await call).toMatchObject({ code: 'server-not-ready' });
  });
  it('keeps the last ten round trips', async () => {
    const peer = await running(startOpenHttp());
    await open([http(peer.url)], { timings: { liveness: 5 } });
    const pings = () => peer.seen.filter((r) => r.method === 'POST').length;
    await harness.ready('it');
    const before = pings();
    while (pings() < before + 15) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(harness.view('it').latencies).toHaveLength(10);
  });
});

describe('what follows a failure', () => {
  const timings = { retryBase: 1000, retryMax: 60_000, retrySlow: 600_000 };
  it('backs off with full jitter below a bound that doubles up to a limit', () => {
    expect([1, 2, 3, 4].map((n) => delayBefore('soon', n, 0.999999, timings))).toEqual([1000, 2000, 4000, 8000]);
    expect(delayBefore('soon', 500, 0.999999, timings)).toBe(60_000);
    expect(delayBefore('soon', 5, 0, timings)).toBe(0);
  });
  it('looks again slowly at what only a hand can mend, and never at what only an edit can', () => {
    expect(delayBefore('slow', 1, 0.5, timings)).toBe(600_000);
    expect(delayBefore('never', 1, 0.5, timings)).toBeUndefined();
    for (const code of ['command-not-found', 'tls-failed', 'access-refused', 'not-mcp'] as const)
      expect(verdictOn(new AppError(code))).toEqual({ state: 'failed', pace: 'slow' });
  });
  it('does not repeat a question to the person after wake, except to a keychain that may be open now', () => {
    expect(isWorthNudging(new AppError('connection-refused'))).toBe(true);
    expect(isWorthNudging(new AppError('keychain-locked'))).toBe(true);
    expect(isWorthNudging(new AppError('sign-in-needed'))).toBe(false);
    expect(isWorthNudging(new AppError('key-refused'))).toBe(false);
  });
});
