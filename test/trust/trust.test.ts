// A server that is not what it was: over a real core and a real server that changes its mind.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningApp, runApp, stateOf } from '../main/running-app';
import { startScripted } from '../support/servers/bad';

interface Served {
  name: string;
  description: string;
  inputSchema: object;
  annotations?: object;
}
let running: RunningApp;
let tools: Served[];
let stopPeer: () => Promise<void>;
const read: Served = {
  name: 'read',
  description: 'Reads.',
  inputSchema: { type: 'object', properties: {} },
  annotations: { readOnlyHint: true },
};

beforeEach(async () => {
  tools = [read];
  const peer = await startScripted({
    initialize: () => ({
      protocolVersion: '2025-11-25',
      capabilities: { tools: {} },
      serverInfo: { name: 's', version: '1' },
    }),
    'tools/list': () => ({ tools }),
  });
  stopPeer = peer.stop;
  running = await runApp();
  const config = path.join(running.home, 'config');
  await mkdir(config, { recursive: true });
  await writeFile(
    path.join(config, 'mcp.json'),
    JSON.stringify({ mcpServers: { it: { type: 'http', url: peer.url } } }),
  );
  running = await running.restart();
  await running.until((s) => stateOf(s, 'it') === 'ready');
  // Whoever asks makes sure that the server was looked at as it is now.
  expect(await review()).toBeNull();
});
afterEach(async () => {
  await running.stop();
  await stopPeer();
});

const again = async () => {
  await running.handlers['server:reconnect']({ name: 'it' });
  return running.until((s) => stateOf(s, 'it') === 'ready');
};
const trustOf = async () => (await running.handlers['app:snapshot'](undefined)).servers[0]?.trust;
const review = () => running.handlers['server:trust']({ name: 'it' });

describe('a server', () => {
  it('is trusted at first use, silently', async () => {
    expect(await trustOf()).toBeUndefined();
    expect(await review()).toBeNull();
    const folder = path.join(running.home, 'state/trust');
    await expect.poll(() => readdir(folder).catch(() => [])).toHaveLength(1);
    const [file] = await readdir(folder);
    expect(JSON.parse(await readFile(path.join(running.home, 'state/trust', file ?? ''), 'utf8'))).toMatchObject({
      server: 'it',
    });
  });

  it('that may do more than it did is asked about, also after a start, until it is accepted', async () => {
    tools = [
      { ...read, annotations: {} },
      { ...read, name: 'also' },
    ];
    await again();
    await running.until((s) => s.servers[0]?.trust?.asks === 1);
    expect(await trustOf()).toEqual({ asks: 1, quiet: 1 });
    running = await running.restart();
    await running.until((s) => s.servers[0]?.trust?.asks === 1);
    const found = await review();
    expect(found?.items.map((i) => [i.tool, i.asks])).toEqual([
      ['read', true],
      ['also', false],
    ]);
    await running.handlers['server:acceptTrust']({ name: 'it', id: found?.id ?? '' });
    expect(await trustOf()).toBeUndefined();
    running = await running.restart();
    await running.until((s) => stateOf(s, 'it') === 'ready');
    expect(await review()).toBeNull();
  });

  it('that changed once more is not accepted with what was read before', async () => {
    tools = [{ ...read, annotations: {} }];
    await again();
    await running.until((s) => s.servers[0]?.trust !== undefined);
    const id = (await review())?.id ?? '';
    tools = [
      { ...read, annotations: { destructiveHint: true } },
      { ...read, name: 'b', annotations: {} },
    ];
    await again();
    await running.until((s) => s.servers[0]?.trust?.asks === 2);
    await expect(running.handlers['server:acceptTrust']({ name: 'it', id })).rejects.toMatchObject({
      code: 'trust-stale',
    });
  });
});
