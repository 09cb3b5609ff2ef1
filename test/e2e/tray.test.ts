// The tray app as it is built: window, preload, IPC, tray menu, and the story that the web face tells too.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Menu } from 'electron';
import type { ElectronApplication, Page } from 'playwright-core';
import { _electron } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { texts } from '../../src/shared/messages';
import { CHROMIUM_MISSING, chromiumPath } from '../support/chromium';
import { electronHost } from '../support/electron-host';
import { ownBrokerPort } from '../support/free-port';
import { addServer, applyAndUndo, callTool, everything, openView, seeTools } from './story';

const host = electronHost();
const reason = host.kind === 'stand-in' && chromiumPath === undefined ? CHROMIUM_MISSING : undefined;
if (reason === undefined) console.log(`The tray app runs on ${host.says}.`);
else console.log(`The tray app is not tested: ${reason}`);

/** What the tests keep inside the main process: the newest menu that was put on the tray. */
interface Seen {
  trayMenu?: Menu;
}

describe.skipIf(reason !== undefined)('the tray app', () => {
  const home = mkdtempSync(path.join(os.tmpdir(), 'mcp-tray-e2e-'));
  const claude = path.join(home, '.claude.json');
  const CLAUDE_TEXT = '{\n  "numStartups": 3,\n  "mcpServers": {},\n  "theme": "dark"\n}\n';
  const t = texts('en');
  let electron: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    writeFileSync(claude, CLAUDE_TEXT);
    mkdirSync(path.join(home, '.config'));
    await ownBrokerPort(path.join(home, 'mcp-tray/config'));
    electron = await _electron.launch({ ...host.launch, env: environment(home) });
    await electron.evaluate(({ Tray }) => {
      const set = Tray.prototype.setContextMenu;
      Tray.prototype.setContextMenu = function (menu) {
        (globalThis as Seen).trayMenu = menu ?? undefined;
        return set.call(this, menu);
      };
    });
    page = await electron.firstWindow();
  });
  afterAll(async () => {
    await electron?.close();
    rmSync(home, { recursive: true, force: true });
  });

  /** The labels of the tray menu, what lies behind a row after it. */
  const trayMenu = () =>
    electron.evaluate(() => {
      const read = (menu: Menu | undefined): string[] =>
        (menu?.items ?? []).filter((i) => i.type !== 'separator').flatMap((i) => [i.label, ...read(i.submenu)]);
      return read((globalThis as Seen).trayMenu);
    });
  const choose = (id: string) =>
    electron.evaluate((_electron, item) => (globalThis as Seen).trayMenu?.getMenuItemById(item)?.click(), id);
  const windows = () => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  const closeWindow = () => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  const nextWindow = async (cause: () => Promise<unknown>) => {
    const [window] = await Promise.all([electron.waitForEvent('window'), cause()]);
    page = window;
  };

  it('opens its window on the first run, with nothing of Node in it', async () => {
    await page.getByText(t('window.servers.empty')).first().waitFor();
    const inside = await page.evaluate(() => ({
      node: 'require' in globalThis || 'process' in globalThis,
      bridge: Object.keys(window.bridge ?? {}),
      title: document.title,
    }));
    expect(inside).toEqual({ node: false, bridge: ['request', 'on'], title: 'MCP Tray' });
  });

  it('refuses requests that are not in the contract', async () => {
    const codes = await page.evaluate(async () => {
      const request = window.bridge?.request as unknown as (name: unknown, args?: unknown) => Promise<unknown>;
      return Promise.all(['__proto__', 'constructor', 'app:nothing'].map((name) => request(name)));
    });
    expect(codes).toEqual(codes.map(() => expect.objectContaining({ ok: false })));
    expect(JSON.stringify(codes)).not.toContain('internal');
  });

  it('tells the whole story: add a server, see its tools, call one, write it to Claude Code, take it back', async () => {
    const reader = { page, t };
    await addServer(reader, 'everything', everything('everything'));
    await seeTools(reader, 'everything', 'echo', 'message');
    expect(await callTool(reader, 'echo', 'message', 'good morning')).toContain('Echo: good morning');
    await applyAndUndo(reader, 'Claude Code', claude, 'everything');
    expect(readFileSync(claude, 'utf8')).toBe(CLAUDE_TEXT);
  });

  it('says the same in the tray menu', async () => {
    await expect.poll(trayMenu).toContain(t('common.overall.fine', { count: 1 }));
    await expect.poll(trayMenu).toContain('Claude Code: 1 change');
    const menu = await trayMenu();
    expect(menu.join('\n')).toMatch(/^everything: ready, \d+ tools$/mu);
    expect(menu).toEqual(
      expect.arrayContaining(['Restart', 'Claude Code: 1 change', 'Sync now', 'Open MCP Tray', 'Quit']),
    );
  });

  it('is who the command line talks to', () => {
    const key = path.join(home, 'mcp-tray/state/instance.json');
    expect(JSON.parse(readFileSync(key, 'utf8'))).toMatchObject({ face: 'tray', pid: expect.any(Number) });
    if (process.platform !== 'win32') expect(statSync(key).mode & 0o777).toBe(0o600);
    const options = { env: environment(home), encoding: 'utf8' } as const;
    const { status, stdout } = spawnSync(process.execPath, ['out/main/cli.js', 'list', '--json'], options);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ name: 'everything', state: { kind: 'ready' } }]);
  });

  it('closes its window and stays; opens it again from the menu, and where the menu says', async () => {
    await closeWindow();
    await expect.poll(windows).toBe(0);
    await nextWindow(() => choose('show:everything'));
    await page.getByRole('heading', { name: 'everything' }).waitFor();
    await choose('client:claude-code');
    await page.getByRole('button', { name: t('window.clients.review.apply', { count: 1 }) }).waitFor();
    expect(await windows()).toBe(1);
  });

  it('shows the window when it is started a second time', async () => {
    await closeWindow();
    await nextWindow(() =>
      electron.evaluate(({ app }) => void app.emit('second-instance', {}, ['electron', '.'], '/')),
    );
    await page.getByRole('navigation', { name: t('window.nav.label') }).waitFor();
  });

  it('shows what an install link would add, whole, and adds nothing by itself', async () => {
    const config = { command: 'install-me', args: ['--from', 'a link'] };
    const link = `mcp-tray://add?name=linked&config=${Buffer.from(JSON.stringify(config)).toString('base64url')}`;
    await electron.evaluate(({ app }, url) => void app.emit('second-instance', {}, ['electron', url], '/'), link);
    await page.getByText("install-me --from 'a link'").waitFor();
    await page.getByRole('button', { name: t('window.add.add', { count: 1 }) }).waitFor();
    const wrong = 'mcp-tray://add?name=linked';
    await electron.evaluate(({ app }, url) => void app.emit('second-instance', {}, [url], '/'), wrong);
    await page.getByText(t('errors.install-link-unreadable.message')).waitFor();
    const { mcpServers } = JSON.parse(readFileSync(path.join(home, 'mcp-tray/config/mcp.json'), 'utf8'));
    expect(Object.keys(mcpServers)).toEqual(['everything']);
  });

  it('restarts a server from the menu', async () => {
    const readySince = () =>
      page.evaluate(async () => {
        const reply = await window.bridge?.request('app:snapshot', undefined);
        const state = reply?.ok ? reply.value.servers[0]?.state : undefined;
        return state?.kind === 'ready' ? state.since : 0;
      });
    const before = await readySince();
    await choose('act:everything');
    await expect.poll(readySince).toBeGreaterThan(before);
    await expect.poll(trayMenu).toContain(t('common.overall.fine', { count: 1 }));
  });

  it('syncs from the menu and says so in it', async () => {
    await choose('sync');
    await expect.poll(trayMenu).toContain(t('tray.sync.done', { count: 1 }));
    expect(JSON.parse(readFileSync(claude, 'utf8'))).toHaveProperty('mcpServers.everything');
    await expect.poll(trayMenu).toContain('Claude Code: in sync');
  });

  it('starts at login once it is told to, and says so', async () => {
    const checked = () =>
      electron.evaluate(() => (globalThis as Seen).trayMenu?.getMenuItemById('start-at-login')?.checked);
    expect(await checked()).toBe(false);
    await choose('start-at-login');
    await expect.poll(checked).toBe(true);
    await choose('start-at-login');
    await expect.poll(checked).toBe(false);
  });

  it('speaks Japanese everywhere as soon as it is set', async () => {
    await openView({ page, t }, 'window.nav.settings');
    await page.getByText(t('window.settings.japanese'), { exact: true }).click();
    await page.getByRole('navigation', { name: texts('ja')('window.nav.label') }).waitFor();
    await expect.poll(trayMenu).toContain('終了');
  });

  it('quits from the menu and leaves nothing running', async () => {
    const { pid } = electron.process();
    const closed = electron.waitForEvent('close');
    await choose('quit').catch(() => undefined);
    await closed;
    expect(() => process.kill(pid ?? 0, 0)).toThrow();
    expect(existsSync(path.join(home, 'mcp-tray/state/instance.json'))).toBe(false);
  });
});

/** A home of its own, and nothing that points elsewhere. */
function environment(home: string): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(HOME|XDG_|MCP_TRAY|CLAUDE)/u.test(name));
  const env = Object.fromEntries(kept.map(([name, value]) => [name, value ?? '']));
  return { ...env, HOME: home, USERPROFILE: home, MCP_TRAY_HOME: path.join(home, 'mcp-tray'), LANG: 'en_US.UTF-8' };
}
