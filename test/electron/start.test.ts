// Which face `npm start` brings up, and what it says when Electron is not to be had.
import { describe, expect, it } from 'vitest';

interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string>>;
  readonly uid: number | undefined;
  readonly electron: 'there' | 'missing';
}
interface Face {
  chooseFace(machine: Machine): { readonly face: 'tray' | 'web' | 'fetch'; readonly why?: string };
  electronProgram(platform: NodeJS.Platform): string;
  reasonIn(output: string): string;
}
// A plain script, so that any Node can run it: its types are stated here.
const { chooseFace, electronProgram, reasonIn } = (await import('../../scripts/face.mjs' as string)) as Face;

const linux: Machine = { platform: 'linux', env: { DISPLAY: ':0' }, uid: 1000, electron: 'there' };

describe('npm start', () => {
  it.each<[string, Machine, string]>([
    ['a Linux desktop', linux, 'tray'],
    ['a Wayland desktop', { ...linux, env: { WAYLAND_DISPLAY: 'wayland-0' } }, 'tray'],
    ['macOS', { ...linux, platform: 'darwin', env: {} }, 'tray'],
    ['Windows', { ...linux, platform: 'win32', env: {}, uid: undefined }, 'tray'],
    ['a desktop without Electron', { ...linux, electron: 'missing' }, 'fetch'],
    ['a Linux server', { ...linux, env: {} }, 'web'],
    ['a Linux server without Electron, which it does not fetch', { ...linux, env: {}, electron: 'missing' }, 'web'],
    ['an empty DISPLAY', { ...linux, env: { DISPLAY: '' } }, 'web'],
    ['root on Linux', { ...linux, uid: 0 }, 'web'],
    ['root on macOS', { ...linux, platform: 'darwin', uid: 0 }, 'tray'],
  ])('on %s brings up the right face', (_name, machine, face) => {
    const choice = chooseFace(machine);
    expect(choice.face).toBe(face);
    if (face === 'web') expect(choice.why).toMatch(/^[A-Z].*[a-z]$/u);
  });

  it('finds the executable where Electron puts it', () => {
    expect(electronProgram('linux')).toBe('electron');
    expect(electronProgram('win32')).toBe('electron.exe');
    expect(electronProgram('darwin')).toBe('Electron.app/Contents/MacOS/Electron');
  });

  it.each([
    [
      'RequestError: getaddrinfo ENOTFOUND github.com\n    at ClientRequest.<anonymous> (/x/y.js:1:2)',
      'getaddrinfo ENOTFOUND github.com',
    ],
    ['[1:2:ERROR:ozone_platform_x11.cc(1)] Missing X server.\nmore', 'Missing X server'],
    ['Error: read ECONNRESET\n    at TLSWrap.onStreamRead', 'read ECONNRESET'],
    ['', ''],
  ])('gives the reason without the stack: %j', (output, reason) => expect(reasonIn(output)).toBe(reason));
});
