// A real core in a temporary home, with settings and secrets a test can look at.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createApp } from '../../src/main/app';
import type { App } from '../../src/main/core';
import { createHandlers } from '../../src/main/handlers';
import { DEFAULT_SETTINGS } from '../../src/main/node/settings';
import type { ListedSecrets, SecretStore, Settings } from '../../src/main/ports';
import type { Handlers } from '../../src/shared/contract';
import { AppError } from '../../src/shared/errors';
import type { SettingsData, Snapshot } from '../../src/shared/model';
import { keptLog, realClock } from '../support/fakes';

export interface Over {
  readonly kind?: SecretStore['kind'];
  readonly lasting?: boolean;
  /** False: no server is connected or started. */
  readonly connects?: boolean;
  readonly env?: Record<string, string>;
  readonly settings?: Partial<SettingsData>;
  /** Stands before the secrets. */
  readonly keychain?: (store: SecretStore) => SecretStore;
}

export interface RunningApp {
  readonly app: App;
  readonly handlers: Handlers;
  readonly home: string;
  readonly secrets: Map<string, string>;
  readonly settings: MemorySettings;
  readonly log: ReturnType<typeof keptLog>;
  /** Resolves with the first snapshot that passes. */
  until(test: (snapshot: Snapshot) => boolean): Promise<Snapshot>;
  /** Ends this app and starts another one in the same home. */
  restart(over?: Over): Promise<RunningApp>;
  stop(): Promise<void>;
}

export async function runApp(over: Over = {}): Promise<RunningApp> {
  return start(await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-core-')), new Map(), over);
}

/** The same in a home that is there already; `stop` removes it. */
export const runAppIn = (home: string, over: Over = {}): Promise<RunningApp> => start(home, new Map(), over);

async function start(home: string, secrets: Map<string, string>, over: Over): Promise<RunningApp> {
  const log = keptLog();
  const settings = memorySettings({ ...DEFAULT_SETTINGS, language: 'en', brokerPort: 0, ...over.settings });
  const app = await createApp({
    face: 'web',
    version: '0.0.0-test',
    locale: 'ja_JP.UTF-8',
    env: { PATH: process.env.PATH, TERM: 'dumb', ...over.env },
    platform: process.platform,
    paths: { home, config: path.join(home, 'config'), state: path.join(home, 'state') },
    clock: realClock,
    log,
    settings,
    secrets: keychainOf(memorySecrets(over.kind ?? 'keychain', secrets), over),
    openUrl: async () => undefined,
    openFolder: async () => undefined,
    bridgeCommand: (server) => ({ command: 'mcp-tray', args: ['bridge', server] }),
    lasting: over.lasting ?? true,
    connects: over.connects ?? true,
  });
  return {
    app,
    handlers: createHandlers(app),
    home,
    secrets,
    settings,
    log,
    until: (test) => until(app, test),
    restart: async (next = {}) => {
      await app.stop();
      return start(home, secrets, next);
    },
    stop: async () => {
      await app.stop();
      await rm(home, { recursive: true });
    },
  };
}

interface MemorySettings extends Settings {
  /** From now on nothing can be written. */
  refuse(): void;
}

function memorySettings(first: SettingsData): MemorySettings {
  let settings = first;
  let isRefused = false;
  const listeners = new Set<() => void>();
  return {
    get: () => settings,
    refuse: () => {
      isRefused = true;
    },
    set: (patch) => {
      if (isRefused) throw new AppError('file-read-only', { file: 'settings.json' });
      settings = { ...settings, ...patch };
      for (const listener of listeners) listener();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

const keychainOf = (store: ListedSecrets, { keychain }: Over): ListedSecrets => ({ ...store, ...keychain?.(store) });

function memorySecrets(kind: SecretStore['kind'], map: Map<string, string>): ListedSecrets {
  return {
    kind,
    get: async (name) => map.get(name),
    set: async (name, value) => void map.set(name, value),
    delete: async (name) => void map.delete(name),
    names: async () => [...map.keys()],
  };
}

async function until(app: App, test: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
  for (let tries = 0; tries < 400; tries++) {
    const snapshot = app.snapshot();
    if (test(snapshot)) return snapshot;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`never came true: ${JSON.stringify(app.snapshot())}`);
}

export const stateOf = (snapshot: Snapshot, name: string) => snapshot.servers.find((s) => s.name === name)?.state.kind;
