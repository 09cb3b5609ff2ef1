// Start at login: the system's login items on macOS and Windows, a desktop file in the autostart folder on Linux.
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { App } from 'electron';
import { AppError, hasErrno } from '../../shared/errors';
import { readTextFile, writeTextFile } from '../files/text-file';

export interface LoginItem {
  /** As the system says it is, not as it was last set. */
  get(): boolean;
  /** @throws AppError file-read-only, disk-full, file-changed, file-failed */
  set(on: boolean): Promise<void>;
}

/** The command that starts us: the executable, then its arguments. */
export type StartCommand = readonly [program: string, ...args: string[]];

/** Given to a start at login: the tray comes up without a window. */
export const AT_LOGIN = '--at-login';

/** The freedesktop way. `folder` is `$XDG_CONFIG_HOME/autostart`. */
export function desktopLoginItem(folder: string, command: StartCommand, comment: string): LoginItem {
  const file = path.join(folder, 'mcp-tray.desktop');
  return {
    get: () => isOn(readIfThere(file), command),
    set: async (on) => {
      if (!on) return removeIfThere(file);
      const before = await readTextFile(file);
      const text = desktopEntry(command, comment);
      await writeTextFile({ path: file, text, expected: before?.hash ?? 'absent', newFileMode: 0o644 });
    },
  };
}

/** The system's own login items, through Electron. On macOS the system may ask the person to approve it first. */
export function systemLoginItem(app: Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings'>): LoginItem {
  const args = [AT_LOGIN];
  return {
    get: () => app.getLoginItemSettings({ args }).openAtLogin,
    set: async (on) => app.setLoginItemSettings({ openAtLogin: on, args }),
  };
}

/** A desktop entry whose Exec line starts `command` as it is, whatever characters are in it. */
export function desktopEntry(command: StartCommand, comment: string): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Version=1.0',
    'Name=MCP Tray',
    `Comment=${escapeString(comment)}`,
    `Exec=${execLine(command)}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** On only if it starts this program: after a move or an update in another place it is off, and turning it on mends it. */
export function isOn(text: string | undefined, command: StartCommand): boolean {
  if (text === undefined) return false;
  const lines = text.split(/\r?\n/u);
  const off = lines.some((l) => /^\s*(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/u.test(l));
  return !off && lines.includes(`Exec=${execLine(command)}`);
}

/** Desktop Entry Specification, "The Exec key": quoted arguments, and the general string escapes on top of that. */
function execLine(command: StartCommand): string {
  return escapeString(command.map(quoteArgument).join(' '));
}

function quoteArgument(argument: string): string {
  if (/[\0\r\n]/u.test(argument)) throw new AppError('file-failed', { file: 'mcp-tray.desktop', reason: 'line break' });
  return `"${argument.replaceAll(/["`$\\]/gu, '\\$&').replaceAll('%', '%%')}"`;
}

function escapeString(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r');
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

async function removeIfThere(file: string): Promise<void> {
  try {
    await rm(file, { force: true });
  } catch (cause) {
    if (hasErrno(cause, 'EACCES', 'EPERM', 'EROFS')) throw new AppError('file-read-only', { file }, { cause });
    throw cause;
  }
}
