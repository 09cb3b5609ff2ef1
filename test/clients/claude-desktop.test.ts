// Claude Desktop knows commands alone: a brokered entry starts the bridge, and no key of ours stands in its file.
import { chmodSync, statSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Wanted } from '../../src/main/ports';
import { brokered, type Desk, desk, http } from './support';

const KEY = 'mcptray_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG';
let d: Desk;
beforeEach(() => {
  d = desk({ client: 'claude-desktop', at: '.config/Claude/claude_desktop_config.json', platform: 'linux' });
});
afterEach(() => d.dispose());

const summary = async (wanted: readonly Wanted[]) =>
  (await d.clients.summaries(() => wanted)).find(({ id }) => id === 'claude-desktop');

it('has no key of ours, however it gets a server', async () => {
  const wanted = [brokered(http('a'), KEY)];
  expect(d.clients.usesBroker('claude-desktop', wanted)).toBe(false);
  expect(d.clients.usesBroker('claude-code', wanted)).toBe(true);
  await d.sync(wanted);
  expect(d.read()).not.toContain(KEY);
  expect(await summary(wanted)).toMatchObject({ holdsKey: false, bridged: true });
});

it('takes its entry for ours whichever Node stands there, and no other program', async () => {
  const by = (command: string, launcher = '/opt/mcp-tray/bin/mcp-tray.mjs'): readonly Wanted[] => {
    const one = brokered(http('a'));
    return [{ ...one, door: { ...one.door, bridge: { command, args: [launcher, 'bridge', 'a'] } } }];
  };
  await d.sync(by('node'));
  const text = d.read();
  for (const node of [
    '/usr/local/bin/node',
    'C:\\Program Files\\nodejs\\node.exe',
    '/usr/bin/nodejs',
    '/opt/node-24',
  ]) {
    expect(await d.sync(by(node))).toBe(0);
  }
  expect(d.read()).toBe(text);
  expect(await d.statuses(by('/usr/bin/bun'))).toEqual({ a: 'update' });
  expect(await d.statuses(by('node', '/home/me/mcp-tray/bin/mcp-tray.mjs'))).toEqual({ a: 'update' });
  d.write(text.replace('"node"', '"/home/me/.nvm/node"'));
  expect(await d.statuses(by('node'))).toEqual({ a: 'in-sync' });
  for (const other of ['/bin/sh', '/opt/nodemon']) {
    d.write(text.replace('"node"', JSON.stringify(other)));
    expect(await d.statuses(by('node'))).toEqual({ a: 'drift' });
  }
});

it.skipIf(process.platform === 'win32')(
  'keeps its file for whom it was, for there is nothing in it to hide',
  async () => {
    d.write('{}');
    chmodSync(d.file, 0o644);
    const wanted = [brokered(http('a'), KEY)];
    expect((await d.clients.plan('claude-desktop', wanted)).besides).toEqual([]);
    await d.sync(wanted);
    expect(statSync(d.file).mode & 0o777).toBe(0o644);
    expect((await summary(wanted))?.sync).toEqual({ kind: 'in-sync' });
  },
);
