import { describe, expect, it } from 'vitest';
import { type BridgeSurroundings, bridgeCommandBy } from '../../src/main/node/bridge-command';

const launcher = '/opt/mcp-tray/bin/mcp-tray.mjs';
const electron = { ...process.versions, electron: '40.0.0' };
const node: BridgeSurroundings = {
  launcher,
  versions: process.versions,
  execPath: '/usr/bin/node',
  env: {},
  platform: 'linux',
};

describe('the command that bridges', () => {
  it('names the Node that runs us, and in Electron, which is none, the one of the person', () => {
    const args = [launcher, 'bridge', 'notes'];
    expect(bridgeCommandBy(node)('notes')).toEqual({ command: '/usr/bin/node', args });
    expect(bridgeCommandBy({ ...node, versions: electron, execPath: '/opt/tray' })('notes')).toEqual({
      command: 'node',
      args,
    });
  });

  it('is the same in a package, whether the app or its command line says it', () => {
    const resources = '/opt/MCP Tray/resources';
    const app = { ...node, versions: electron, execPath: '/opt/MCP Tray/mcp-tray-app', resources };
    const line = {
      ...node,
      execPath: `${resources}/bin/node`,
      launcher: `${resources}/cli/bin/mcp-tray.mjs`,
    };
    expect(bridgeCommandBy(app)('notes')).toEqual(bridgeCommandBy(line)('notes'));
    expect(bridgeCommandBy(app)('notes').command).toBe(`${resources}/bin/node`);
  });

  it('is the AppImage itself, for what lies in it is gone when it ends', () => {
    const env = { APPIMAGE: '/home/me/MCP.AppImage', APPDIR: '/tmp/.mount_1' };
    const resources = '/tmp/.mount_1/resources';
    const wanted = { command: '/home/me/MCP.AppImage', args: ['bridge', 'notes'] };
    const app = { ...node, env, versions: electron, execPath: '/tmp/.mount_1/mcp-tray-app', resources };
    expect(bridgeCommandBy(app)('notes')).toEqual(wanted);
    expect(bridgeCommandBy({ ...node, env, execPath: `${resources}/bin/node` })('notes')).toEqual(wanted);
  });
});
