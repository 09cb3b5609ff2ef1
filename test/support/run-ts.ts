// Starts a TypeScript file in a Node process of its own: for tests that kill it, or give it another user or a bus.
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import path from 'node:path';

const HOOK = path.resolve(import.meta.dirname, 'typescript-hook.mjs');

/** The command line that runs `script`. */
export function tsCommand(script: string, ...args: string[]): [string, ...string[]] {
  return [process.execPath, '--no-warnings', '--import', HOOK, script, ...args];
}

export function spawnTs(script: string, args: string[], options: SpawnOptions = {}): ChildProcess {
  const [command, ...rest] = tsCommand(script, ...args);
  return spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
}

/** Runs a command to its end; for `tsCommand` and what wraps it. */
export function run(command: readonly string[], options: SpawnOptions = {}) {
  const [name, ...args] = command;
  if (name === undefined) throw new Error('no command');
  const child = spawn(name, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 30_000, ...options });
  return finished(child);
}

/** What a child said until it ended. */
function finished(child: ChildProcess) {
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk) => {
    out += String(chunk);
  });
  child.stderr?.on('data', (chunk) => {
    err += String(chunk);
  });
  return new Promise<{ code: number | null; signal: string | null; out: string; err: string }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, out, err }));
  });
}
