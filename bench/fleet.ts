// Local MCP servers in processes of their own, so that they never share an event loop with what is measured.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Server } from '../src/shared/model';
import { tsCommand } from '../test/support/run-ts';

export interface Fleet {
  /** In the order of the delays. */
  readonly servers: readonly Server[];
  stop(): Promise<void>;
}

const PROCESSES = 2;

/** The first servers list another tool every so often. */
export interface Churn {
  readonly changing: number;
  readonly everyMs: number;
}

/** One HTTP server per delay: the milliseconds it takes to answer the handshake. */
export async function startFleet(delays: readonly number[], churn?: Churn): Promise<Fleet> {
  const shares = Array.from({ length: PROCESSES }, (_, share) => delays.filter((_d, i) => i % PROCESSES === share));
  const part = churn && { ...churn, changing: Math.ceil(churn.changing / PROCESSES) };
  const children = shares.map((share) =>
    forkTs('fleet-child.ts', [JSON.stringify(share), JSON.stringify(part ?? null)]),
  );
  const urls = await Promise.all(children.map((child) => message<readonly string[]>(child)));
  return {
    servers: delays.map((_, i): Server => {
      const url = urls[i % PROCESSES]?.[Math.floor(i / PROCESSES)] ?? '';
      return { name: `server-${i}`, type: 'http', url, headers: {}, disabled: false };
    }),
    stop: async () => {
      await Promise.all(
        children.map(async (child) => {
          const ended = once(child, 'exit');
          child.disconnect();
          await ended;
        }),
      );
    },
  };
}

/** Starts a script of this folder with a channel to it and a `gc` of its own. */
export function forkTs(script: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): ChildProcess {
  const [command, ...rest] = tsCommand(path.join(import.meta.dirname, script), ...args);
  return spawn(command, ['--expose-gc', ...rest], { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

/** The first message of a child of ours. @throws Error if it ends without one */
export function message<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (value) => resolve(value as T));
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`a child ended with ${signal ?? code} and no answer`)));
  });
}
