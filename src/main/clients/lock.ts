// Holds the very lock a client takes for its own file, for as short a time as one write needs.
import path from 'node:path';
import { lock } from 'proper-lockfile';
import { AppError, assertNever, hasErrno } from '../../shared/errors';
import { makeFolder } from '../files/make-folder';
import type { Clock } from '../ports';
import type { LockProtocol } from './adapter';
import { takeOwnedFolder } from './owned-folder';

export interface LockTimings {
  /** Give up after about this many milliseconds. */
  readonly waitMs: number;
  readonly retryMs: number;
}

interface Held {
  /** True once someone has taken the lock over; then it is no longer ours to remove. */
  isLost(): boolean;
  release(): Promise<void>;
}

/**
 * Runs `task` under the lock. `requireHeld` throws once someone else has taken the lock over (the machine slept, say):
 * call it right before writing. @throws AppError file-locked, file-read-only, disk-full,
 * file-failed
 */
export async function withLock<T>(
  file: string,
  protocol: LockProtocol,
  { lock, clock }: { readonly lock: LockTimings; readonly clock: Clock },
  task: (requireHeld: () => void) => Promise<T>,
): Promise<T> {
  const held = await take(file, protocol, lock, clock);
  try {
    return await task(() => {
      if (held.isLost()) throw new AppError('file-locked', { file });
    });
  } finally {
    if (!held.isLost()) await held.release();
  }
}

async function take(file: string, protocol: LockProtocol, timings: LockTimings, clock: Clock): Promise<Held> {
  try {
    await makeFolder(path.dirname(protocol.path));
    const held = await takeAs(file, protocol, timings, clock);
    if (held) return held;
  } catch (error) {
    if (hasErrno(error, 'ELOCKED')) throw new AppError('file-locked', { file }, { cause: error });
    if (hasErrno(error, 'EACCES', 'EPERM', 'EROFS')) throw new AppError('file-read-only', { file }, { cause: error });
    if (hasErrno(error, 'ENOSPC', 'EDQUOT')) throw new AppError('disk-full', { file }, { cause: error });
    if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) throw error;
    throw new AppError('file-failed', { file: protocol.path, reason: String(error.code) }, { cause: error });
  }
  throw new AppError('file-locked', { file });
}

async function takeAs(file: string, protocol: LockProtocol, timings: LockTimings, clock: Clock) {
  switch (protocol.kind) {
    case 'mkdir':
      return takeFolder(file, protocol, timings);
    case 'owned-folder':
      return takeOwnedFolder(protocol, timings, clock);
    default:
      return assertNever(protocol.kind);
  }
}

async function takeFolder(file: string, protocol: LockProtocol, { waitMs, retryMs }: LockTimings): Promise<Held> {
  let lost = false;
  const release = await lock(file, {
    lockfilePath: protocol.path,
    // The file may be new, and the lock stands beside its name.
    realpath: false,
    stale: protocol.staleMs,
    retries: { retries: Math.ceil(waitMs / retryMs), factor: 1, minTimeout: retryMs, maxTimeout: retryMs },
    onCompromised: () => {
      lost = true;
    },
  });
  return { isLost: () => lost, release };
}
