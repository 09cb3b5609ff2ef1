// A home of its own with a clients room over it, for tests.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type ClientsOptions, createClients } from '../../src/main/clients/create-clients';
import type { Clients, Clock, Logger, Wanted } from '../../src/main/ports';
import type { ClientId, RemoteServer, Server, StdioServer } from '../../src/shared/model';

export const clock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
const noLog = () => undefined;
export const log: Logger = { info: noLog, warn: noLog, error: noLog };

export interface Desk {
  readonly home: string;
  readonly state: string;
  readonly file: string;
  readonly clients: Clients;
  write(text: string): void;
  read(): string;
  /** Plans and applies at once; resolves with the number of entries written. */
  sync(wanted: readonly Wanted[]): Promise<number>;
  statuses(wanted: readonly Wanted[]): Promise<Record<string, string>>;
  /** Why servers cannot be told directly; those that can are absent. */
  cannot(wanted: readonly Wanted[]): Promise<Record<string, string>>;
  dispose(): Promise<void>;
}

export interface DeskOptions extends Partial<ClientsOptions> {
  /** Whose file is on the desk; Claude Code's by default. */
  readonly client?: ClientId;
  /** That file, below the home. */
  readonly at?: string;
}

/** Nobody else writes on most desks. */
const HURRIED = { freshMs: 60, retryMs: 5, quietMs: 0, busyMs: 0 };

export function desk({ client = 'claude-code', at = '.claude.json', ...options }: DeskOptions = {}): Desk {
  const home = mkdtempSync(path.join(os.tmpdir(), 'mcp-tray-clients-'));
  const state = path.join(home, 'state');
  const file = path.join(home, at);
  mkdirSync(state);
  const clients = createClients({
    paths: { home, config: path.join(home, 'config'), state },
    env: { PATH: '' },
    platform: process.platform,
    clock,
    log,
    patience: HURRIED,
    ...options,
  });
  const cells = async (wanted: readonly Wanted[]) =>
    (await clients.summaries(() => wanted)).find(({ id }) => id === client)?.cells ?? [];
  return {
    home,
    state,
    file,
    clients,
    write: (text) => {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    },
    read: () => readFileSync(file, 'utf8'),
    sync: async (wanted) => {
      const plan = await clients.plan(client, wanted);
      return (await clients.apply(client, wanted, plan.id)).written;
    },
    statuses: async (wanted) => Object.fromEntries((await cells(wanted)).map((c) => [c.server, c.status])),
    cannot: async (wanted) =>
      Object.fromEntries((await cells(wanted)).flatMap((c) => (c.cannotDirect ? [[c.server, c.cannotDirect]] : []))),
    dispose: async () => {
      await clients.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

export const http = (name: string, more: Partial<RemoteServer> = {}): RemoteServer => ({
  name,
  type: 'http',
  url: `http://127.0.0.1:1/${name}`,
  headers: {},
  disabled: false,
  ...more,
});
export const stdio = (name: string, more: Partial<StdioServer> = {}): StdioServer => ({
  name,
  type: 'stdio',
  command: 'node',
  args: [],
  env: {},
  disabled: false,
  ...more,
});
const bridge = { command: 'mcp-tray', args: ['bridge', 'x'] };
const door = { url: 'http://127.0.0.1:1/s/x/mcp', key: 'mcptray_a-key-of-the-tests', bridge };
export const direct = (server: Server): Wanted => ({
  server,
  delivery: 'direct',
  chosen: false,
  holdsSecret: false,
  door,
});
export const off = (server: Server): Wanted => ({ server, delivery: 'off', chosen: true, holdsSecret: false, door });
/** Chosen direct, which its secret forbids. */
export const waiting = (server: Server): Wanted => ({ ...direct(server), chosen: true, holdsSecret: true });
export const brokered = (server: Server, key = door.key): Wanted => ({
  ...direct(server),
  delivery: 'brokered',
  door: {
    url: `http://127.0.0.1:1/s/${server.name}/mcp`,
    key,
    bridge: { command: 'mcp-tray', args: ['bridge', server.name] },
  },
});
