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
  const found = all.flatMap((folder) => names.map((name) => canAccess(path.join(folder, name), constants.X_OK)));
  return (await Promise.all(found)).includes(true);
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
