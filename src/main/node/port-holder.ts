// Says which program listens on a port of this machine, where the system tells without special rights, and which is free.
import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { hasErrno } from '../../shared/errors';

const run = promisify(execFile);
const LISTEN = '0A';
const TIMEOUT_MS = 3000;

/** The name of the program, or undefined where it cannot be found out. */
export function whoHoldsPort(port: number): Promise<string | undefined> {
  if (process.platform === 'linux') return fromProc(port);
  return process.platform === 'win32' ? Promise.resolve(undefined) : fromLsof(port);
}

/** How many ports after the wanted one are tried. */
const NEAR = 20;

/** The first port after `port` that nobody listens on, on 127.0.0.1; undefined if all near ones are taken. */
export async function freePortNear(port: number): Promise<number | undefined> {
  for (let next = port + 1; next <= Math.min(port + NEAR, 65_535); next++) if (await isFree(next)) return next;
  return undefined;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => {
      if (hasErrno(error, 'EADDRINUSE', 'EACCES')) resolve(false);
      else reject(error);
    });
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

async function fromLsof(port: number): Promise<string | undefined> {
  try {
    const args = ['-nP', '-a', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fc'];
    const { stdout } = await run('/usr/sbin/lsof', args, { timeout: TIMEOUT_MS });
    return /^c(.+)$/mu.exec(stdout)?.[1];
  } catch (error) {
    // lsof ends with 1 for “nothing found”, and may be missing.
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

async function fromProc(port: number): Promise<string | undefined> {
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(textOf));
  const inode = tables.map((table) => listeningInode(table, port)).find((found) => found !== undefined);
  if (inode === undefined) return undefined;
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name));
  for (const pid of processes) {
    if (await holds(pid, inode)) return programOf(pid);
  }
  return undefined;
}

/** The file it runs; what a program calls its first thread, which is all that `comm` tells, may be any word. */
async function programOf(pid: string): Promise<string | undefined> {
  const file = await tolerant(() => readlink(`/proc/${pid}/exe`));
  const name =
    file === undefined ? await textOf(`/proc/${pid}/comm`) : path.basename(file.replace(/ \(deleted\)$/u, ''));
  return name.trim() || undefined;
}

/** The inode of the socket that listens on this port, from a table as `/proc/net/tcp` prints it. */
export function listeningInode(table: string, port: number): string | undefined {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = table.split('\n').map((line) => line.trim().split(/\s+/u));
  return rows.find(([, local, , state]) => local?.endsWith(end) && state === LISTEN)?.[9];
}

async function holds(pid: string, inode: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const links = (await tolerant(() => readdir(folder))) ?? [];
  for (const fd of links) {
    if ((await tolerant(() => readlink(path.join(folder, fd)))) === `socket:[${inode}]`) return true;
  }
  return false;
}

async function textOf(file: string): Promise<string> {
  return (await tolerant(() => readFile(file, 'utf8'))) ?? '';
}

/** Processes come and go, and those of others are closed to us. */
async function tolerant<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'EACCES', 'EPERM', 'ESRCH')) return undefined;
    throw error;
  }
}
