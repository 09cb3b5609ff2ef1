// What the tray app is tested on: Electron where its executable is, and the stand-in where it is not.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromiumPath } from './chromium';

export interface ElectronHost {
  readonly kind: 'electron' | 'stand-in';
  /** For the log, so that a run says what it has shown. */
  readonly says: string;
  readonly launch: {
    readonly executablePath: string;
    readonly args: string[];
  };
}

const STAND_IN = path.resolve('test/support/electron-stand-in/dist');
const PROGRAMS: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

export function electronHost(): ElectronHost {
  const dist = path.resolve(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? 'node_modules/electron/dist');
  const real = path.join(dist, PROGRAMS[process.platform] ?? 'electron');
  const canRun = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (existsSync(real) && canRun && dist !== STAND_IN) {
    // Electron refuses to run as root with its sandbox on; tests in containers do.
    const args = process.getuid?.() === 0 ? ['--no-sandbox', '.'] : ['.'];
    return { kind: 'electron', says: `Electron (${real})`, launch: { executablePath: real, args } };
  }
  process.env.STAND_IN_NODE = process.execPath;
  if (chromiumPath !== undefined) process.env.STAND_IN_CHROMIUM = chromiumPath;
  const executablePath = path.join(STAND_IN, 'electron');
  const says = `the stand-in (plain Node and ${chromiumPath}), because Electron's executable or a display is missing`;
  return { kind: 'stand-in', says, launch: { executablePath, args: ['.'] } };
}
