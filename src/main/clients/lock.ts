// Holds the very lock a client takes for its own file, for as short a time as one write needs.
import path from 'node:path';
import { lock } from 'proper-lockfile';
import { AppError, hasErrno } from '../../shared/errors';
import { makeFolder } from '../files/make-folder';
import type { LockProtocol } from './adapter';

export interface LockTimings {
  /** Give up after about this many milliseconds. */
  readonly waitMs: number;
  readonly retryMs: number;
}

/**
 * Runs `task` under the lock. `requireHeld` throws once someone else has taken the lock over (the machine slept, say):
 * call it right before writing. @throws AppError file-locked, file-read-only, disk-full,
 * file-failed
 */
export async function withLock<T>(
  file: string,
  protocol: LockProtocol,
  timings: LockTimings,
  task: (requireHeld: () => void) => Promise<T>,
): Promise<T> {
  let lost: Error | undefined;
  const onCompromised = (error: Error) => {
    lost = error;
  };
  const release = await take(file, protocol, timings, onCompromised);
  try {
    return await task(() => {
      if (lost) throw new AppError('file-locked', { file }, { cause: lost });
    });
  } finally {
    // A lock that was taken over is no longer ours to remove.
    if (!lost) await release();
  }
}

async function take(file: string, protocol: LockProtocol, timings: LockTimings, onCompromised: (e: Error) => void) {
  const { waitMs, retryMs } = timings;
  try {
    await makeFolder(path.dirname(protocol.path));
    return await lock(file, {
      lockfilePath: protocol.path,
      // The file may be new, and the lock stands beside its name.
      realpath: false,
      stale: protocol.staleMs,
      retries: { retries: Math.ceil(waitMs / retryMs), factor: 1, minTimeout: retryMs, maxTimeout: retryMs },
      onCompromised,
    });
  } catch (error) {
    if (hasErrno(error, 'ELOCKED')) throw new AppError('file-locked', { file }, { cause: error });
    if (hasErrno(error, 'EACCES', 'EPERM', 'EROFS')) throw new AppError('file-read-only', { file }, { cause: error });
    if (hasErrno(error, 'ENOSPC', 'EDQUOT')) throw new AppError('disk-full', { file }, { cause: error });
    if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) throw error;
    throw new AppError('file-failed', { file: protocol.path, reason: String(error.code) }, { cause: error });
  }
}
