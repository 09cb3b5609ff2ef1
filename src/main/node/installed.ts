// Where an installed app has its command line, and by what name a program of it is started again.
import path from 'node:path';

export interface CommandLine {
  /** The Node that comes with a package: the app itself cannot be run as one. */
  readonly node: string;
  /** Absolute path of `bin/mcp-tray.mjs`. */
  readonly launcher: string;
}

/** @param resources Electron's `process.resourcesPath` in a packaged app */
export function commandLineIn(resources: string, platform: NodeJS.Platform): CommandLine {
  const { join } = platform === 'win32' ? path.win32 : path.posix;
  return {
    node: join(resources, 'bin', platform === 'win32' ? 'node.exe' : 'node'),
    launcher: join(resources, 'cli', 'bin', 'mcp-tray.mjs'),
  };
}

/**
 * The AppImage that `program` runs from, which is what can be started tomorrow: its files lie in a mount that ends with
 * it. Whatever an AppImage starts inherits its variables, so the program has to lie in that mount.
 */
export function appImageOf(env: Readonly<Record<string, string | undefined>>, program: string): string | undefined {
  const { APPIMAGE, APPDIR } = env;
  if (!APPIMAGE || !APPDIR) return undefined;
  return program.startsWith(`${path.posix.resolve(APPDIR)}/`) ? APPIMAGE : undefined;
}
