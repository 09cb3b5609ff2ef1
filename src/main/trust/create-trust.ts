// Remembers what a server was when it was first used, and tells what changed since: a tool that was harmless when it was
// approved may not stay so.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { AppError, hasErrno } from '../../shared/errors';
import type { Server } from '../../shared/model';
import type { TrustCounts, TrustItem, TrustReview } from '../../shared/trust';
import type { Clock, Connections, ConnectionView, Logger } from '../ports';
import type { Trust } from '../ports-trust';
import { type Baseline, baseline, baselineOf, hashOf } from './baseline';
import { accepted, compare, idOf } from './compare';

export interface TrustOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** Absolute; made when first needed. */
  readonly folder: string;
  readonly connections: Pick<Connections, 'views' | 'catalog' | 'onChange'>;
  /** Free of secrets. */
  readonly showAddress: (server: Server) => string;
}

interface Known {
  readonly before: Baseline;
  readonly now: Baseline;
  readonly items: readonly TrustItem[];
  /** Of the catalog `now` was made from. */
  readonly fingerprint: string;
}

const MAX_BYTES = 64 * 1024 * 1024;
const NONE: TrustCounts = { asks: 0, quiet: 0 };

export function createTrust(options: TrustOptions): Trust {
  const { clock, log, folder, connections } = options;
  const known = new Map<string, Known>();
  const listeners = new Set<() => void>();
  let writing: Promise<void> = Promise.resolve();
  const fileOf = (server: string) => path.join(folder, `${server.slice(0, 64)}-${hashOf(server).slice(0, 8)}.json`);

  const write = (kept: Baseline): Promise<void> => {
    const save = async () => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      await writeFileAtomic(fileOf(kept.server), JSON.stringify(kept), { mode: 0o600 });
    };
    writing = writing.then(save).catch((error: unknown) => {
      log.warn('what a server was is not remembered', { server: kept.server, error: String(error) });
    });
    return writing;
  };

  /** Only what this session listed, and listed whole, says anything about the server. */
  const look = (view: ConnectionView): boolean => {
    const { server, state, catalogSource, catalogProblem, fingerprint } = view;
    if (state.kind !== 'ready' || catalogSource !== 'live' || catalogProblem) return false;
    const address = options.showAddress(server);
    const last = known.get(server.name);
    if (last?.fingerprint === fingerprint && last.now.address === address) return false;
    const now = baselineOf(server.name, address, connections.catalog(server.name), clock.now());
    const before = last?.before ?? read(fileOf(server.name), log);
    if (!before) void write(now);
    const items = before ? compare(before, now) : [];
    known.set(server.name, { before: before ?? now, now, items, fingerprint });
    return items.length > 0 || (last?.items.length ?? 0) > 0;
  };
  const lookAll = () => {
    const changed = connections.views().map(look);
    if (changed.includes(true)) for (const listener of listeners) listener();
  };
  const stopListening = connections.onChange(lookAll);

  return {
    review: (server) => {
      // Whoever asks right after a server has become ready is told of it as it is.
      lookAll();
      return reviewOf(known.get(server));
    },
    counts: (server) => countsOf(known.get(server)?.items ?? []),
    changed: (server) =>
      (known.get(server)?.items ?? []).flatMap(({ tool, asks }) => (asks && tool !== undefined ? [tool] : [])),
    accept: async (server, id, tools) => {
      const one = known.get(server);
      if (!one || idOf(one.items) !== id) throw new AppError('trust-stale', { server });
      const before = accepted(one.before, one.now, tools);
      known.set(server, { ...one, before, items: compare(before, one.now) });
      for (const listener of listeners) listener();
      await write(before);
    },
    keepOnly: (servers) => {
      const kept = new Set(servers.map(fileOf));
      for (const name of known.keys()) if (!servers.includes(name)) known.delete(name);
      for (const file of filesIn(folder)) if (!kept.has(file)) rmSync(file, { force: true });
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: async () => {
      stopListening();
      listeners.clear();
      await writing;
    },
  };
}

function reviewOf(one: Known | undefined): TrustReview | undefined {
  if (!one || one.items.length === 0) return undefined;
  const { before, items } = one;
  return { server: before.server, id: idOf(items), since: before.since, items };
}

function countsOf(items: readonly TrustItem[]): TrustCounts {
  if (items.length === 0) return NONE;
  const asks = items.filter((item) => item.asks).length;
  return { asks, quiet: items.length - asks };
}

/** A record that cannot be read counts as none, and says so: the server is then as new. */
function read(file: string, log: Logger): Baseline | undefined {
  try {
    if (statSync(file).size > MAX_BYTES) throw new SyntaxError('too large');
    return baseline.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return undefined;
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    log.error('the record of what a server was cannot be read; it counts as new', { file });
    return undefined;
  }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => path.join(folder, name));
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return [];
    throw error;
  }
}
