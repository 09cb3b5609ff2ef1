// Looks for secrets where they must not be: in files, in what was sent, in the arguments and environment of processes.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { hasErrno } from '../../src/shared/errors';

/** A secret as it stands, and as it looks in a URL, in a Basic header and in encoded text. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const base64 = bytes.toString('base64').replace(/=+$/u, '');
  return [secret, encodeURIComponent(secret), base64, bytes.toString('base64url'), bytes.toString('hex')];
}

/** The secrets that a text holds, in any spelling. */
export function foundIn(text: string, secrets: readonly string[]): string[] {
  return secrets.filter((secret) => spellings(secret).some((spelling) => text.includes(spelling)));
}

/** Every file below a folder that holds one of the secrets, in its name or in its bytes. */
export function filesWith(folder: string, secrets: readonly string[]): string[] {
  return filesBelow(folder).filter((file) => {
    const text = `${path.relative(folder, file)}\n${readFileSync(file, 'latin1')}`;
    return foundIn(text, secrets).length > 0;
  });
}

export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
}

export interface SeenProcess {
  readonly pid: number;
  readonly arguments: string;
  readonly environment: string;
}

/** Keeps what a process and all that descend from it show of themselves in /proc, until stopped. Linux only. */
export function watchProcesses(root: number): { seen(): readonly SeenProcess[]; stop(): void } {
  const seen = new Map<string, SeenProcess>();
  const look = () => {
    for (const pid of withDescendants(root)) {
      const [shown, environment] = [proc(pid, 'cmdline'), proc(pid, 'environ')];
      if (shown === undefined || environment === undefined) continue;
      seen.set(`${pid} ${shown} ${environment}`, { pid, arguments: shown, environment });
    }
  };
  const timer = setInterval(look, 50);
  return {
    seen: () => {
      look();
      return [...seen.values()];
    },
    stop: () => clearInterval(timer),
  };
}

function withDescendants(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/u.test(name) ? /\) \S (\d+)/u.exec(proc(Number(name), 'stat') ?? '')?.[1] : undefined;
    if (parent !== undefined) children.set(Number(parent), [...(children.get(Number(parent)) ?? []), Number(name)]);
  }
  const below = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(below)];
  return below(root);
}

/** Undefined for a process that has ended, or is not ours. */
function proc(pid: number, what: 'cmdline' | 'environ' | 'stat'): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'latin1');
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return undefined;
    throw error;
  }
}
