import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Bar, type TrayShape, trayIconFile, trayShape } from '../../src/main/electron/icons';
import type { ConnectionState } from '../../src/shared/model';
import { serverOf, snapshotOf } from './fixtures';

const SHAPES: TrayShape[] = ['fine', 'needs-you', 'problem', 'working'];
const bar = (part: Partial<Bar>): Bar => ({
  platform: 'linux',
  desktop: '',
  systemDark: false,
  appsDark: false,
  ...part,
});
const shapeFor = (...kinds: ConnectionState['kind'][]) =>
  trayShape(snapshotOf({ servers: kinds.map((kind, i) => serverOf(`s${i}`, kind)) }));

describe('the tray icon', () => {
  it('tells problem before needs you, needs you before working, working before fine', () => {
    expect(shapeFor()).toBe('fine');
    expect(shapeFor('ready', 'off')).toBe('fine');
    expect(shapeFor('ready', 'connecting')).toBe('working');
    expect(shapeFor('ready', 'connecting', 'sign-in-needed')).toBe('needs-you');
    expect(shapeFor('needs-input')).toBe('needs-you');
    expect(shapeFor('ready', 'connecting', 'sign-in-needed', 'failed')).toBe('problem');
  });

  it('is a problem while mcp.json is broken', () => {
    const problem = { code: 'config-syntax', message: '', action: '' } as const;
    expect(trayShape(snapshotOf({ configProblem: { problem, goodSince: 0 } }))).toBe('problem');
  });

  it('leaves the colour to macOS, follows the taskbar on Windows, and knows that the bar of GNOME is black', () => {
    expect(trayIconFile('fine', bar({ platform: 'darwin', systemDark: true }))).toBe('fineTemplate.png');
    expect(trayIconFile('fine', bar({ platform: 'win32', systemDark: true }))).toBe('fine-white-16.png');
    expect(trayIconFile('fine', bar({ platform: 'win32', appsDark: true }))).toBe('fine-black-16.png');
    expect(trayIconFile('fine', bar({ desktop: 'ubuntu:GNOME' }))).toBe('fine-white-22.png');
    expect(trayIconFile('fine', bar({ desktop: 'KDE' }))).toBe('fine-black-22.png');
    expect(trayIconFile('fine', bar({ desktop: 'KDE', appsDark: true }))).toBe('fine-white-22.png');
  });

  it('has a picture for every shape, platform and colour, and one of twice the density beside it', () => {
    for (const shape of SHAPES)
      for (const platform of ['linux', 'darwin', 'win32'] as const)
        for (const dark of [true, false]) {
          const file = `resources/tray/${trayIconFile(shape, bar({ platform, systemDark: dark, appsDark: dark }))}`;
          expect([file, existsSync(file), existsSync(file.replace('.png', '@2x.png'))]).toEqual([file, true, true]);
        }
  });
});
