// The temp files beside the files we write: their names tell who made them, so that those of a killed writer are found.
import { randomBytes } from 'node:crypto';
import { lstat, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError, hasErrno } from '../../shared/errors';
import { isRunning } from './running-process';

const TEMP_NAME = /\.mcp-tray-(\d+)-[0-9a-f]{12}\.tmp$/u;
export const tempName = (file: string) => `${file}.mcp-tray-${process.pid}-${randomBytes(6).toString('hex')}.tmp`;

/** A write takes milliseconds: whoever has the number of its process by now is another one. */
const OLD_MS = 60 * 60 * 1000;

/**
 * Removes temp files that writers of ours left in `folder` when they were killed. `now` is epoch ms; only files older
 * than `minAgeMs` go, for a process of another container is not seen here, and only if their process is gone. Resolves
 * with the names removed, and whether one was too young. @throws AppError file-unreadable, file-read-only, file-failed
 */
export async function sweepTempFiles(folder: string, now: number, minAgeMs = 10_000) {
  const removed: string[] = [];
  let young = false;
  try {
    for (const name of await namesIn(folder)) {
      const pid = TEMP_NAME.exec(name)?.[1];
      const made = pid === undefined ? undefined : await madeAt(path.join(folder, name));
      if (made === undefined || (now - made < OLD_MS && isAtWork(Number(pid), made))) continue;
      if (now - made < minAgeMs) young = true;
      else {
        await rm(path.join(folder, name), { force: true });
        removed.push(name);
      }
    }
  } catch (error) {
    throw sweepError(error, folder);
  }
  return { removed, young };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}

/** Epoch ms; undefined for what is gone by now, or is no file. */
async function madeAt(file: string): Promise<number | undefined> {
  try {
    const info = await lstat(file);
    return info.isFile() ? info.mtimeMs : undefined;
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** In a container a process that starts anew often has the number of the one before it. */
function isAtWork(pid: number, made: number): boolean {
  return pid === process.pid ? made >= performance.timeOrigin : isRunning(pid);
}

function sweepError(error: unknown, folder: string): unknown {
  if (hasErrno(error, 'EACCES', 'EPERM')) return new AppError('file-unreadable', { file: folder }, { cause: error });
  if (hasErrno(error, 'EROFS')) return new AppError('file-read-only', { file: folder }, { cause: error });
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return error;
  return new AppError('file-failed', { file: folder, reason: String(error.code) }, { cause: error });
}
