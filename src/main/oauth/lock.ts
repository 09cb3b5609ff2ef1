// One holder per account across all processes of this person: a lock folder in the state folder that its holder keeps
// fresh. A holder that died is overtaken after a while.
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { lock } from 'proper-lockfile';
import { hasErrno } from '../../shared/errors';
import type { Env } from './options';

const RETRY_MS = 40;

/**
 * Runs `work` while no other process holds the lock of this key.
 * @param late makes the error for a lock that stays taken for `timings.lockWait`
 */
export async function withLock<T>(env: Env, key: string, late: () => Error, work: () => Promise<T>): Promise<T> {
  const release = await acquire(env, key, late);
  try {
    return await work();
  } finally {
    await release();
  }
}

async function acquire(env: Env, key: string, late: () => Error): Promise<() => Promise<void>> {
  await mkdir(env.lockFolder, { recursive: true, mode: 0o700 });
  const name = createHash('sha256').update(key).digest('hex').slice(0, 24);
  const file = path.join(env.lockFolder, `sign-in-${name}`);
  const deadline = env.clock.now() + env.timings.lockWait;
  for (;;) {
    try {
      return tolerant(env, await lock(file, options(env)));
    } catch (error) {
      if (!hasErrno(error, 'ELOCKED')) throw error;
      if (env.clock.now() >= deadline) throw late();
      await new Promise<void>((resolve) => env.clock.after(RETRY_MS * (0.5 + env.random()), resolve));
    }
  }
}

function options(env: Env) {
  return {
    realpath: false,
    stale: Math.max(2000, env.timings.lockStale),
    // Without a handler the library throws from a timer, which would end the process.
    onCompromised: (error: Error) => env.log.warn('the lock of a renewal was taken over', { reason: error.name }),
  };
}

/** A lock that was taken over meanwhile is not ours to release. */
function tolerant(env: Env, release: () => Promise<void>): () => Promise<void> {
  return async () => {
    try {
      await release();
    } catch (error) {
      if (!hasErrno(error, 'ERELEASED', 'ENOTACQUIRED', 'ENOENT')) throw error;
      env.log.warn('the lock of a renewal was gone at its release');
    }
  };
}
