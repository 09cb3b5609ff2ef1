// Connections on real time, in a cache folder of their own, with timings a test can wait for.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createConnections } from '../../src/main/connections/connections';
import type { ConnectionsOptions } from '../../src/main/connections/options';
import type { Clock, Connections, ConnectionView } from '../../src/main/ports';
import type { AppError } from '../../src/shared/errors';
import type { ConnectionState, RemoteServer, Server, StdioServer } from '../../src/shared/model';

export interface Harness {
  readonly connections: Connections;
  readonly cacheFolder: string;
  /** Timers of the room that have not fired and were not cancelled. */
  timers(): number;
  logged(): readonly string[];
  view(name: string): ConnectionView;
  /** Resolves with the view once it satisfies the condition. */
  until(name: string, condition: (view: ConnectionView) => boolean, ms?: number): Promise<ConnectionView>;
  ready(name: string): Promise<ConnectionView>;
  /** Resolves with the problem once the server is neither connecting nor ready. */
  problem(name: string): Promise<AppError>;
  stop(): Promise<void>;
}

export async function startHarness(
  servers: readonly Server[],
  options: Partial<ConnectionsOptions> = {},
): Promise<Harness> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-connections-'));
  const cacheFolder = options.cacheFolder ?? path.join(folder, 'catalogs');
  const { clock, timers } = countingClock();
  const logged: string[] = [];
  const note = (message: string, fields?: unknown) => void logged.push(`${message} ${JSON.stringify(fields ?? {})}`);
  const connections = createConnections({
    clock,
    log: { info: note, warn: note, error: note },
    resolve: (value) => Promise.resolve(value),
    shellPath: () => Promise.resolve(process.env.PATH ?? ''),
    env: process.env,
    clientInfo: { name: 'mcp-tray-test', version: '0.0.0' },
    random: () => 0.5,
    ...options,
    cacheFolder,
    timings: { coalesce: 5, grace: 300, probe: 3_000, liveness: 60_000, ...options.timings },
  });
  const view = (name: string) => {
    const found = connections.views().find((v) => v.server.name === name);
    if (!found) throw new Error(`no view of ${name}`);
    return found;
  };
  const until: Harness['until'] = (name, condition, ms = 15_000) =>
    new Promise((resolve, reject) => {
      const check = () => {
        const now = view(name);
        if (!condition(now)) return;
        stopListening();
        clearTimeout(timer);
        resolve(now);
      };
      const stopListening = connections.onChange(check);
      const timer = setTimeout(() => {
        stopListening();
        reject(new Error(`${name} is ${describe(view(name).state)}`));
      }, ms);
      check();
    });
  connections.use(servers);
  return {
    connections,
    cacheFolder,
    timers,
    logged: () => logged,
    view,
    until,
    ready: (name) => until(name, (v) => v.state.kind === 'ready'),
    problem: async (name) => {
      const { state } = await until(name, (v) => 'problem' in v.state);
      if (!('problem' in state)) throw new Error('unreachable');
      return state.problem;
    },
    stop: async () => {
      await connections.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function http(url: string, more: Partial<RemoteServer> = {}): RemoteServer {
  return { name: 'it', type: 'http', url, headers: {}, disabled: false, ...more };
}

export function stdio(command: string, args: readonly string[], more: Partial<StdioServer> = {}): StdioServer {
  return { name: 'it', type: 'stdio', command, args, env: {}, disabled: false, ...more };
}

/** A stdio server that is this piece of JavaScript. */
export function script(code: string, more: Partial<StdioServer> = {}): StdioServer {
  return stdio(process.execPath, ['-e', code], more);
}

function describe(state: ConnectionState<AppError>): string {
  return 'problem' in state ? `${state.kind}: ${state.problem.code} ${state.problem.message}` : state.kind;
}

function countingClock(): { clock: Clock; timers: () => number } {
  let open = 0;
  return {
    timers: () => open,
    clock: {
      now: () => Date.now(),
      after: (ms, callback) => {
        open += 1;
        let isOpen = true;
        const close = () => {
          if (isOpen) open -= 1;
          isOpen = false;
        };
        const timer = setTimeout(() => {
          close();
          callback();
        }, ms);
        return () => {
          clearTimeout(timer);
          close();
        };
      },
    },
  };
}
