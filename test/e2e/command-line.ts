// The built command line in a home of its own: one command to its end, or `serve` until it is stopped.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ownBrokerPort } from '../support/free-port';

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}
export interface Serving {
  link: string;
  child: ChildProcess;
  /** Asks it to end and gives its exit code. */
  stop(): Promise<number | null>;
}
export interface Following {
  /** What it has printed so far. */
  text(): string;
  /** Ctrl+C; gives its exit code. */
  stop(): Promise<number | null>;
}
export interface Home {
  folder: string;
  env: NodeJS.ProcessEnv;
  run(...args: string[]): Promise<Ended>;
  /** Runs the launcher itself with a given Node. */
  launch(node: string, ...args: string[]): Promise<Ended>;
  serve(...args: string[]): Promise<Serving>;
  /** Starts a command that goes on until it is interrupted. */
  follow(...args: string[]): Following;
  /** Writes a file of the person's. */
  file(name: string, text: string): Promise<void>;
  remove(): Promise<void>;
}

const BUILT = path.resolve('out/main/cli.js');
export const LAUNCHER = path.resolve('bin/mcp-tray.mjs');

/** A temporary home: nothing of the person who runs the tests is read or written. */
export async function makeHome(over: NodeJS.ProcessEnv = {}): Promise<Home> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-e2e-'));
  await ownBrokerPort(path.join(folder, 'mcp-tray/config'));
  const env = {
    ...process.env,
    HOME: folder,
    USERPROFILE: folder,
    XDG_CONFIG_HOME: path.join(folder, '.config'),
    XDG_STATE_HOME: path.join(folder, '.local/state'),
    XDG_DATA_HOME: path.join(folder, '.local/share'),
    MCP_TRAY_HOME: path.join(folder, 'mcp-tray'),
    LANG: 'en_US.UTF-8',
    LC_ALL: '',
    // The keychain does not belong to a home; it stays untouched.
    MCP_TRAY_KEYCHAIN: 'memory',
    ...over,
  };
  return {
    folder,
    env,
    run: (...args) => ended(spawn(process.execPath, [BUILT, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })),
    launch: (node, ...args) => ended(spawn(node, [LAUNCHER, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })),
    serve: (...args) => serving(spawn(process.execPath, [BUILT, 'serve', ...args], { env })),
    follow: (...args) => following(spawn(process.execPath, [BUILT, ...args], { env })),
    file: (name, text) => writeFile(path.join(folder, name), text),
    remove: () => rm(folder, { recursive: true }),
  };
}

function ended(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const result: Ended = { code: null, out: '', err: '' };
    child.stdout?.on('data', (chunk) => {
      result.out += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      result.err += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ ...result, code }));
  });
}

function following(child: ChildProcess): Following {
  let text = '';
  child.stdout?.on('data', (chunk) => {
    text += chunk;
  });
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const stop = () => {
    child.kill('SIGINT');
    return exited;
  };
  return { text: () => text, stop };
}

export function serving(child: ChildProcess): Promise<Serving> {
  return new Promise((resolve, reject) => {
    let text = '';
    const exited = new Promise<number | null>((done) => child.once('exit', done));
    child.stderr?.on('data', (chunk) => {
      text += chunk;
    });
    child.stdout?.on('data', (chunk) => {
      text += chunk;
      const link = /^http:\S+$/mu.exec(text)?.[0];
      if (!link) return;
      const stop = () => {
        child.kill('SIGTERM');
        return exited;
      };
      resolve({ link, child, stop });
    });
    void exited.then(() => reject(new Error(`serve ended before it printed a link:\n${text}`)));
  });
}
