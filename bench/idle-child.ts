// Holds connections to all servers until its parent lets go: the core of the app, or bare SDK clients that list tools
// whenever a server says that they changed. Tells what it has used when it is asked.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createApp } from '../src/main/app';
import { createLogger } from '../src/main/node/logger';
import { DEFAULT_SETTINGS } from '../src/main/node/settings';
import type { Server } from '../src/shared/model';
import { realClock } from '../test/support/fakes';

const [kind, given] = process.argv.slice(2);
const servers: readonly Server[] = JSON.parse(given ?? '[]');
const addresses = servers.flatMap((server) => (server.type === 'stdio' ? [] : [server.url]));

const ready = kind === 'ours' ? await ours() : await bare();
let before = process.cpuUsage();
process.on('message', () => {
  const { user, system } = process.cpuUsage(before);
  before = process.cpuUsage();
  process.send?.({ cpu: user + system, rss: process.memoryUsage.rss(), ready: ready() });
});
process.once('disconnect', () => process.exit());
process.send?.('ready');

async function ours(): Promise<() => number> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-idle-'));
  process.once('exit', () => void rm(home, { recursive: true, force: true }));
  const paths = { home, config: path.join(home, 'config'), state: path.join(home, 'state') };
  const settings = { ...DEFAULT_SETTINGS, brokerPort: 0 };
  const stored = new Map<string, string>();
  const app = await createApp({
    face: 'tray',
    version: '0.0.0-bench',
    locale: 'en',
    env: { PATH: process.env.PATH, TERM: 'dumb' },
    platform: process.platform,
    paths,
    clock: realClock,
    log: createLogger({ folder: path.join(paths.state, 'logs'), clock: realClock }),
    settings: { get: () => settings, set: () => undefined, onChange: () => () => undefined },
    secrets: {
      kind: 'memory',
      get: async (name) => stored.get(name),
      set: async (name, value) => void stored.set(name, value),
      delete: async (name) => void stored.delete(name),
      names: async () => [...stored.keys()],
    },
    openUrl: async () => undefined,
    openFolder: async () => undefined,
    bridgeCommand: (server) => ({ command: 'mcp-tray', args: ['bridge', server] }),
    lasting: true,
    connects: true,
  });
  await app.add(addresses.map((url, i) => ({ name: `server-${i}`, type: 'http', url })));
  // What the tray does while its window is closed: it looks at each change.
  app.onChange(() => void app.snapshot());
  const count = () => app.snapshot().servers.filter((s) => s.state.kind === 'ready').length;
  while (count() < addresses.length) await new Promise((resolve) => setTimeout(resolve, 100));
  return count;
}

async function bare(): Promise<() => number> {
  const clients = await Promise.all(
    addresses.map(async (url) => {
      const client = new Client({ name: 'bench', version: '1' }, { versionNegotiation: { mode: 'auto' } });
      await client.connect(new StreamableHTTPClientTransport(new URL(url)));
      await client.listTools();
      client.setNotificationHandler('notifications/tools/list_changed', async () => void (await client.listTools()));
      return client;
    }),
  );
  return () => clients.length;
}
