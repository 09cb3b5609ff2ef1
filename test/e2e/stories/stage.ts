// Where a story is told: the web face in Chromium, or the tray app with its menu; the same home, servers and browser.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Menu } from 'electron';
import { _electron, type Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Answer, Arguments, Reply, RequestName } from '../../../src/shared/contract';
import { type Translate, texts } from '../../../src/shared/messages';
import { type BrowserScript, browserScript } from '../../support/auth/browser-script';
import { electronHost } from '../../support/electron-host';
import { ownBrokerPort } from '../../support/free-port';
import { makeHome } from '../command-line';
import { openPage } from '../open-page';

export type Face = 'web' | 'tray';

export interface Stage {
  readonly face: Face;
  readonly home: string;
  readonly t: Translate;
  readonly browser: BrowserScript;
  page(): Page;
  ask<K extends RequestName>(name: K, args: Arguments<K>): Promise<Answer<K>>;
  /** What the tray menu says, row by row; empty on the web. */
  menu(): Promise<readonly string[]>;
  choose(row: string): Promise<void>;
  /** Keeps a picture of each language and theme, where pictures were asked for. `again` brings up what a change of language takes away. */
  picture(name: string, again?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

const PICTURES = path.resolve('docs/screenshots/stories');
const wantsPictures = Boolean(process.env.MCP_TRAY_SCREENSHOTS);
const SIZE = { width: 980, height: 660 };

/** A home with clients as a person might have them, and commands on its PATH. */
export function furnish(files: Readonly<Record<string, string>>, commands: Readonly<Record<string, string>>): string {
  const home = mkdtempSync(path.join(os.tmpdir(), 'mcp-tray-story-'));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(home, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  mkdirSync(path.join(home, 'bin'));
  for (const [name, script] of Object.entries(commands)) {
    const file = path.join(home, 'bin', name);
    writeFileSync(file, `#!/bin/sh\n${script.replaceAll('$HOME', home)}\n`);
    chmodSync(file, 0o755);
  }
  return home;
}

export async function openStage(face: Face, home: string): Promise<Stage> {
  const browser = await browserScript(home, 'approve');
  const PATH = [path.join(home, 'bin'), path.dirname(process.execPath), process.env.PATH].join(path.delimiter);
  const over = { BROWSER: browser.program, PATH, TERM: 'dumb' };
  return face === 'web' ? webStage(home, browser, over) : trayStage(home, browser, over);
}

const t = texts('en');

async function webStage(home: string, browser: BrowserScript, over: NodeJS.ProcessEnv): Promise<Stage> {
  const made = await makeHome();
  const config = path.join(home, 'mcp-tray');
  await ownBrokerPort(path.join(config, 'config'));
  const env = { ...over, HOME: home, USERPROFILE: home, MCP_TRAY_HOME: config };
  const xdg = { XDG_CONFIG_HOME: path.join(home, '.config'), XDG_STATE_HOME: '', XDG_DATA_HOME: '' };
  Object.assign(made.env, env, xdg);
  if (wantsPictures) process.env.FONTCONFIG_FILE = fontsOf(home);
  const serving = await made.serve('--no-open');
  const open = await openPage(serving);
  await open.page.setViewportSize(SIZE);
  const ask: Stage['ask'] = (name, args) => open.ask(name, args);
  return {
    face: 'web',
    home,
    t,
    browser,
    page: () => open.page,
    ask,
    menu: async () => [],
    choose: async () => undefined,
    picture: (name, again) => (wantsPictures ? pictures(open.page, ask, name, again) : Promise.resolve()),
    stop: async () => {
      await open.stop();
      await serving.stop();
      await made.remove();
      rmSync(home, { recursive: true, force: true });
      if (open.mishaps.length > 0) throw new Error(open.mishaps.join('\n'));
    },
  };
}

/** What is kept inside the main process: the newest menu that was put on the tray. */
interface Seen {
  trayMenu?: Menu;
}

async function trayStage(home: string, browser: BrowserScript, over: NodeJS.ProcessEnv): Promise<Stage> {
  await ownBrokerPort(path.join(home, 'mcp-tray/config'));
  const kept = Object.entries(process.env).filter(([name]) => !/^(HOME|XDG_|MCP_TRAY|CLAUDE|PATH)/u.test(name));
  const bare = Object.fromEntries(kept.map(([name, value]) => [name, value ?? '']));
  const env = {
    ...bare,
    ...over,
    HOME: home,
    USERPROFILE: home,
    MCP_TRAY_HOME: path.join(home, 'mcp-tray'),
    MCP_TRAY_KEYCHAIN: 'memory',
    LANG: 'en_US.UTF-8',
  } as Record<string, string>;
  const electron = await _electron.launch({ ...electronHost().launch, env });
  await electron.evaluate(({ Tray }) => {
    const set = Tray.prototype.setContextMenu;
    Tray.prototype.setContextMenu = function (menu) {
      (globalThis as Seen).trayMenu = menu ?? undefined;
      return set.call(this, menu);
    };
  });
  const page = await electron.firstWindow();
  await page.waitForFunction(() => window.bridge !== undefined);
  return {
    face: 'tray',
    home,
    t,
    browser,
    page: () => page,
    ask: async (name, args) => {
      const reply = (await page.evaluate(
        ([request, given]) => window.bridge?.request(request as RequestName, given as never),
        [name, args] as const,
      )) as Reply<never>;
      if (!reply.ok) throw new Error(`${name}: ${reply.error.code}`);
      return reply.value;
    },
    menu: () =>
      electron.evaluate(() => {
        const read = (menu: Menu | undefined): string[] =>
          (menu?.items ?? []).filter((i) => i.type !== 'separator').flatMap((i) => [i.label, ...read(i.submenu)]);
        return read((globalThis as Seen).trayMenu);
      }),
    choose: (row) =>
      electron.evaluate((_electron, item) => (globalThis as Seen).trayMenu?.getMenuItemById(item)?.click(), row),
    picture: async () => undefined,
    stop: async () => {
      await electron.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function pictures(page: Page, ask: Stage['ask'], name: string, again?: () => Promise<void>): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  const { settings } = await ask('app:snapshot', undefined);
  // A toast keeps the words it came with.
  const close = page.locator('.mantine-Notification-closeButton');
  await close.evaluateAll((all) => {
    for (const one of all) if (one instanceof HTMLElement) one.click();
  });
  await expect.poll(() => close.count()).toBe(0);
  for (const language of ['en', 'ja'] as const) {
    for (const theme of ['light', 'dark'] as const) {
      await ask('settings:set', { patch: { language, theme } });
      await page.waitForTimeout(400);
      await again?.();
      await page.mouse.move(0, 0);
      await page.waitForTimeout(400);
      await page.screenshot({ path: path.join(PICTURES, `${name}-${theme}-${language}.png`) });
    }
  }
  await ask('settings:set', { patch: { language: settings.language, theme: settings.theme } });
  await page.waitForTimeout(400);
  await again?.();
}

/** For pictures alike on every machine, the browser sees these fonts and no others. */
function fontsOf(home: string): string {
  const script = readFileSync(path.resolve('scripts/screenshots.ts'), 'utf8');
  const fonts = /const FONTS = `([^`]+)`/u.exec(script)?.[1] ?? '';
  const file = path.join(home, 'fonts.conf');
  writeFileSync(file, fonts);
  return file;
}
