// The core as the tray app runs it while its window is closed: what draws the tray listens, and nothing else. Or a baseline:
// as many bare SDK clients, connected, each listing its tools again when the server says that they changed.
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Client, SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { createApp } from '../src/main/app';
import { trayShape } from '../src/main/electron/icons';
import { menuRows } from '../src/main/electron/menu';
import { DEFAULT_SETTINGS } from '../src/main/node/settings';
import { createMemoryStore } from '../src/main/secrets/memory';
import { texts } from '../src/shared/messages';
import type { Server } from '../src/shared/model';
import { sayOverall } from '../src/shared/say';
import { keptLog, realClock } from '../test/support/fakes';
import { type Used, usage } from './idle';
import { answerWith } from './worker';

export type IdleWay = 'ours' | 'bare' | 'empty';

/** How often something changed that a person could see. */
let changes = 0;
/** The catalogs there are, as one text: two that differ show that changes have arrived. */
let catalogs = () => '';

async function runOurs(servers: readonly Server[]): Promise<void> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-idle-'));
  process.once('exit', () => rmSync(home, { recursive: true, force: true }));
  const entries = servers.map(({ name, disabled: _, ...entry }) => [name, entry]);
  await mkdir(path.join(home, 'config'));
  await writeFile(path.join(home, 'config/mcp.json'), JSON.stringify({ mcpServers: Object.fromEntries(entries) }));
  const settings = { ...DEFAULT_SETTINGS, language: 'en' as const, brokerPort: 0 };
  const app = await createApp({
    face: 'tray',
    version: '0.0.0',
    locale: 'en',
    env: { PATH: process.env.PATH, TERM: 'dumb' },
    platform: process.platform,
    paths: { home, config: path.join(home, 'config'), state: path.join(home, 'state') },
    clock: realClock,
    log: keptLog(),
    settings: { get: () => settings, set: () => undefined, onChange: () => () => undefined },
    secrets: createMemoryStore(),
    openUrl: async () => undefined,
    bridgeCommand: (server) => ({ command: 'mcp-tray', args: ['bridge', server] }),
    lasting: true,
    connects: true,
  });
  const t = texts('en');
  app.onChange(() => {
    changes += 1;
    const snapshot = app.snapshot();
    // As tray.ts draws: shape, tooltip, and the menu as the text it is compared by.
    JSON.stringify([trayShape(snapshot), sayOverall(snapshot, t), menuRows(snapshot, t)]);
  });
  await app.connections.settled(60_000);
  const wrong = app.snapshot().servers.filter(({ state, counts }) => state.kind !== 'ready' || counts.tools === 0);
  if (wrong.length > 0) throw new Error(`not ready: ${JSON.stringify(wrong.map(({ name, state }) => [name, state]))}`);
  catalogs = () =>
    app
      .snapshot()
      .servers.map(({ fingerprint }) => fingerprint)
      .join();
}

function transportTo(server: Server) {
  if (server.type === 'stdio') return new StdioClientTransport({ command: server.command, args: [...server.args] });
  const url = new URL(server.url);
  return server.type === 'sse' ? new SSEClientTransport(url) : new StreamableHTTPClientTransport(url);
}

async function runBare(servers: readonly Server[]): Promise<void> {
  const lists = new Map<string, unknown>();
  await Promise.all(
    servers.map(async (server) => {
      const mode = server.type === 'sse' ? 'legacy' : 'auto';
      const client = new Client({ name: 'bench', version: '1.0.0' }, { versionNegotiation: { mode } });
      await client.connect(transportTo(server));
      const list = async () => void lists.set(server.name, (await client.listTools()).tools);
      await list();
      client.setNotificationHandler('notifications/tools/list_changed', () => {
        changes += 1;
        void list();
      });
      if (server.type === 'http') await client.listen({ toolsListChanged: true });
    }),
  );
  catalogs = () => JSON.stringify([...lists.values()]);
}

const [way, servers]: [IdleWay, readonly Server[]] = JSON.parse(process.argv[2] ?? '[]');
if (way === 'ours') await runOurs(servers);
else if (way === 'bare') await runBare(servers);
answerWith('', (): Used => ({ ...usage(), changes, catalogs: catalogs() }));
