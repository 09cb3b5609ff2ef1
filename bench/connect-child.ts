// Connects to the servers it is given, tells its parent how long that took and what it cost in memory, and goes.
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { createConnections } from '../src/main/connections/connections';
import type { AsyncStop } from '../src/main/ports';
import type { Server } from '../src/shared/model';
import { keptLog, realClock } from '../test/support/fakes';
import type { Connected, Way } from './connect';
import { memory } from './worker';

/** For what a handshake leaves behind to settle before memory is read. */
const IDLE_MS = 500;
const clientInfo = { name: 'bench', version: '1.0.0' };

async function connectOurs(servers: readonly Server[]): Promise<AsyncStop> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-bench-'));
  const connections = createConnections({
    clock: realClock,
    log: keptLog(),
    cacheFolder: path.join(folder, 'catalogs'),
    resolve: async (value) => value,
    shellPath: async () => process.env.PATH ?? '',
    env: process.env,
    clientInfo,
  });
  connections.use(servers);
  await connections.settled(60_000);
  const wrong = connections.views().filter((view) => view.state.kind !== 'ready' || view.counts.tools === 0);
  if (wrong.length > 0) throw new Error(`not ready: ${JSON.stringify(wrong.map((view) => view.state))}`);
  return async () => {
    await connections.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

async function connectBare(server: Server, listed: boolean): Promise<Client> {
  const client = new Client(clientInfo, { versionNegotiation: { mode: 'auto' } });
  const transport =
    server.type === 'stdio'
      ? new StdioClientTransport({ command: server.command, args: [...server.args] })
      : new StreamableHTTPClientTransport(new URL(server.url));
  await client.connect(transport);
  if (listed) lists.push((await client.listTools()).tools);
  return client;
}
/** What bare clients listed is kept, as anyone who asked for it would. */
const lists: unknown[] = [];

async function connect(way: Way, servers: readonly Server[]): Promise<AsyncStop> {
  if (way === 'ours') return connectOurs(servers);
  const clients = await Promise.all(servers.map((server) => connectBare(server, way === 'bare, listed')));
  return async () => void (await Promise.all(clients.map((client) => client.close())));
}

const [way, servers]: [Way, readonly Server[]] = JSON.parse(process.argv[2] ?? '[]');
const before = memory();
const began = performance.now();
const stop = await connect(way, servers);
const ms = performance.now() - began;
await pause(IDLE_MS);
process.send?.({ ms, before, after: memory() } satisfies Connected);
await stop();
process.disconnect();
