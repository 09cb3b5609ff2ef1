// Removes what is ours from this machine: the state folder as a whole, and by name what stands beside `mcp.json`.
import { rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { AppError, hasErrno } from '../../shared/errors';
import { systemError } from '../files/text-file';
import type { Paths } from '../ports';

const CONFIG_FILES = ['mcp.json', 'settings.json'];

/** Idempotent; a folder in which something else stands, stays. @throws AppError file-* */
export async function erase({ state, config }: Paths, what: 'state' | 'config'): Promise<void> {
  const doomed = what === 'state' ? [state] : CONFIG_FILES.map((name) => path.join(config, name));
  for (const one of doomed) {
    await rm(one, { recursive: what === 'state', force: true, maxRetries: 5 }).catch((error: unknown) => {
      throw error instanceof AppError ? error : systemError(error, one);
    });
  }
  if (what === 'config') await removeIfEmpty(config);
}

async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].some((code) => hasErrno(error, code))) throw systemError(error, folder);
  }
}
