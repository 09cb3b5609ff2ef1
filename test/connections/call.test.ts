import { afterEach, describe, expect, it } from 'vitest';
import { startScripted } from '../support/servers/bad';
import type { Peer } from '../support/servers/listen';
import { startModernHttp } from '../support/servers/modern-http';
import { startOpenHttp } from '../support/servers/open-http';
import { type Harness, http, startHarness } from './harness';

const cleanups: (() => Promise<void>)[] = [];
let harness: Harness;
const open = async (peer: Promise<Peer>, more: Parameters<typeof startHarness>[1] = {}, entry = {}) => {
  const { url, stop } = await peer;
  cleanups.push(stop);
  harness = await startHarness([http(url, entry)], more);
  cleanups.unshift(harness.stop);
  await harness.ready('it');
  return harness.connections;
};
afterEach(async () => {
  for (const stop of cleanups.splice(0)) await stop();
  expect(harness.timers()).toBe(0);
});
const list = { 'tools/list': () => ({ tools: [{ name: 'it', inputSchema: { type: 'object' } }] }) };

describe('a tool call', () => {
  it('gives text, images, links and resources, with time and tokens', async () => {
    const connections = await open(startOpenHttp());
    const { content, milliseconds, tokens } = await connections.call('it', 'picture', {});
    expect(content).toMatchObject([
      { kind: 'image', mimeType: 'image/png' },
      { kind: 'link', uri: 'note://1', name: 'first' },
      { kind: 'resource', uri: 'note://2', mimeType: 'text/plain', text: 'second' },
    ]);
    expect(milliseconds).toBeGreaterThanOrEqual(0);
    expect(tokens).toBeGreaterThan(0);
    expect((await connections.call('it', 'count_notes', {})).structured).toEqual({ count: 3 });
  });
  it('gives a reported error as a result', async () => {
    const connections = await open(startOpenHttp());
    const result = await connections.call('it', 'broken', {});
    expect(result).toMatchObject({ isError: true, content: [{ kind: 'text', text: 'no such note' }] });
  });
  it('tool-refused with the bounded reason for a JSON-RPC error', async () => {
    const connections = await open(
      startScripted({ ...list, 'tools/call': () => new Error(`quota ${'x'.repeat(5000)}`) }),
    );
    const error = await connections.call('it', 'it', {}).catch((e: unknown) => e);
    expect(error).toMatchObject({
      code: 'tool-refused',
      params: { reason: expect.stringMatching(/^quota x{100,500}…$/u) },
    });
  });
  it('request-timeout after the time the entry allows', async () => {
    const connections = await open(startOpenHttp(), {}, { timeout: 300 });
    await expect(connections.call('it', 'never', {})).rejects.toMatchObject({ code: 'request-timeout' });
    expect(harness.view('it').state.kind).toBe('ready');
  });
  it('message-too-large for an answer over the limit, and the connection stands', async () => {
    const big = { content: [{ type: 'text', text: 'a'.repeat(200_000) }] };
    const connections = await open(startScripted({ ...list, 'tools/call': () => big }), {
      limits: { message: 100_000 },
    });
    await expect(connections.call('it', 'it', {})).rejects.toMatchObject({ code: 'message-too-large' });
    await harness.ready('it');
  });
  it('tool-asks-back when a 2026-07-28 server wants input that we cannot give', async () => {
    const connections = await open(startModernHttp());
    await expect(connections.call('it', 'ask', {})).rejects.toMatchObject({
      code: 'tool-asks-back',
      params: { tool: 'ask' },
    });
  });
  it('tool-unknown, server-unknown and server-not-ready before anything is sent', async () => {
    const connections = await open(startOpenHttp());
    await expect(connections.call('it', 'nope', {})).rejects.toMatchObject({ code: 'tool-unknown' });
    await expect(connections.call('nope', 'it', {})).rejects.toMatchObject({ code: 'server-unknown' });
    connections.use([http('http://127.0.0.1:1/', { disabled: true })]);
    await expect(connections.call('it', 'it', {})).rejects.toMatchObject({ code: 'server-not-ready' });
  });
});
