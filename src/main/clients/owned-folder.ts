// A lock that is a folder with its owner's file in it, put in its place as a whole, so that it is never seen empty.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hasErrno } from '../../shared/errors';
import type { Clock } from '../ports';
import type { LockProtocol } from './adapter';
import { pause } from './patience';

export interface OwnedFolder {
  /** True once someone has taken it over. */
  isLost(): boolean;
  release(): Promise<void>;
}

/** Undefined if someone else holds it for longer than `waitMs`. Throws what the system refuses. */
export async function takeOwnedFolder(
  { path: folder, staleMs }: LockProtocol,
  { waitMs, retryMs }: { readonly waitMs: number; readonly retryMs: number },
  clock: Clock,
): Promise<OwnedFolder | undefined> {
  const token = `${process.pid}.${clock.now()}.${randomUUID()}`;
  for (let left = Math.ceil(waitMs / retryMs); ; left--) {
    if (await put(folder, token)) return held(folder, token);
    if (left <= 0) return undefined;
    await takeAwayStale(folder, staleMs, token, clock);
    await pause(clock, retryMs);
  }
}

/** True if it stands there now, ours. A folder that has something in it is not replaced by a rename. */
async function put(folder: string, token: string): Promise<boolean> {
  const temp = `${folder}.tmp.${token}`;
  try {
    await mkdir(temp, { recursive: true });
    await writeFile(path.join(temp, ownerOf(token)), token, { flag: 'wx' });
    await rename(temp, folder);
    return true;
  } catch (error) {
    await rm(temp, { recursive: true, force: true });
    // Windows says EPERM of a folder that is there.
    if (hasErrno(error, 'ENOTEMPTY', 'EEXIST') || (hasErrno(error, 'EPERM') && existsSync(folder))) return false;
    throw error;
  }
}

const ownerOf = (token: string) => `owner.${token}`;

function held(folder: string, token: string): OwnedFolder {
  const owner = path.join(folder, ownerOf(token));
  return {
    isLost: () => !existsSync(owner),
    release: async () => {
      await rm(owner, { force: true });
      try {
        await rmdir(folder);
      } catch (error) {
        // The next one has it already.
        if (!hasErrno(error, 'ENOENT', 'ENOTEMPTY', 'EEXIST')) throw error;
      }
    },
  };
}

/** Of those who find it stale one moves it away, and the others find it gone. */
async function takeAwayStale(folder: string, staleMs: number, token: string, clock: Clock): Promise<void> {
  const away = `${folder}.stale.${token}`;
  try {
    if (clock.now() - (await stat(folder)).mtimeMs < staleMs) return;
    await rename(folder, away);
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return;
    throw error;
  }
  await rm(away, { recursive: true, force: true });
}
