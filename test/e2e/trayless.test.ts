// The tray app on a desktop that shows no tray: it says so, stays reachable, and can be quit from its window.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ElectronApplication, Page } from 'playwright-core';
import { _electron } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { texts } from '../../src/shared/messages';
import { CHROMIUM_MISSING, chromiumPath } from '../support/chromium';
import { electronHost } from '../support/electron-host';
import { type Home, makeHome } from './command-line';

declare global {
  var axe: typeof import('axe-core');
}

const host = electronHost();
const noBus =
  process.platform !== 'linux' ||
  [['dbus-daemon', '--version'] as const, ['gdbus', 'help'] as const].some(
    ([program, arg]) => spawnSync(program, [arg]).error !== undefined,
  );
const reason = noBus
  ? 'a message bus, or gdbus to ask it'
  : host.kind === 'stand-in' && !chromiumPath
    ? CHROMIUM_MISSING
    : undefined;
if (reason !== undefined) console.warn(`skipped: a desktop without a tray, for want of ${reason}`);

describe.skipIf(reason !== undefined)('on a desktop without a tray', () => {
  const t = texts('en');
  let home: Home;
  let electron: ElectronApplication;
  let page: Page;
  let stopBus: () => Promise<unknown>;
  const notice = () => page.getByText(t('window.trayless.title'));
  const windows = () =>
    electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isMinimized()));

  beforeAll(async () => {
    const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [address] = await once(bus.stdout, 'data');
    stopBus = () => {
      const gone = once(bus, 'exit');
      bus.kill('SIGTERM');
      return gone;
    };
    home = await makeHome({ DBUS_SESSION_BUS_ADDRESS: String(address).trim() });
    electron = await _electron.launch({ ...host.launch, env: home.env as Record<string, string> });
    page = await electron.firstWindow();
  });
  afterAll(async () => {
    await electron?.close();
    await stopBus?.();
    await home?.remove();
  });

  it('says so in its window, in both languages', async () => {
    await notice().waitFor();
    const set = (language: string) =>
      page.evaluate((to) => window.bridge?.request('settings:set', { patch: { language: to as 'ja' } }), language);
    await set('ja');
    await page.getByText(texts('ja')('window.trayless.hint')).waitFor();
    await set('en');
    await notice().waitFor();
  });

  it('hides what was read', async () => {
    await page.getByRole('button', { name: t('window.trayless.read') }).click();
    await expect.poll(() => notice().count()).toBe(0);
  });

  it('says in the settings that it looks for no updates', async () => {
    await page.evaluate(() => {
      location.hash = '#/settings';
    });
    await page.getByText(t('window.updates.off')).waitFor();
  });

  it('shows nothing there that axe has to complain about', async () => {
    await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
    const found = await page.evaluate(async () => (await globalThis.axe.run()).violations.map(({ id }) => id));
    expect(found).toEqual([]);
  });

  it('keeps its window where windows are listed when it is closed, and brings it back at a second start', async () => {
    await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await expect.poll(windows).toEqual([true]);
    await electron.evaluate(({ app }) => void app.emit('second-instance', {}, ['electron', '.'], '/'));
    await expect.poll(windows).toEqual([false]);
  });

  it('quits from its window', async () => {
    const closed = electron.waitForEvent('close');
    await page.getByRole('button', { name: t('window.trayless.quit') }).click();
    await closed;
  });
});
