// Whether this desktop shows tray icons at all. Electron puts its icon up without a word where nobody shows it.
import { execFile } from 'node:child_process';

/** Who shows tray icons on Linux desktops registers this name; GNOME without an extension has nobody. */
const WATCHER = 'org.kde.StatusNotifierWatcher';
const TIMEOUT_MS = 2000;
const ASK = [
  ['call', '--session', '--dest', 'org.freedesktop.DBus', '--object-path', '/org/freedesktop/DBus'],
  ['--method', 'org.freedesktop.DBus.NameHasOwner', WATCHER],
].flat();

/** What `gdbus` answers, or undefined where it cannot be asked. */
export type AskBus = () => Promise<string | undefined>;

/** True only where it is sure: who cannot be asked may well show icons. */
export async function lacksTrayHost(platform: NodeJS.Platform, ask: AskBus = askBus): Promise<boolean> {
  if (platform !== 'linux') return false;
  return /^\(false,\)/u.test((await ask()) ?? '');
}

const askBus: AskBus = () =>
  new Promise((resolve) => {
    execFile('gdbus', ASK, { timeout: TIMEOUT_MS }, (error, stdout) => resolve(error ? undefined : stdout.trim()));
  });
