// A server of the legacy event stream behind the endpoint of today.
import { Client } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, it } from 'vitest';
import { createWireFetch } from '../../src/main/broker/wire-fetch';
import type { Fetch } from '../../src/main/ports';
import { AppError } from '../../src/shared/errors';
import { ssePipe } from '../support/pipes';
import { startOpenSse } from '../support/servers/open-sse';
import { connectClient, entry, startBroker } from './harness';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function start(more: { fetch?: Fetch; signedIn?: () => Promise<boolean> } = {}) {
  const server = await startOpenSse();
  stops.push(server.stop);
  const wire = createWireFetch();
  stops.push(wire.stop);
  const { url } = server;
  const test = await startBroker([entry({ name: 'notes', type: 'sse', url, headers: {}, disabled: false })], {
    upstream: () =>
      Promise.resolve({
        kind: 'sse',
        open: () => ssePipe(url, more.fetch ?? wire.fetch),
        ...(more.signedIn && { signedIn: more.signedIn }),
      }),
    timings: { reopen: 20, reopenMax: 100, restart: 200 },
  });
  stops.push(test.stop);
  return { server, test };
}
const read = { name: 'read_note', arguments: { id: '7' } };
const note = { content: [{ type: 'text', text: 'note 7' }] };

describe('a legacy event stream', () => {
  it('serves clients of both eras, each with a stream of its own', async () => {
    const { server, test } = await start();
    const clients = [await connectClient(test, 'notes'), await connectClient(test, 'notes', { era: 'auto' })];
    for (const client of clients) expect(await client.callTool(read)).toMatchObject(note);
    expect(server.seen.filter((s) => s.method === 'GET')).toHaveLength(2);
    for (const client of clients) await client.close();
  });

  it('that breaks is opened again, and the client looks at its lists', async () => {
    const { server, test } = await start();
    let changes = 0;
    const client = new Client({ name: 'test', version: '1' });
    client.setNotificationHandler('notifications/tools/list_changed', () => void changes++);
    await connectClient(test, 'notes', { client });
    await new Promise((resolve) => setTimeout(resolve, 100));
    server.dropStreams();
    await expect.poll(() => changes, { timeout: 5_000 }).toBe(1);
    expect(await client.callTool(read)).toMatchObject(note);
    await client.close();
  });

  it('behind a sign-in says so, and waits for one that is under way', async () => {
    let isSignedIn = false;
    const wire = createWireFetch();
    stops.push(wire.stop);
    const fetch: Fetch = (url, init) =>
      isSignedIn ? wire.fetch(url, init) : Promise.reject(new AppError('sign-in-needed', { host: 'notes.example' }));
    let isUnderWay = false;
    const signedIn = () => {
      isSignedIn = isUnderWay;
      return Promise.resolve(isUnderWay);
    };
    const { test } = await start({ fetch, signedIn });
    await expect(connectClient(test, 'notes')).rejects.toThrow(/wants a sign-in/u);
    expect(test.troubles.at(-1)).toEqual({ server: 'notes', code: 'sign-in-needed' });
    isUnderWay = true;
    const client = await connectClient(test, 'notes');
    expect(await client.callTool(read)).toMatchObject(note);
    await client.close();
  });

  it('ends upstream with the session', async () => {
    const { server, test } = await start();
    const client = await connectClient(test, 'notes');
    await client.callTool(read);
    await (client.transport as { terminateSession?: () => Promise<void> }).terminateSession?.();
    await client.close();
    await expect.poll(() => server.sockets(), { timeout: 8_000 }).toBe(0);
  });
});
