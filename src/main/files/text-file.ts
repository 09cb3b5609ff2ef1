// The one safe way to read and write a text file that others write too: precondition right before the rename, temp
// file in the same folder, fsync, atomic rename, read back.
import { createHash } from 'node:crypto';
import { linkSync, readFileSync, renameSync, type Stats, statSync, unlinkSync } from 'node:fs';
import { access, constants, type FileHandle, open, readlink, realpath, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError, hasErrno } from '../../shared/errors';
import { makeFolder } from './make-folder';
import { tempName } from './temp-files';

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

/**
 * A disk ends the flushes of several programs at the same instant: who flushed as we did renames as we do, and would be
 * overwritten between our check and our rename. It goes first, and the check sees it.
 */
const LET_OTHERS_GO_MS = 5;

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
 * given; its folder is created, open to those who may read the file. `ownerOnly` takes the bits of group and others away. `othersWrite`: programs that share no
 * lock with us write this file.
 * @throws AppError file-changed, file-read-only, file-mounted, disk-full, file-unreadable, file-failed
 */
export async function writeTextFile(write: {
  readonly path: string;
  readonly text: string;
  readonly expected: string | 'absent';
  readonly newFileMode?: number;
  readonly ownerOnly?: boolean;
  readonly othersWrite?: boolean;
}): Promise<string> {
  const { path: file, text, expected } = write;
  let temp: string | undefined;
  try {
    const realPath = await resolveLinks(file);
    const info = await statOrAbsent(realPath);
    if ((info === undefined) !== (expected === 'absent')) throw new AppError('file-changed', { file });
    if (info) await requireWritable(realPath, info, file);
    else await makeFolder(path.dirname(realPath), folderMode(write.newFileMode ?? 0o600));
    temp = tempName(realPath);
    const mode = (info ? info.mode & 0o7777 : (write.newFileMode ?? 0o600)) & (write.ownerOnly ? 0o7700 : 0o7777);
    await writeTemp(temp, text, info, mode);
    if (write.othersWrite) await new Promise((resolve) => setTimeout(resolve, LET_OTHERS_GO_MS));
    await replace(temp, realPath, expected, file);
    await syncFolder(path.dirname(realPath));
    if (hashNow(realPath) !== hashText(text)) throw new AppError('file-overwritten', { file });
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
 * Removes the file if it still is what the caller saw; symlinks stay and their target goes.
 * @throws AppError file-changed, file-read-only, file-mounted, file-unreadable, file-failed
 */
export async function removeTextFile(file: string, expected: string): Promise<void> {
  try {
    const realPath = await resolveLinks(file);
    if (hashNow(realPath) !== expected) throw new AppError('file-changed', { file });
    if (expected === 'absent') return;
    // Not rmSync, which gives other codes than the system does.
    unlinkSync(realPath);
    await syncFolder(path.dirname(realPath));
  } catch (error) {
    throw writeError(error, file);
  }
}

/**
 * The folders in which writes of `files` make their temp files: those of the files themselves, behind all links. Of a
 * path that cannot be followed nothing is said; who reads or writes it is told why.
 */
export async function foldersOf(files: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await Promise.allSettled(files.map((file) => resolveLinks(file)));
  return new Set(found.flatMap((one) => (one.status === 'fulfilled' ? [path.dirname(one.value)] : [])));
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
  const before = stampOf(realPath);
  if (hashNow(realPath) !== expected || stampOf(realPath) !== before) throw new AppError('file-changed', { file });
  renameSync(temp, realPath);
}

/** Tells whether a file is still the same in far less time than reading it takes. */
function stampOf(file: string): string | undefined {
  const info = statSync(file, { bigint: true, throwIfNoEntry: false });
  return info && `${info.ino} ${info.ctimeNs} ${info.size}`;
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

export function writeError(error: unknown, file: string): unknown {
  if (error instanceof AppError) return error;
  if (hasErrno(error, 'EACCES', 'EPERM', 'EROFS')) return new AppError('file-read-only', { file }, { cause: error });
  if (hasErrno(error, 'ENOSPC', 'EDQUOT')) return new AppError('disk-full', { file }, { cause: error });
  // What is mounted cannot be renamed over; on Windows it is someone who has the file open.
  if (hasErrno(error, 'EXDEV') || (hasErrno(error, 'EBUSY') && process.platform !== 'win32')) {
    return new AppError('file-mounted', { file }, { cause: error });
  }
  if (hasErrno(error, 'EBUSY')) return new AppError('file-locked', { file }, { cause: error });
  return systemError(error, file);
}

/** What the system refused for a reason of its own keeps the system's name for it; a bug of ours stays a bug. */
export function systemError(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return error;
  return new AppError('file-failed', { file, reason: String(error.code) }, { cause: error });
}
