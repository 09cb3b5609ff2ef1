// Where programs keep what a person has set, platform by platform: pure functions of what an adapter may look at.
import path from 'node:path';
import type { Surroundings } from './adapter';

/** The platform's own way to join and to resolve. */
export const pathsOn = (platform: NodeJS.Platform) => (platform === 'win32' ? path.win32 : path.posix);

/** A folder below the home. */
export const inHome = ({ home, platform }: Surroundings, ...names: string[]): string =>
  pathsOn(platform).join(home, ...names);

/** `$XDG_CONFIG_HOME`, on every platform, as some programs have it; a relative one is to be ignored. */
export function xdgConfig(around: Surroundings, ...names: string[]): string {
  const { join } = pathsOn(around.platform);
  return join(absolute(around, around.env.XDG_CONFIG_HOME) ?? inHome(around, '.config'), ...names);
}

/** Where desktop programs keep their data: `Application Support`, `%APPDATA%`, or as `xdgConfig`. */
export function appData(around: Surroundings, ...names: string[]): string {
  const { join } = pathsOn(around.platform);
  if (around.platform === 'darwin') return inHome(around, 'Library', 'Application Support', ...names);
  if (around.platform !== 'win32') return xdgConfig(around, ...names);
  return join(absolute(around, around.env.APPDATA) ?? inHome(around, 'AppData', 'Roaming'), ...names);
}

/** `%LOCALAPPDATA%` of Windows. */
export function localAppData(around: Surroundings, ...names: string[]): string {
  const { join } = pathsOn(around.platform);
  return join(absolute(around, around.env.LOCALAPPDATA) ?? inHome(around, 'AppData', 'Local'), ...names);
}

/** The folder a variable moves a program's files to; undefined where it says none. A relative one counts from the home. */
export function movedTo({ home, platform }: Surroundings, value: string | undefined): string | undefined {
  return value ? pathsOn(platform).resolve(home, value) : undefined;
}

/** As `movedTo`, for programs that read `~` as the home. */
export function movedToTilde(around: Surroundings, value: string | undefined): string | undefined {
  return movedTo(around, value?.replace(/^~(?=$|[\\/])/u, around.home));
}

function absolute({ platform }: Surroundings, value: string | undefined): string | undefined {
  return value !== undefined && pathsOn(platform).isAbsolute(value) ? value : undefined;
}
