// The thin line: real clients of both eras through the broker to real servers.
import { afterEach, describe, expect, it } from 'vitest';
import { startModernHttp } from '../support/servers/modern-http';
import { startOpenHttp } from '../support/servers/open-http';
import { connectClient, entry, remote, startBroker } from './harness';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

describe('an HTTP server through the broker', () => {
  it('serves a client of the 2025 revisions with a session', async () => {
    const server = await startOpenHttp();
    stops.push(server.stop);
    const test = await startBroker([entry(remote('notes', server.url))]);
    stops.push(test.stop);
    const client = await connectClient(test, 'notes');
    const { tools } = await client.listTools();
    expect(tools.map((t) => t.name)).toContain('read_note');
    expect(await client.callTool({ name: 'read_note', arguments: { id: '7' } })).toMatchObject({
      content: [{ type: 'text', text: 'note 7' }],
    });
    await client.close();
  });

  it('serves a client of 2026-07-28', async () => {
    const server = await startModernHttp();
    stops.push(server.stop);
    const test = await startBroker([entry(remote('notes', server.url))]);
    stops.push(test.stop);
    const client = await connectClient(test, 'notes', { era: 'auto' });
    expect(client.getNegotiatedProtocolVersion()).toBe('2026-07-28');
    expect(await client.callTool({ name: 'read_note', arguments: { id: '7' } })).toMatchObject({
      content: [{ type: 'text', text: 'note 7' }],
    });
    await client.close();
  });
});
