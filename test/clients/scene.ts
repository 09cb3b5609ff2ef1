// Three servers, one for each transport, with a broker before them: what a real client is shown, and what it reached.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createWireFetch } from '../../src/main/broker/wire-fetch';
import type { Wanted } from '../../src/main/ports';
import type { UpstreamAccess } from '../../src/main/ports-relay';
import type { ClientId, Server } from '../../src/shared/model';
import { entry, startBroker } from '../broker/harness';
import { ssePipe, stdioPipe } from '../support/pipes';
import { startOpenHttp } from '../support/servers/open-http';
import { startOpenSse } from '../support/servers/open-sse';
import { brokered, direct, http, stdio } from './support';

const NOTES = path.resolve(import.meta.dirname, '../support/servers/stdio-notes.ts');
/** Some lists of servers go no further. */
const HANDSHAKE = new Set(['initialize', 'tools/list']);
const ARGS = ['--no-warnings', NOTES];

export interface Scene {
  /** `web` (HTTP, with a header), `old` (SSE) and `local` (a command with a variable), as their own entries. */
  readonly direct: readonly Wanted[];
  /** The same by the broker. */
  readonly brokered: readonly Wanted[];
  /** Servers whose own entry was used as it says, in order. */
  reached(): readonly string[];
  /** Servers that answered the client through the broker, opened by its own key, in order. */
  relayed(): readonly string[];
  stop(): Promise<void>;
}

/** @param folder a fresh one, for what the command leaves behind */
export async function startScene(client: ClientId, folder: string): Promise<Scene> {
  const trace = path.join(folder, 'trace.jsonl');
  const [web, old, wire] = [await startOpenHttp(), await startOpenSse(), createWireFetch()];
  const servers = [
    http('web', { url: web.url, headers: { 'X-Probe': 'yes' } }),
    http('old', { type: 'sse', url: old.url }),
    stdio('local', { command: process.execPath, args: ARGS, env: { NOTES_TRACE: trace, NOTES_PROBE: 'yes' } }),
  ];
  const access = (server: Server): UpstreamAccess => {
    if (server.type === 'http') return { kind: 'http', url: server.url, fetch: wire.fetch };
    if (server.type === 'sse') return { kind: 'sse', open: () => ssePipe(server.url, wire.fetch) };
    return { kind: 'stdio', sharing: 'all', open: () => stdioPipe(process.execPath, ARGS) };
  };
  const test = await startBroker(
    servers.map((server) => entry(server)),
    { upstream: (server) => Promise.resolve(access(server)) },
  );
  const key = await test.key(client);
  const saw = {
    web: () => web.seen.some(({ method, headers }) => method === 'POST' && headers['x-probe'] === 'yes'),
    old: () => old.seen.some(({ method, path: at }) => method === 'POST' && at.startsWith('/message')),
    local: () => existsSync(trace) && readFileSync(trace, 'utf8').includes('"probe":"yes"'),
  };
  return {
    direct: servers.map(direct),
    brokered: servers.map((server) => {
      const wanted = brokered(server, key);
      return { ...wanted, door: { ...wanted.door, url: test.broker.urlFor(server.name) } };
    }),
    reached: () =>
      Object.entries(saw)
        .flatMap(([name, isReached]) => (isReached() ? [name] : []))
        .sort(),
    relayed: () => {
      const answered = test.activity
        .list()
        .filter((a) => a.client === client && HANDSHAKE.has(a.method) && a.outcome === 'ok');
      return [...new Set(answered.map(({ server }) => server))].sort();
    },
    stop: async () => {
      await test.stop();
      await Promise.all([web.stop(), old.stop()]);
      wire.stop();
    },
  };
}
