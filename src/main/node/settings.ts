// The settings file. `conf` serves every face, the tray app too: electron-store is `conf` with a default folder and an
// IPC channel for renderers, and neither is wanted here.
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import Conf, { type Schema } from 'conf';
import { AppError, hasErrno } from '../../shared/errors';
import { LANGUAGES } from '../../shared/messages';
import type { SettingsData } from '../../shared/model';
import { watchFile } from '../files/watch';
import type { AsyncStop, Logger, Settings, Stop } from '../ports';

export interface SettingsOptions {
  /** Holds `settings.json`. */
  readonly folder: string;
  readonly log: Logger;
  /** False for a single command. */
  readonly watch?: boolean;
}

/** Beside the port of the redirect URI, below every system's ephemeral range. */
const BROKER_PORT = 27630;
export const DEFAULT_SETTINGS: SettingsData = {
  language: 'system',
  theme: 'system',
  clientMetadataUrl: '',
  brokerPort: BROKER_PORT,
  activityContent: false,
  offeredStartAtLogin: false,
  notifyNeedsYou: true,
  notifyProblems: true,
  holdChanged: false,
  logLevel: 'info',
};
const SCHEMA: Schema<SettingsData> = {
  language: { type: 'string', enum: ['system', ...LANGUAGES] },
  theme: { type: 'string', enum: ['light', 'dark', 'system'] },
  clientMetadataUrl: { type: 'string', maxLength: 2000 },
  brokerPort: { type: 'integer', minimum: 1024, maximum: 65_535 },
  activityContent: { type: 'boolean' },
  offeredStartAtLogin: { type: 'boolean' },
  notifyNeedsYou: { type: 'boolean' },
  notifyProblems: { type: 'boolean' },
  holdChanged: { type: 'boolean' },
  logLevel: { type: 'string', enum: ['info', 'warn', 'error'] },
};

/**
 * Reads the settings and hears of changes by other processes. A file that breaks later keeps the last good settings.
 * @throws AppError settings-invalid for a file that is broken, which is left as it is
 */
export async function createSettings(options: SettingsOptions): Promise<Settings & { readonly stop: AsyncStop }> {
  const { folder, log } = options;
  const conf = attempt(
    () =>
      new Conf<SettingsData>({
        cwd: folder,
        configName: 'settings',
        schema: SCHEMA,
        clearInvalidConfig: false,
        accessPropertiesByDotNotation: false,
        configFileMode: 0o600,
        deserialize: parseObject,
      }),
    path.join(folder, 'settings.json'),
  );
  const file = conf.path;
  const listeners = new Set<() => void>();
  // Defaults are filled in here: `conf` would write them into a file nobody asked for.
  const read = (): SettingsData => attempt(() => ({ ...DEFAULT_SETTINGS, ...pick(conf.store) }), file);
  let current = read();
  const take = (next: SettingsData): void => {
    if (isDeepStrictEqual(next, current)) return;
    current = next;
    for (const listener of listeners) listener();
  };
  const look = (): void => {
    try {
      take(read());
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      log.warn('the settings cannot be read; the last good ones stay', { file, code: error.code });
    }
  };
  const unwatch = options.watch === false ? undefined : await watchFile(file, look);
  return {
    get: () => current,
    set: (patch) => {
      attempt(() => conf.set(patch), file, 'file-read-only');
      take({ ...current, ...patch });
    },
    onChange: (listener): Stop => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: async () => {
      listeners.clear();
      await unwatch?.();
    },
  };
}

/** `conf` takes a list or null for an empty object, and would write over it. */
function parseObject(text: string): SettingsData {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as SettingsData;
  throw new SyntaxError('not an object');
}

/** What we know of the file; what another version wrote there stays there. */
const pick = (stored: Partial<SettingsData>): Partial<SettingsData> =>
  Object.fromEntries(Object.entries(stored).filter(([key, value]) => key in DEFAULT_SETTINGS && value !== undefined));

/** @throws AppError for what `conf` and the system throw */
function attempt<T>(work: () => T, file: string, refused: 'file-unreadable' | 'file-read-only' = 'file-unreadable'): T {
  try {
    return work();
  } catch (error) {
    if (hasErrno(error, 'EACCES', 'EPERM', 'EROFS')) throw new AppError(refused, { file }, { cause: error });
    if (hasErrno(error, 'ENOSPC', 'EDQUOT')) throw new AppError('disk-full', { file }, { cause: error });
    if (error instanceof Error && 'syscall' in error && 'code' in error) {
      throw new AppError('file-failed', { file, reason: String(error.code) }, { cause: error });
    }
    if (
      error instanceof SyntaxError ||
      (error instanceof Error && error.message.startsWith('Config schema violation'))
    ) {
      throw new AppError('settings-invalid', { file }, { cause: error });
    }
    throw error;
  }
}
