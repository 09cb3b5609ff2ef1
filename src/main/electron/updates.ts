// Updates by electron-updater, where a feed was configured when the app was packaged. It looks at start and once a day; what
// it finds is fetched when the person says so, and checked by the library: a signature where the system has one, the feed's
// digest elsewhere.
import { AppError, toAppError } from '../../shared/errors';
import type { UpdateStatus } from '../../shared/update-status';
import type { Clock, Logger, Stop } from '../ports';
import type { Updates } from '../ports-updates';

/** As much of electron-updater as is used. */
export interface Updater {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  autoRunAppAfterInstall: boolean;
  allowDowngrade: boolean;
  logger: unknown;
  checkForUpdates(): Promise<{
    readonly isUpdateAvailable: boolean;
    readonly updateInfo: { readonly version: string };
  } | null>;
  downloadUpdate(): Promise<readonly string[]>;
  quitAndInstall(): void;
  on(event: 'download-progress', listener: (progress: { readonly percent: number }) => void): unknown;
  /** The library tells each failure twice: to who asked, and as this event, which ends a process that does not listen. */
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export interface UpdateOptions {
  /** Loads the library; undefined where there is no feed to look at. */
  readonly load: (() => Promise<Updater>) | undefined;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

const FIRST_LOOK_MS = 60_000;
const DAY_MS = 24 * 60 * 60_000;
/** Of electron-updater and builder-util-runtime: what arrived is not what was announced, or not signed by us. */
const REFUSED = new Set(['ERR_UPDATER_INVALID_SIGNATURE', 'ERR_CHECKSUM_MISMATCH']);

export function createUpdates(options: UpdateOptions): Updates & { stop: Stop } {
  const { load } = options;
  if (!load) {
    const off = async () => {
      throw new AppError('update-off');
    };
    const nothing = () => undefined;
    const acts = { check: off, download: off, install: off };
    return { status: () => ({ kind: 'off' }), ...acts, onChange: () => nothing, stop: nothing };
  }
  return new FeedUpdates(options, load);
}

class FeedUpdates implements Updates {
  readonly #options: UpdateOptions;
  readonly #load: () => Promise<Updater>;
  #updater: Promise<Updater> | undefined;
  #status: UpdateStatus<AppError> = { kind: 'current' };
  #version = '';
  #cancel: Stop;
  readonly #listeners = new Set<() => void>();

  constructor(options: UpdateOptions, load: () => Promise<Updater>) {
    this.#options = options;
    this.#load = load;
    this.#cancel = options.clock.after(FIRST_LOOK_MS, () => this.#daily());
  }

  readonly status = () => this.#status;
  readonly onChange = (listener: () => void): Stop => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };
  readonly stop = () => {
    this.#cancel();
    this.#listeners.clear();
  };

  readonly check = async (): Promise<void> => {
    const { kind } = this.#status;
    // What is found already is not lost by looking again.
    if (kind !== 'current' && kind !== 'failed') return;
    this.#set({ kind: 'checking' });
    try {
      const found = await (await this.#ready()).checkForUpdates();
      this.#version = found?.isUpdateAvailable ? found.updateInfo.version : '';
      if (this.#version === '') this.#set({ kind: 'current', checkedAt: this.#options.clock.now() });
      else this.#set({ kind: 'available', version: this.#version });
    } catch (error) {
      throw this.#failed('update-check-failed', error);
    }
  };

  readonly download = async (): Promise<void> => {
    if (this.#status.kind !== 'available') throw new AppError('update-none');
    this.#set({ kind: 'downloading', version: this.#version, percent: 0 });
    try {
      await (await this.#ready()).downloadUpdate();
      this.#set({ kind: 'ready', version: this.#version });
    } catch (error) {
      throw this.#failed(REFUSED.has(codeOf(error)) ? 'update-refused' : 'update-download-failed', error);
    }
  };

  readonly install = async (): Promise<void> => {
    if (this.#status.kind !== 'ready') throw new AppError('update-none');
    (await this.#ready()).quitAndInstall();
  };

  #daily(): void {
    const { clock, log } = this.#options;
    this.#cancel = clock.after(DAY_MS, () => this.#daily());
    this.check().catch((error: unknown) => log.warn('no update could be looked for', { code: toAppError(error).code }));
  }

  #ready(): Promise<Updater> {
    this.#updater ??= this.#load().then((updater) => {
      updater.autoDownload = false;
      updater.autoInstallOnAppQuit = false;
      updater.autoRunAppAfterInstall = true;
      updater.allowDowngrade = false;
      // It would write addresses and paths to the console.
      updater.logger = null;
      updater.on('error', () => undefined);
      updater.on('download-progress', ({ percent }) => this.#progress(percent));
      return updater;
    });
    return this.#updater;
  }

  #progress(percent: number): void {
    const whole = Math.floor(percent);
    const { kind } = this.#status;
    if (kind === 'downloading' && this.#status.kind === 'downloading' && this.#status.percent !== whole)
      this.#set({ kind, version: this.#version, percent: whole });
  }

  #failed(code: 'update-check-failed' | 'update-download-failed' | 'update-refused', cause: unknown): AppError {
    const problem = new AppError(code, {}, { cause });
    this.#options.log.warn('an update failed', { code, reason: codeOf(cause) || (cause as Error).name });
    this.#set({ kind: 'failed', problem });
    return problem;
  }

  #set(status: UpdateStatus<AppError>): void {
    this.#status = status;
    for (const listener of this.#listeners) listener();
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
