// A keychain of its own for a test: gnome-keyring, unlocked, on a message bus that nobody else is on.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';

const WAIT_MS = 10_000;

/** Why there can be none here, with the command that brings one; undefined where there can. */
export function whyNoKeyring(): string | undefined {
  const missing = ['dbus-daemon', 'gnome-keyring-daemon'].filter((p) => spawnSync(p, ['--version']).error);
  if (missing.length === 0) return undefined;
  return `${missing.join(' and ')} is not installed; on Debian: sudo apt-get install dbus-daemon gnome-keyring`;
}

export interface Keyring {
  /** For a program that shall use it. */
  readonly env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

/** Starts one that keeps what it is given in `folder`, which the caller removes. */
export async function startKeyring(folder: string): Promise<Keyring> {
  const runtime = path.join(folder, 'run');
  const data = path.join(folder, 'data');
  await Promise.all([mkdir(runtime, { recursive: true, mode: 0o700 }), mkdir(data, { recursive: true })]);
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const address = await firstLine(bus);
  // No display: a prompt of the keyring could only hang.
  const env = { DBUS_SESSION_BUS_ADDRESS: address, XDG_RUNTIME_DIR: runtime, DISPLAY: '', WAYLAND_DISPLAY: '' };
  const daemon = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
    env: { ...process.env, ...env, HOME: folder, XDG_DATA_HOME: data },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  daemon.stdin?.end('only for tests');
  await until(() => existsSync(path.join(runtime, 'keyring/control')));
  return {
    env,
    stop: async () => {
      for (const child of [daemon, bus]) await ended(child);
      await rm(runtime, { recursive: true, force: true });
    },
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.once('error', reject);
    child.once('exit', () => reject(new Error('the message bus did not start')));
    child.stdout?.on('data', (chunk) => {
      text += String(chunk);
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')).trim());
    });
  });
}

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + WAIT_MS;
  while (!condition()) {
    if (Date.now() > end) throw new Error('the keyring did not start');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
