// What each server listed last time, on disk, so that it shows at once at the next start.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { hasErrno } from '../../shared/errors';
import type { Catalog, Server } from '../../shared/model';
import type { AsyncStop, Clock, Logger, Stop } from '../ports';
import { fingerprintOf } from './canonical';

interface Remembered {
  readonly catalog?: Catalog | undefined;
  /** The server has answered with a sign-in challenge and has not been ready since. */
  readonly askedForSignIn: boolean;
}

export interface CatalogCache {
  read(server: Server): Remembered | undefined;
  /** Writes in the background, at once or, what has been written a moment before, within five minutes; the last one wins. */
  write(server: Server, remembered: Remembered): void;
  /** Forgets every server that is not among these. */
  keepOnly(servers: readonly Server[]): void;
  /** Resolves when everything is written. */
  stop: AsyncStop;
}

const VERSION = 1;
const MAX_BYTES = 64 * 1024 * 1024;
/** A server that changes its tools all the time is not worth a write each time: it is asked anew at the next start. */
const WRITE_EVERY_MS = 5 * 60_000;

const optionalText = z.string().optional();
const named = { name: z.string(), title: optionalText, description: optionalText };
const jsonObject = z.record(z.string(), z.json());
const catalogSchema = z.object({
  tools: z.array(
    z.object({
      ...named,
      description: z.string(),
      inputSchema: jsonObject,
      outputSchema: jsonObject.optional(),
      readOnly: z.boolean(),
      destructive: z.boolean(),
      tokens: z.number(),
    }),
  ),
  resources: z.array(z.object({ ...named, uri: z.string(), mimeType: optionalText })),
  templates: z.array(z.object({ ...named, uriTemplate: z.string(), mimeType: optionalText })),
  prompts: z.array(
    z.object({
      ...named,
      arguments: z.array(z.object({ name: z.string(), description: optionalText, required: z.boolean() })),
    }),
  ),
  instructions: optionalText,
  fingerprint: z.string(),
});
const recordSchema = z.object({
  version: z.literal(VERSION),
  catalog: catalogSchema.optional(),
  askedForSignIn: z.boolean(),
});

/** @param folder absolute; made when first needed, readable by this user alone */
export function createCatalogCache(folder: string, log: Logger, clock: Clock): CatalogCache {
  return new DiskCache(folder, log, clock);
}

/**
 * Names the cache file: the entry without the values of headers, variables and query parameters, where secrets may
 * stand. A changed entry is another server and starts with an empty cache.
 */
function cacheFileName(server: Server): string {
  return `${server.name.slice(0, 64)}-${fingerprintOf([server.name, identity(server)]).slice(0, 32)}.json`;
}

function identity(server: Server): unknown {
  if (server.type === 'stdio') {
    const { command, args, cwd, env } = server;
    return { command, args, cwd, env: Object.keys(env) };
  }
  const url = URL.canParse(server.url) ? new URL(server.url) : undefined;
  const where = url ? [url.host, url.pathname, [...url.searchParams.keys()]] : server.url;
  return { type: server.type, where, headers: Object.keys(server.headers) };
}

class DiskCache implements CatalogCache {
  readonly #folder: string;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Remembered>();
  readonly #writtenAt = new Map<string, number>();
  #writing: Promise<void> | undefined;
  #later: Stop | undefined;

  constructor(folder: string, log: Logger, clock: Clock) {
    this.#folder = folder;
    this.#log = log;
    this.#clock = clock;
  }

  read(server: Server): Remembered | undefined {
    const file = path.join(this.#folder, cacheFileName(server));
    try {
      if (statSync(file).size > MAX_BYTES) throw new SyntaxError('too large');
      const { catalog, askedForSignIn } = recordSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
      return { catalog, askedForSignIn };
    } catch (error) {
      if (hasErrno(error, 'ENOENT')) return undefined;
      if (error instanceof SyntaxError || error instanceof z.ZodError) rmSync(file, { force: true });
      // Without the cache the server is merely asked again.
      this.#log.warn('catalog cache dropped', { server: server.name, error: String(error).slice(0, 200) });
      return undefined;
    }
  }

  write(server: Server, remembered: Remembered): void {
    const name = cacheFileName(server);
    this.#waiting.set(name, remembered);
    const writtenAt = this.#writtenAt.get(name) ?? Number.NEGATIVE_INFINITY;
    if (this.#clock.now() - writtenAt >= WRITE_EVERY_MS) this.#write();
    else this.#later ??= this.#clock.after(WRITE_EVERY_MS, () => this.#write());
  }

  keepOnly(servers: readonly Server[]): void {
    const kept = new Set(servers.map(cacheFileName));
    for (const name of this.#waiting.keys()) if (!kept.has(name)) this.#waiting.delete(name);
    for (const name of this.#names()) if (!kept.has(name)) rmSync(path.join(this.#folder, name), { force: true });
  }

  stop = async (): Promise<void> => {
    await this.#writing;
    this.#write();
    await this.#writing;
  };

  /** Everything that waits. */
  #write(): void {
    this.#later?.();
    this.#later = undefined;
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
  }

  #names(): string[] {
    try {
      return readdirSync(this.#folder).filter((name) => name.endsWith('.json'));
    } catch (error) {
      if (hasErrno(error, 'ENOENT')) return [];
      this.#log.warn('catalog cache not readable', { error: String(error) });
      return [];
    }
  }

  async #writeAll(): Promise<void> {
    for (const [name, { catalog, askedForSignIn }] of this.#waiting) {
      this.#waiting.delete(name);
      this.#writtenAt.set(name, this.#clock.now());
      const text = JSON.stringify({ version: VERSION, catalog, askedForSignIn });
      try {
        mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
        // A lost cache costs one question to the server: not worth a disk flush per catalog.
        await writeFileAtomic(path.join(this.#folder, name), text, { mode: 0o600, fsync: false });
      } catch (error) {
        this.#log.warn('catalog cache not written', { file: name, error: String(error) });
      }
    }
  }
}
