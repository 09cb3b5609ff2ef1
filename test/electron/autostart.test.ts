import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  AT_LOGIN,
  desktopEntry,
  desktopLoginItem,
  isOn,
  type StartCommand,
  systemLoginItem,
} from '../../src/main/electron/autostart';
import { AppError } from '../../src/shared/errors';

const COMMAND: StartCommand = ['/opt/MCP Tray/mcp-tray', AT_LOGIN];
let folder = '';
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(os.tmpdir(), 'autostart-')), 'autostart');
});
afterEach(() => rmSync(path.dirname(folder), { recursive: true, force: true }));

/** Reads an Exec value back as the Desktop Entry Specification says: string escapes, then quotes and field codes. */
function execArguments(entry: string): string[] {
  // Only a line feed ends a line in this format; a regular expression would also stop at U+2028.
  const line = entry.split('\n').find((l) => l.startsWith('Exec=')) ?? '';
  const value = line.slice('Exec='.length);
  const plain = value.replaceAll(/\\([\\ntrs])/gu, (_, c: string) => ({ n: '\n', t: '\t', r: '\r', s: ' ' })[c] ?? c);
  return [...plain.matchAll(/"((?:[^"\\]|\\.)*)"/gsu)].map(([, quoted = '']) =>
    quoted.replaceAll(/\\(["`$\\])/gu, '$1').replaceAll('%%', '%'),
  );
}

describe('start at login on Linux', () => {
  it('is off, on, and off again, as the file says', async () => {
    const item = desktopLoginItem(folder, COMMAND, 'A comment');
    expect(item.get()).toBe(false);
    await item.set(true);
    expect(item.get()).toBe(true);
    expect(readdirSync(folder)).toEqual(['mcp-tray.desktop']);
    await item.set(true);
    await item.set(false);
    expect(item.get()).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
    await item.set(false);
  });

  it('writes an entry that starts this very command', async () => {
    await desktopLoginItem(folder, COMMAND, 'A comment').set(true);
    const text = readFileSync(path.join(folder, 'mcp-tray.desktop'), 'utf8');
    expect(text).toMatch(/^\[Desktop Entry\]\nType=Application\n/u);
    expect(text).toContain('\nExec="/opt/MCP Tray/mcp-tray" "--at-login"\n');
  });

  it('quotes any path so that it reads back the same and stays on its line', () => {
    const part = fc.string({ unit: 'grapheme' }).filter((s) => !/[\0\r\n]/u.test(s));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), ([program = '', ...rest]) => {
        const entry = desktopEntry([program, ...rest], 'c');
        expect(execArguments(entry)).toEqual([program, ...rest]);
        expect(entry.split('\n')).toHaveLength(9);
      }),
      { examples: [[['\u2028', '']], [['a\u2029b']], [['/opt/100% "sure"/$x`\\y']]] },
    );
  });

  it('refuses a path that would start a line of its own', () => {
    expect(() => desktopEntry(['/x\nExec=evil'], 'c')).toThrow(AppError);
  });

  it('keeps a comment on its line', () => {
    expect(desktopEntry(COMMAND, 'a\nExec=evil').match(/^Exec=/gmu)).toHaveLength(1);
  });

  it('sees that it was switched off elsewhere, or starts another program', async () => {
    const item = desktopLoginItem(folder, COMMAND, 'c');
    mkdirSync(folder);
    const entry = desktopEntry(COMMAND, 'c');
    for (const text of [`${entry}Hidden=true\n`, entry.replace('enabled=true', 'enabled=false'), 'garbage']) {
      writeFileSync(path.join(folder, 'mcp-tray.desktop'), text);
      expect(item.get()).toBe(false);
    }
    expect(isOn(entry, ['/elsewhere/mcp-tray'])).toBe(false);
    await item.set(true);
    expect(item.get()).toBe(true);
  });

  it('says so when the folder cannot be made', async () => {
    writeFileSync(folder, 'a file where the folder should be');
    await expect(desktopLoginItem(folder, COMMAND, 'c').set(true)).rejects.toBeInstanceOf(AppError);
  });
});

describe('start at login on macOS and Windows', () => {
  it('asks the system, and hands it the argument that keeps the window closed', async () => {
    const setLoginItemSettings = vi.fn();
    const settings = { openAtLogin: true } as Electron.LoginItemSettings;
    const item = systemLoginItem({ getLoginItemSettings: () => settings, setLoginItemSettings });
    expect(item.get()).toBe(true);
    await item.set(false);
    expect(setLoginItemSettings).toHaveBeenCalledExactlyOnceWith({ openAtLogin: false, args: [AT_LOGIN] });
  });
});
