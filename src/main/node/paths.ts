// Where things are on this machine: a pure function of platform, environment and home.
import path from 'node:path';
import type { Paths } from '../ports';

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The person's home, where the clients keep their files: `os.homedir()`. */
  readonly home: string;
}

const NAME = 'mcp-tray';

/** `MCP_TRAY_HOME` moves config and state, and leaves the clients' home where it is. */
export function pathsOf({ platform, env, home }: Machine): Paths {
  const { join, isAbsolute, resolve } = platform === 'win32' ? path.win32 : path.posix;
  // A relative path in these variables is to be ignored (XDG base directory specification).
  const folder = (value: string | undefined, ...fallback: string[]) =>
    value !== undefined && isAbsolute(value) ? value : join(home, ...fallback);
  if (env.MCP_TRAY_HOME) {
    const moved = resolve(env.MCP_TRAY_HOME);
    return { home, config: join(moved, 'config'), state: join(moved, 'state') };
  }
  if (platform === 'darwin') {
    const support = join(home, 'Library', 'Application Support', NAME);
    return { home, config: support, state: join(support, 'state') };
  }
  if (platform === 'win32') {
    const config = join(folder(env.APPDATA, 'AppData', 'Roaming'), NAME);
    return { home, config, state: join(folder(env.LOCALAPPDATA, 'AppData', 'Local'), NAME) };
  }
  const config = join(folder(env.XDG_CONFIG_HOME, '.config'), NAME);
  return { home, config, state: join(folder(env.XDG_STATE_HOME, '.local', 'state'), NAME) };
}
