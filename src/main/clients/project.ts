// A client as it is for one folder: the same words, another file or another part of one. To the rest of the room it is one
// more adapter, so that plans, writes and undo need not know of folders.
import { lstat, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError, hasErrno } from '../../shared/errors';
import type { Server } from '../../shared/model';
import type { ProjectTarget } from '../../shared/project-model';
import type { ClientAdapter, ClientPlace, LocalEntries, ProjectFiles, Said, Surroundings } from './adapter';
import { isThere } from './programs';

/** What a shared file starts: by its name, for it stands elsewhere on every machine, and without a key. */
const BRIDGE = 'mcp-tray';

/** @throws AppError project-scope-unknown where the client has nothing of that kind */
export function adapterFor(adapter: ClientAdapter, target: ProjectTarget): ClientAdapter {
  const { project } = adapter;
  const installed = async (around: Surroundings) => adapter.installed(around, await adapter.place(around));
  if (project && target.scope === 'project') {
    return {
      ...adapter,
      installed,
      place: (around) => sharedPlace(adapter, project, target.folder, around),
      brokeredEntryOf: (server) => bridgeEntryOf(adapter, server),
    };
  }
  const local = project?.local;
  if (!local) throw new AppError('project-scope-unknown', { client: adapter.name, scope: target.scope });
  return {
    ...adapter,
    installed,
    place: (around) => localPlace(adapter, local, target.folder, around),
    open: (text, file, place) => local.open(text, file, place, place.part ?? target.folder),
  };
}

/** What goes by the broker is reached by the command that bridges to it, said as any command of that client is. */
function bridgeEntryOf(adapter: ClientAdapter, { name, timeout }: Server): Said {
  const args = ['bridge', name];
  const limit = timeout === undefined ? {} : { timeout };
  return adapter.entryOf({ name, type: 'stdio', command: BRIDGE, args, env: {}, disabled: false, ...limit });
}

/**
 * The folder as the system has it. @throws AppError project-folder-missing, also for a path that is not absolute: it would
 * count from wherever this process runs
 */
export async function realFolder(folder: string): Promise<string> {
  const missing = (cause?: unknown) => new AppError('project-folder-missing', { folder }, { cause });
  if (!path.isAbsolute(folder) || folder.includes('\0')) throw missing();
  try {
    if ((await stat(folder)).isDirectory()) return await realpath(folder);
  } catch (error) {
    if (!hasErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP', 'ENAMETOOLONG')) throw error;
    throw missing(error);
  }
  throw missing();
}

/** The client's file in the folder: the first that is there, else the last is the one to make. */
async function sharedPlace(
  adapter: ClientAdapter,
  { files, emptyIsNew }: ProjectFiles,
  folder: string,
  around: Surroundings,
): Promise<ClientPlace> {
  const home = await realFolder(folder);
  const all = files.map((file) => path.join(home, ...file.split('/')));
  const there = await Promise.all(all.map(isThere));
  const file = all[there.indexOf(true)] ?? all.at(-1) ?? home;
  const real = await realTarget(file);
  // A link in a folder that came from elsewhere could make us write anywhere.
  if (!isBelow(home, real)) throw new AppError('project-file-outside', { file, target: real });
  const account = await adapter.place(around);
  if (real === (await realTarget(account.file))) throw new AppError('project-is-account', { file });
  return { file, watched: all, emptyIsNew, shared: true };
}

/** Entries for one folder in the client's own file, apart from those for the account. */
async function localPlace(
  adapter: ClientAdapter,
  local: LocalEntries,
  folder: string,
  around: Surroundings,
): Promise<ClientPlace> {
  const home = await realFolder(folder);
  const root = local.byRepository ? await repositoryOf(home) : undefined;
  if (root !== undefined && root !== home) {
    throw new AppError('project-is-inside', { folder: home, root, client: adapter.name });
  }
  return { ...(await adapter.place(around)), part: home };
}

function isBelow(folder: string, file: string): boolean {
  const way = path.relative(folder, file);
  return way !== '' && way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

/** Where a write to `file` would end up: what is not there yet hangs below the nearest folder that is. */
async function realTarget(file: string): Promise<string> {
  const missing: string[] = [];
  for (let at = file; ; at = path.dirname(at)) {
    try {
      return path.join(await realpath(at), ...missing);
    } catch (error) {
      if (hasErrno(error, 'ELOOP')) throw new AppError('project-file-outside', { file, target: at }, { cause: error });
      if (!hasErrno(error, 'ENOENT', 'ENOTDIR')) throw error;
    }
    // A link to what is not there: a write would follow it and make that.
    if (await isLink(at)) throw new AppError('project-file-outside', { file, target: at });
    missing.unshift(path.basename(at));
  }
}

async function isLink(file: string): Promise<boolean> {
  try {
    return (await lstat(file)).isSymbolicLink();
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}

/** The repository a folder belongs to; for a linked working tree the one it was made from. */
async function repositoryOf(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = path.dirname(at)) {
    const git = path.join(at, '.git');
    if (await isThere(git)) return (await linkedFrom(git)) ?? at;
    if (path.dirname(at) === at) return undefined;
  }
}

/** In a linked working tree `.git` is a file that names a folder below `.git/worktrees` of the repository. */
async function linkedFrom(git: string): Promise<string | undefined> {
  try {
    const text = await readFile(git, 'utf8');
    const [, root] = /^gitdir: (.+)[/\\]\.git[/\\]worktrees[/\\][^/\\\n]+\s*$/u.exec(text) ?? [];
    return root === undefined ? undefined : path.resolve(path.dirname(git), root);
  } catch (error) {
    if (hasErrno(error, 'EISDIR', 'EACCES')) return undefined;
    throw error;
  }
}
