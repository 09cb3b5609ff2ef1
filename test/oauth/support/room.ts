// The oauth room with a clock that can be moved, a secret store that can fail, and a log that is kept.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { SignInOptions } from '../../../src/main/oauth/options';
import { createSignIns } from '../../../src/main/oauth/sign-ins';
import type { Clock, Logger, SecretStore, SignIns } from '../../../src/main/ports';
import { AppError } from '../../../src/shared/errors';
import { texts } from '../../../src/shared/messages';
import type { OauthEntry, RemoteServer } from '../../../src/shared/model';

/** Real timers on a time of day a test may shift. */
class ShiftingClock implements Clock {
  shift = 0;
  readonly pending = new Set<NodeJS.Timeout>();
  now(): number {
    return Date.now() + this.shift;
  }
  after(ms: number, callback: () => void): () => void {
    const timer = setTimeout(() => {
      this.pending.delete(timer);
      callback();
    }, ms);
    this.pending.add(timer);
    return () => {
      clearTimeout(timer);
      this.pending.delete(timer);
    };
  }
}

export class TestStore implements SecretStore {
  readonly kind = 'memory';
  readonly items = new Map<string, string>();
  /** Called before each change; may throw, or never return. */
  beforeSet: (name: string, value: string) => Promise<void> = async () => undefined;
  problem: AppError | undefined;
  async get(name: string): Promise<string | undefined> {
    if (this.problem) throw this.problem;
    return this.items.get(name);
  }
  async set(name: string, value: string): Promise<void> {
    if (this.problem) throw this.problem;
    await this.beforeSet(name, value);
    this.items.set(name, value);
  }
  async delete(name: string): Promise<void> {
    if (this.problem) throw this.problem;
    this.items.delete(name);
  }
  async names(): Promise<readonly string[]> {
    return [...this.items.keys()];
  }
}

export class Room {
  readonly clock = new ShiftingClock();
  readonly lines: string[] = [];
  readonly opened: string[] = [];
  readonly signIns: SignIns;
  browse: (url: string) => unknown = () => undefined;
  private readonly ownFolder: string | undefined;

  constructor(
    readonly store = new TestStore(),
    over: Partial<SignInOptions> = {},
  ) {
    this.ownFolder = over.lockFolder === undefined ? mkdtempSync(path.join(os.tmpdir(), 'mcp-tray-locks-')) : undefined;
    const note = (message: string, fields?: unknown) => void this.lines.push(`${message} ${JSON.stringify(fields)}`);
    const log: Logger = { info: note, warn: note, error: note };
    this.signIns = createSignIns({
      clock: this.clock,
      log,
      secrets: store,
      openUrl: async (url) => {
        this.opened.push(url);
        const result = this.browse(url);
        if (result instanceof Promise) result.catch((error: unknown) => this.lines.push(`browser: ${String(error)}`));
      },
      texts: () => texts('en'),
      lockFolder: this.ownFolder ?? '',
      resolve: async (value) => value,
      ...over,
      timings: { request: 3000, attempt: 4000, slowClient: 300, lockStale: 2000, renewRetry: 50, ...over.timings },
    });
  }

  async stop(): Promise<void> {
    await this.signIns.stop();
    this.removeFolder();
  }

  /** For a room that stands still for ever, as one of a killed process does. */
  removeFolder(): void {
    if (this.ownFolder !== undefined) rmSync(this.ownFolder, { recursive: true, force: true });
  }
}

export function remote(url: string, oauth?: OauthEntry, name = 'notes'): RemoteServer {
  return { name, type: 'http', url, headers: {}, disabled: false, ...(oauth && { oauth }) };
}

/** The AppError a promise rejects with; anything else fails the test. */
export async function problemOf(work: Promise<unknown>): Promise<AppError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
