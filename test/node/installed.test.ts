import { expect, it } from 'vitest';
import { appImageOf, commandLineIn } from '../../src/main/node/installed';

it('finds the command line beside the archive of a package', () => {
  expect(commandLineIn('/opt/MCP Tray/resources', 'linux')).toEqual({
    node: '/opt/MCP Tray/resources/bin/node',
    launcher: '/opt/MCP Tray/resources/cli/bin/mcp-tray.mjs',
  });
  expect(commandLineIn('C:\\MCP Tray\\resources', 'win32').node).toBe('C:\\MCP Tray\\resources\\bin\\node.exe');
});

it('knows an AppImage by where it runs, not by variables that it may have inherited from another one', () => {
  const env = { APPIMAGE: '/home/me/MCP Tray.AppImage', APPDIR: '/tmp/.mount_MCP1' };
  expect(appImageOf(env, '/tmp/.mount_MCP1/resources/bin/node')).toBe('/home/me/MCP Tray.AppImage');
  expect(appImageOf(env, '/tmp/.mount_MCP10/resources/bin/node')).toBeUndefined();
  expect(appImageOf(env, '/usr/bin/node')).toBeUndefined();
  expect(appImageOf({}, '/usr/bin/node')).toBeUndefined();
});
