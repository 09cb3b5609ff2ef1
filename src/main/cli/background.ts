// Starts an instance for a bridge where none runs: the web face's core, away from the client that asked for it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Logger } from '../ports';

export interface Background {
  /** What starts this very command line, on the same Node. */
  readonly command: readonly [program: string, ...args: string[]];
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly log: Pick<Logger, 'error'>;
}

/** Several at once are no harm: one of them becomes the instance, the others see it and end. */
export function startInBackground({ command, env, platform, home, log }: Background): void {
  const [program, ...args] = command;
  const child = spawn(program, [...args, 'serve', '--no-open', '--background'], {
    cwd: home,
    env: environmentFor(env, platform, process.getuid?.(), existsSync),
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
  });
  child.once('error', (error) => log.error('no instance could be started', { error: String(error) }));
  child.unref();
}

/**
 * The environment of an instance that outlives its client. Clients hand their servers a bare one: without the session's
 * bus there is no keychain on Linux, and with TERM the login shell would not be asked for what is missing.
 */
export function environmentFor(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  uid: number | undefined,
  exists: (file: string) => boolean,
): NodeJS.ProcessEnv {
  const { TERM: _, ...bare } = env;
  if (platform !== 'linux' || uid === undefined || bare.DBUS_SESSION_BUS_ADDRESS) return bare;
  const runtime = bare.XDG_RUNTIME_DIR || `/run/user/${uid}`;
  const bus = `${runtime}/bus`;
  if (!exists(bus)) return bare;
  return { ...bare, XDG_RUNTIME_DIR: runtime, DBUS_SESSION_BUS_ADDRESS: `unix:path=${bus}` };
}
