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
