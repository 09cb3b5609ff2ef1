// Opens a link in the person's browser, or a folder in the file manager: checked first, and never through a shell.
import type { ChildProcess } from 'node:child_process';
import spawn from 'cross-spawn';
import open from 'open';
import { AppError, hasErrno } from '../../shared/errors';
import type { OpenUrl } from '../ports';

export interface OpenUrlOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** A launcher that fails does so within this many milliseconds; one that still runs has a browser. */
  readonly graceMs?: number;
  /** The system's own way; a parameter for tests. */
  readonly launch?: (url: string) => Promise<ChildProcess>;
}

/** https, or http on loopback; no user or password. @throws AppError link-refused */
export function checkLink(link: string): string {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  const loopback = url !== undefined && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/u.test(url.hostname);
  const allowed = url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback);
  if (!url || !allowed || url.username || url.password) throw new AppError('link-refused', { url: shown(link) });
  return url.href;
}

/** `BROWSER` (a list of commands, `%s` stands for the link) comes before the system's choice. */
export function createOpenUrl(options: OpenUrlOptions): OpenUrl {
  const { env, platform, graceMs = 700, launch = (url) => open(url) } = options;
  return async (link) => {
    const url = checkLink(link);
    const browsers = (env.BROWSER ?? '').split(platform === 'win32' ? ';' : ':').filter((b) => b.trim() !== '');
    const tries = browsers.map((browser) => () => startBrowser(browser, url));
    for (const start of tries.length > 0 ? tries : [() => launch(url)]) if (await works(start, graceMs)) return;
    throw new AppError('link-failed', { url });
  };
}

/** Shows a folder in the system's file manager. */
export function createOpenFolder(
  options: Omit<OpenUrlOptions, 'env' | 'platform'> = {},
): (folder: string) => Promise<void> {
  const { graceMs = 700, launch = (folder) => open(folder) } = options;
  return async (folder) => {
    if (!(await works(() => launch(folder), graceMs))) throw new AppError('folder-not-shown', { folder });
  };
}

async function startBrowser(browser: string, url: string): Promise<ChildProcess> {
  const [command = '', ...words] = browser.trim().split(/\s+/u);
  const args = words.some((w) => w.includes('%s')) ? words.map((w) => w.replaceAll('%s', url)) : [...words, url];
  const child = spawn(command, args, { detached: true, stdio: 'ignore' });
  child.unref();
  return child;
}

/** False if the launcher cannot be started, or ends at once with a failure. */
async function works(start: () => Promise<ChildProcess>, graceMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const child = await start();
    if (child.exitCode !== null) return child.exitCode === 0;
    return await new Promise<boolean>((resolve, reject) => {
      timer = setTimeout(() => resolve(true), graceMs);
      child.once('error', reject);
      child.once('exit', (code) => resolve(code === 0));
    });
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'EACCES', 'ENOEXEC')) return false;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Bounded, for a refused link may be anything. */
const shown = (link: string): string => (link.length > 200 ? `${link.slice(0, 200)}…` : link);
