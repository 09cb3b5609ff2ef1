// One fresh process that connects to servers once, as at the start of the app: nothing is warm, nothing is shared.
import { once } from 'node:events';
import type { Server } from '../src/shared/model';
import { forkTs, message } from './fleet';
import type { Memory } from './worker';

/** `ours` is the connections room; `bare` are the SDK's own clients, all at once, without or with listing their tools. */
export type Way = 'ours' | 'bare' | 'bare, listed';

/** Memory in bytes after a collection: before anything is connected, and with everything connected and idle. */
export interface Connected {
  readonly ms: number;
  readonly before: Memory;
  readonly after: Memory;
}

/** @throws Error if a server does not become ready, or something of the connections outlives their end */
export async function connectIn(way: Way, servers: readonly Server[]): Promise<Connected> {
  const child = forkTs('connect-child.ts', [JSON.stringify([way, servers])]);
  const ended = once(child, 'exit');
  const result = await message<Connected>(child);
  const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
  const [code, signal] = await ended;
  clearTimeout(late);
  if (code !== 0) throw new Error(`connected, and then ended with ${signal ?? code}`);
  return result;
}
