import { expect, it } from 'vitest';
import { bridgeCommandBy } from '../../src/main/node/bridge-command';

const launcher = '/opt/mcp-tray/bin/mcp-tray.mjs';
const { versions } = process;

it('names the Node that runs us, and in Electron, which is none, the one of the person', () => {
  const args = [launcher, 'bridge', 'notes'];
  const underNode = bridgeCommandBy({ launcher, versions, execPath: '/usr/bin/node' });
  expect(underNode('notes')).toEqual({ command: '/usr/bin/node', args });
  const inElectron = bridgeCommandBy({
    launcher,
    versions: { ...versions, electron: '40.0.0' },
    execPath: '/opt/tray',
  });
  expect(inElectron('notes')).toEqual({ command: 'node', args });
});
