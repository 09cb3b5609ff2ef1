// Temporary files that a writer left when it was killed: gone after the next start of an app that lasts.
import path from 'node:path';
import { AppError } from '../shared/errors';
import type { Rooms } from './core';
import { sweepTempFiles } from './files/temp-files';
import { foldersOf } from './files/text-file';
import type { AsyncStop, Stop } from './ports';

/** Those that were too young at the start, which came right after the kill, are old enough by then. */
const AGAIN_MS = 15_000;

export interface Leftovers {
  sweep(): Promise<void>;
  stop: AsyncStop;
}

export function createLeftovers(
  { configFile, paths, clients, clock, log }: Pick<Rooms, 'configFile' | 'paths' | 'clients' | 'clock' | 'log'>,
  againMs = AGAIN_MS,
): Leftovers {
  let cancel: Stop = () => undefined;
  let running = Promise.resolve();
  const own = [configFile, path.join(paths.state, 'revoked-keys.json')];
  const folders = async () => new Set([...(await foldersOf(own)), ...(await clients.folders())]);
  /** True if something was too young. */
  const sweepOnce = async (): Promise<boolean> => {
    let young = false;
    for (const folder of await folders()) {
      try {
        const found = await sweepTempFiles(folder, clock.now());
        young ||= found.young;
        if (found.removed.length > 0) log.info('temporary files of an earlier run were removed', { folder, ...found });
      } catch (error) {
        // A folder that cannot be read is told where it is used; tidying up is no reason not to start.
        if (!(error instanceof AppError)) throw error;
        log.warn('a folder could not be tidied up', { folder, code: error.code });
      }
    }
    return young;
  };
  return {
    sweep: async () => {
      if (!(await sweepOnce())) return;
      cancel = clock.after(againMs, () => {
        running = sweepOnce().then(
          () => undefined,
          (error: unknown) => log.error('leftovers could not be removed', { error: String(error) }),
        );
      });
    },
    stop: async () => {
      cancel();
      await running;
    },
  };
}
