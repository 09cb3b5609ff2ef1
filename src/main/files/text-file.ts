// The one safe way to read and write a text file that others write too: precondition right before the rename, temp
// file in the same folder, fsync, atomic rename, read back.
import { createHash, randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, type Stats } from 'node:fs';
import {
  access,
  constants,
  type FileHandle,
  mkdir,
  open,
  readdir,
  readlink,
  realpath,
  rm,
  stat,
} from 'node:fs/promises';
import path from 'node:path';
import { AppError, hasErrno } from '../../shared/errors';

export interface TextFile {
  readonly path: string;
  /** The file itself, after symlinks. */
  readonly realPath: string;
  /** With its byte order mark, if it has one. */
  readonly text: string;
  /** Of the bytes; what `writeTextFile` takes as `expected`. */
  readonly hash: string;
  /** Permission bits. */
  readonly mode: number;
}

/** Far above any config file, far below what would hurt: 32 MB. */
const TEXT_LIMIT_BYTES = 32 * 1024 * 1024;

/** SHA-256 of a text as UTF-8, in hex: the hash `readTextFile` would give. */
export const hashText = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/**
 * Reads UTF-8 text; undefined only if there is no such file.
 * @throws AppError file-unreadable, file-not-text, file-too-large, file-failed
 */
export async function readTextFile(
  file: string,
  options: { readonly limitBytes?: number } = {},
): Promise<TextFile | undefined> {
  const limit = options.limitBytes ?? TEXT_LIMIT_BYTES;
  try {
    const realPath = await resolveLinks(file);
    const handle = await open(realPath, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const info = await handle.stat();
      if (!info.isFile()) throw new AppError('file-failed', { file, reason: 'not a regular file' });
      const bytes = await readBounded(handle, limit, file);
      return { path: file, realPath, text: decode(bytes, file), hash: hashBytes(bytes), mode: info.mode & 0o7777 };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return undefined;
    throw readError(error, file);
  }
}

/** Reads at most `limit` bytes, also from a file that grows meanwhile. */
async function readBounded(handle: FileHandle, limit: number, file: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for (;;) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(64 * 1024), 0, 64 * 1024, null);
    if (bytesRead === 0) return Buffer.concat(chunks);
    size += bytesRead;
    if (size > limit) throw new AppError('file-too-large', { file, limit: Math.round((limit / 2 ** 20) * 10) / 10 });
    chunks.push(buffer.subarray(0, bytesRead));
  }
}

function decode(bytes: Buffer, file: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  throw new AppError('file-not-text', { file });
}

const hashBytes = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/**
 * Writes `text` if the file still is what the caller saw, and leaves a whole file, old or new, whatever happens.
 * Symlinks stay and their target is written; mode stays, owner where the system lets us. Resolves with the new hash.
 * `expected` is the hash seen, or `absent`; `newFileMode` (permission bits) is for a file that is made new, 0600 unless
 * given; its folder is created, open to those who may read the file. `ownerOnly` takes the bits of group and others away.
 * @throws AppError file-changed, file-read-only, disk-full, file-unreadable, file-failed
 */
export async function writeTextFile(write: {
  readonly path: string;
  readonly text: string;
  readonly expected: string | 'absent';
  readonly newFileMode?: number;
  readonly ownerOnly?: boolean;
}): Promise<string> {
  const { path: file, text, expected } = write;
  let temp: string | undefined;
  try {
    const realPath = await resolveLinks(file);
    const info = await statOrAbsent(realPath);
    if ((info === undefined) !== (expected === 'absent')) throw new AppError('file-changed', { file });
    if (info) await requireWritable(realPath, info, file);
    else await mkdir(path.dirname(realPath), { recursive: true, mode: folderMode(write.newFileMode ?? 0o600) });
    temp = tempName(realPath);
    const mode = (info ? info.mode & 0o7777 : (write.newFileMode ?? 0o600)) & (write.ownerOnly ? 0o7700 : 0o7777);
    await writeTemp(temp, text, info, mode);
    await replace(temp, realPath, expected, file);
    await syncFolder(path.dirname(realPath));
    if (hashBytes(readFileSync(realPath)) !== hashText(text)) throw new AppError('file-overwritten', { file });
    return hashText(text);
  } catch (error) {
    throw writeError(error, file);
  } finally {
    if (temp !== undefined) await rm(temp, { force: true });
  }
}

/** Who may read the file may look into its folder. */
const folderMode = (fileMode: number): number => 0o700 | (fileMode & 0o044) | ((fileMode & 0o044) >> 2);

/**
 * Removes temp files that writers of ours left in `folder` when they were killed. `now` is epoch ms; only files older
 * than `minAgeMs` go, and only if their process is gone. Resolves with the names removed.
 */
export async function sweepTempFiles(folder: string, now: number, minAgeMs = 10_000): Promise<string[]> {
  const removed: string[] = [];
  for (const name of await namesIn(folder)) {
    const pid = TEMP_NAME.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const file = path.join(folder, name);
    const info = await statOrAbsent(file);
    if (!info?.isFile() || now - info.mtimeMs < minAgeMs) continue;
    await rm(file, { force: true });
    removed.push(name);
  }
  return removed;
}

const TEMP_NAME = /\.mcp-tray-(\d+)-[0-9a-f]{12}\.tmp$/u;
const tempName = (file: string) => `${file}.mcp-tray-${process.pid}-${randomBytes(6).toString('hex')}.tmp`;

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return [];
    throw writeError(error, folder);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (hasErrno(error, 'ESRCH')) return false;
    if (hasErrno(error, 'EPERM')) return true;
    throw error;
  }
}

/** The file behind all links; a link whose target is missing leads to where the target would be. */
async function resolveLinks(file: string, hops = 0): Promise<string> {
  try {
    return await realpath(file);
  } catch (error) {
    if (!hasErrno(error, 'ENOENT') || hops > 40) throw error;
  }
  try {
    return await resolveLinks(path.resolve(path.dirname(file), await readlink(file)), hops + 1);
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'EINVAL', 'UNKNOWN')) return path.resolve(file);
    throw error;
  }
}

async function statOrAbsent(file: string): Promise<Stats | undefined> {
  try {
    return await stat(file);
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** A file without any write bit is refused for root too: someone set it so, and a rename would not even notice. */
async function requireWritable(realPath: string, info: Stats, file: string): Promise<void> {
  if (!info.isFile()) throw new AppError('file-failed', { file, reason: 'not a regular file' });
  if ((info.mode & 0o222) === 0) throw new AppError('file-read-only', { file });
  await access(realPath, constants.W_OK);
}

async function writeTemp(temp: string, text: string, like: Stats | undefined, mode: number): Promise<void> {
  const handle = await open(temp, 'wx', 0o600);
  try {
    await handle.writeFile(text, 'utf8');
    if (like) await keepOwner(handle, like);
    await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Only root may give files away; for everyone else the file becomes theirs, as with any editor. */
async function keepOwner(handle: FileHandle, like: Stats): Promise<void> {
  const mine = await handle.stat();
  if (mine.uid === like.uid && mine.gid === like.gid) return;
  try {
    await handle.chown(like.uid, like.gid);
  } catch (error) {
    if (!hasErrno(error, 'EPERM', 'EINVAL', 'ENOSYS')) throw error;
  }
}

/**
 * Checks and renames without yielding, so that no other write of this process comes between, and one of another
 * process has microseconds. A new file is linked into place, which never overwrites.
 */
async function replace(temp: string, realPath: string, expected: string, file: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return replaceSync(temp, realPath, expected, file);
    } catch (error) {
      // Windows refuses to replace a file that a reader or a virus scanner has open; a moment later it does not.
      const busy = process.platform === 'win32' && hasErrno(error, 'EPERM', 'EACCES', 'EBUSY');
      if (!busy || attempt >= 20) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

function replaceSync(temp: string, realPath: string, expected: string, file: string): void {
  if (expected === 'absent') {
    try {
      linkSync(temp, realPath);
      return;
    } catch (error) {
      if (hasErrno(error, 'EEXIST')) throw new AppError('file-changed', { file }, { cause: error });
      // File systems without hard links; there the check below has to do.
      if (!hasErrno(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK')) throw error;
    }
  }
  if (hashNow(realPath) !== expected) throw new AppError('file-changed', { file });
  renameSync(temp, realPath);
}

function hashNow(file: string): string {
  try {
    return hashBytes(readFileSync(file));
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return 'absent';
    throw error;
  }
}

/** Makes the rename itself survive a power cut. Windows has no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function readError(error: unknown, file: string): unknown {
  if (error instanceof AppError) return error;
  if (hasErrno(error, 'EACCES', 'EPERM')) return new AppError('file-unreadable', { file }, { cause: error });
  return systemError(error, file);
}

function writeError(error: unknown, file: string): unknown {
  if (error instanceof AppError) return error;
  if (hasErrno(error, 'EACCES', 'EPERM', 'EROFS')) return new AppError('file-read-only', { file }, { cause: error });
  if (hasErrno(error, 'ENOSPC', 'EDQUOT')) return new AppError('disk-full', { file }, { cause: error });
  if (hasErrno(error, 'EBUSY')) return new AppError('file-locked', { file }, { cause: error });
  return systemError(error, file);
}

/** What the system refused for a reason of its own keeps the system's name for it; a bug of ours stays a bug. */
function systemError(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return error;
  return new AppError('file-failed', { file, reason: String(error.code) }, { cause: error });
}
