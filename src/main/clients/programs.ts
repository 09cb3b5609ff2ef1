// Whether a client is on this machine: its program on the PATH or where installers put it, or a file of its own.
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { hasErrno } from '../../shared/errors';
import type { Surroundings } from './adapter';

/** True if something stands there that this process may see. */
export const isThere = (file: string): Promise<boolean> => canAccess(file, constants.F_OK);

/**
 * True if a program of this name can be started. `folders` are where its own installers put it; a desktop session's PATH
 * often lacks them.
 */
export async function hasProgram(
  program: string,
  { home, env, platform }: Surroundings,
  folders: readonly string[] = [],
): Promise<boolean> {
  const names = platform === 'win32' ? [`${program}.exe`, `${program}.cmd`] : [program];
  const listed = (env.PATH ?? '').split(platform === 'win32' ? ';' : ':').filter((f) => path.isAbsolute(f));
  const all = [...listed, path.join(home, '.local', 'bin'), ...folders];
  const found = all.flatMap((folder) => names.map((name) => canStart(path.join(folder, name))));
  return (await Promise.all(found)).includes(true);
}

/** A folder that cannot be looked at, on a share that is gone say, has no program that can be started. */
async function canStart(file: string): Promise<boolean> {
  try {
    return await canAccess(file, constants.X_OK);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return false;
    throw error;
  }
}

async function canAccess(file: string, mode: number): Promise<boolean> {
  try {
    await access(file, mode);
    return true;
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP', 'ENAMETOOLONG')) return false;
    throw error;
  }
}
