import { expect, it } from 'vitest';
import { bridgeCommandBy, packagedProgram } from '../../src/main/node/bridge-command';

const launcher = '/opt/mcp-tray/bin/mcp-tray.mjs';
const { versions } = process;

it('names the Node that runs us, and in Electron, which is none, the one of the person', () => {
  const args = [launcher, 'bridge', 'notes'];
  const underNode = bridgeCommandBy({ launcher, versions, execPath: '/usr/bin/node', packaged: undefined });
  expect(underNode('notes')).toEqual({ command: '/usr/bin/node', args });
  const inElectron = bridgeCommandBy({
    launcher,
    versions: { ...versions, electron: '40.0.0' },
    execPath: '/opt/tray',
    packaged: undefined,
  });
  expect(inElectron('notes')).toEqual({ command: 'node', args });
});

it('names the packaged app itself, which needs no Node beside it', () => {
  const electron = { ...versions, electron: '40.0.0' };
  const named = (env: Record<string, string>) => {
    const packaged = packagedProgram(true, env, '/opt/MCP Tray/mcp-tray');
    return bridgeCommandBy({ launcher, versions: electron, execPath: '/opt/MCP Tray/mcp-tray', packaged })('notes');
  };
  expect(named({})).toEqual({ command: '/opt/MCP Tray/mcp-tray', args: ['bridge', 'notes'] });
  expect(named({ APPIMAGE: '/home/me/MCP-Tray.AppImage' }).command).toBe('/home/me/MCP-Tray.AppImage');
  expect(packagedProgram(false, { APPIMAGE: '/x' }, '/usr/bin/node')).toBeUndefined();
});
