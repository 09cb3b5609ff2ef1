// Tells that one file changed, however it was changed: in place, by rename, through a symlink, made new or removed.
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { watch } from 'chokidar';
import { hasErrno } from '../../shared/errors';

export interface WatchOptions {
  /** Events closer together than this many milliseconds are told as one. */
  readonly settleMs?: number;
  /** Hears what the system refuses, such as a missing inotify watch; watching goes on with what is left. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Calls back after a change of `file`, well within a second; resolves once the watch stands. The file, its folders
 * and the target of a symlink may be missing. The callback says only that it is time to read again.
 */
export async function watchFile(
  file: string,
  onChange: () => void,
  options: WatchOptions = {},
): Promise<() => Promise<void>> {
  const settleMs = options.settleMs ?? 40;
  const wanted = new Set([path.resolve(file)]);
  const folders = await missingFolders(path.resolve(file));
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const watcher = watch([...wanted, ...folders], {
    ignoreInitial: true,
    // The link is watched as itself and its target beside it, so that both a retarget and a change are seen.
    followSymlinks: false,
    // Replacing by rename is told as a change after this many milliseconds.
    atomic: settleMs,
    depth: 0,
  });

  async function followLink(): Promise<void> {
    const target = await targetOf(file);
    if (stopped || target === undefined || wanted.has(target)) return;
    wanted.add(target);
    watcher.add(target);
  }
  function tell(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      followLink().catch((error: unknown) => options.onError?.(error));
      onChange();
    }, settleMs);
  }
  // A path is watched through its parent only; with the parent missing too, it is added again when that appears.
  function enter(folder: string): void {
    const below = [...folders, ...wanted].filter((p) => p.startsWith(folder + path.sep));
    watcher.unwatch(below);
    watcher.add(below);
    tell();
  }
  watcher.on('all', (event, changed) => {
    const at = path.resolve(changed);
    if (wanted.has(at)) tell();
    else if (event === 'addDir' && folders.includes(at)) enter(at);
  });
  watcher.on('error', (error) => options.onError?.(error));
  const ready = new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  await followLink();
  await ready;
  return async () => {
    stopped = true;
    clearTimeout(timer);
    timer = undefined;
    await watcher.close();
  };
}

/** The folders above `file` that are not there, nearest to the root first. */
async function missingFolders(file: string): Promise<string[]> {
  const folder = path.dirname(file);
  if (folder === file || (await targetOf(folder)) !== undefined) return [];
  return [...(await missingFolders(folder)), folder];
}

async function targetOf(file: string): Promise<string | undefined> {
  try {
    return await realpath(file);
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ELOOP', 'ENOTDIR', 'EACCES')) return undefined;
    throw error;
  }
}
