// The command palette in a real browser, by keyboard alone: what is typed, what is chosen, where it leads.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHROMIUM_MISSING, chromiumPath } from '../support/chromium';
import { type Home, makeHome, type Serving } from './command-line';
import { type OpenPage, openPage } from './open-page';

if (!chromiumPath) console.warn(`skipped: the command palette in a browser. ${CHROMIUM_MISSING}`);
const STDIO = path.resolve('test/support/servers/stdio-notes.ts');

describe.skipIf(!chromiumPath)('the command palette', () => {
  let home: Home;
  let serving: Serving;
  let open: OpenPage;
  let page: Page;
  const field = () => page.getByRole('combobox', { name: 'Search servers, tools and actions' });
  const chosen = () => page.locator('[data-combobox-option][data-combobox-selected]');
  const palette = () => page.getByRole('dialog', { name: 'Search servers, tools and actions' });
  const hash = () => page.evaluate(() => decodeURIComponent(window.location.hash));

  beforeAll(async () => {
    home = await makeHome();
    const config = path.join(home.folder, 'mcp-tray/config');
    await mkdir(config, { recursive: true });
    const mcpServers = {
      notes: { command: process.execPath, args: [STDIO] },
      down: { command: 'no-such-command-anywhere' },
      rest: { type: 'http', url: 'http://127.0.0.1:9/mcp', disabled: true },
    };
    await writeFile(path.join(config, 'mcp.json'), JSON.stringify({ mcpServers }));
    serving = await home.serve('--no-open');
    open = await openPage(serving);
    page = open.page;
    await open.ask('settings:set', { patch: { language: 'en', theme: 'light' } });
    await page
      .getByText(/Ready, \d+ tools/u)
      .first()
      .waitFor();
  });
  afterAll(async () => {
    await open?.stop();
    await serving?.stop();
    await home?.remove();
  });
  beforeEach(async () => {
    await page.goto(`${new URL(serving.link).origin}/#/servers`);
    // What is open over the page belongs to the test before.
    await page.reload();
    await page.getByRole('heading', { name: 'Servers' }).waitFor();
  });

  /** Opens it and types, until the first row holds what was asked for. */
  async function find(words: string, first: RegExp): Promise<void> {
    await page.keyboard.press('Control+K');
    await expect.poll(() => field().evaluate((at) => at === document.activeElement)).toBe(true);
    await page.keyboard.type(words);
    await expect.poll(async () => (await chosen().count()) === 1 && (await chosen().textContent())).toMatch(first);
  }

  it('leads to a tool, opened on the page of its server', async () => {
    await find('read_note', /^read_note/u);
    await page.keyboard.press('Enter');
    await expect.poll(hash).toBe('#/servers/notes/tools/read_note');
    await expect.poll(() => palette().count()).toBe(0);
    await expect
      .poll(() => page.getByRole('button', { name: /^read_note/u }).getAttribute('aria-expanded'))
      .toBe('true');
    // Focus is where the tool is, not lost with the palette.
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent ?? '')).toMatch(/^read_note/u);
  });

  it('marks what was asked for, tells the server, and says to assistive technology which row is chosen', async () => {
    await find('read_note', /^read_note/u);
    expect(await chosen().locator('mark').textContent()).toBe('read_note');
    expect(await chosen().textContent()).toContain('notes');
    expect(await field().getAttribute('aria-activedescendant')).toBe(await chosen().getAttribute('id'));
  });

  it('puts what waits for the person first, before anything is typed', async () => {
    await find('', /^Find out why down failed/u);
    await page.keyboard.press('Enter');
    await expect.poll(hash).toBe('#/servers/down/doctor');
  });

  it('moves by arrows and does what is chosen', async () => {
    await find('theme', /^Theme: Light/u);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => chosen().textContent()).toMatch(/^Theme: Dark/u);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset.mantineColorScheme)).toBe('dark');
    await open.ask('settings:set', { patch: { theme: 'light' } });
  });

  it('keeps the chosen row while servers change their state', async () => {
    await find('', /^Find out why down failed/u);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const before = await chosen().getAttribute('value');
    const heard = open.snapshots().length;
    await open.ask('server:setDisabled', { name: 'rest', disabled: false });
    await expect.poll(() => open.snapshots().length).toBeGreaterThan(heard);
    await page.waitForTimeout(200);
    expect(await chosen().getAttribute('value')).toBe(before);
    expect(await field().getAttribute('aria-activedescendant')).toBe(await chosen().getAttribute('id'));
    await open.ask('server:setDisabled', { name: 'rest', disabled: true });
  });

  it('asks more about a row with Tab', async () => {
    await find('find out why', /^Find out why down failed/u);
    await page.keyboard.press('Tab');
    await expect.poll(() => field().inputValue()).toBe('down ');
    await expect.poll(() => page.getByRole('option', { name: /^Log of down/u }).count()).toBe(1);
  });

  it('closes with Esc and gives the focus back', async () => {
    const add = page.getByRole('link', { name: 'Add' });
    await add.focus();
    await page.keyboard.press('Control+K');
    await palette().waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => palette().count()).toBe(0);
    await expect.poll(() => add.evaluate((at) => at === document.activeElement)).toBe(true);
    expect(await hash()).toBe('#/servers');
  });

  it('leaves Enter, Esc and Tab to an input method while it composes', async () => {
    await find('', /^Find out why down failed/u);
    const input = await page.context().newCDPSession(page);
    await input.send('Input.imeSetComposition', { text: 'のーと', selectionStart: 3, selectionEnd: 3 });
    for (const key of ['Enter', 'Tab', 'Escape']) {
      const event = { key, code: key, windowsVirtualKeyCode: 229 };
      await input.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...event });
      await input.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
      // Longer than it takes to fade away.
      await page.waitForTimeout(400);
      expect([key, await palette().count(), await field().inputValue(), await hash()]).toEqual([
        key,
        1,
        'のーと',
        '#/servers',
      ]);
    }
    await input.detach();
  });

  it('takes what is typed at once, and says that nothing was found', async () => {
    await page.keyboard.press('Control+K');
    await page.keyboard.type('no such thing');
    await expect.poll(() => field().inputValue()).toBe('no such thing');
    await expect.poll(() => palette().getByRole('status').textContent()).toContain('Nothing found');
  });

  it('has broken no policy and thrown nothing', () => {
    expect(open.mishaps).toEqual([]);
  });
});

describe.skipIf(!chromiumPath)('keys of the window', () => {
  let home: Home;
  let serving: Serving;
  let open: OpenPage;

  beforeAll(async () => {
    home = await makeHome();
    const config = path.join(home.folder, 'mcp-tray/config');
    await mkdir(config, { recursive: true });
    const mcpServers = {
      notes: { command: process.execPath, args: [STDIO] },
      rest: { type: 'http', url: 'http://127.0.0.1:9/mcp', disabled: true },
    };
    await home.file('.claude.json', '{ "numStartups": 3 }\n');
    await writeFile(path.join(config, 'mcp.json'), JSON.stringify({ mcpServers }));
    serving = await home.serve('--no-open');
    open = await openPage(serving);
    await open.page
      .getByText(/Ready, \d+ tools|準備完了/u)
      .first()
      .waitFor();
  });
  afterAll(async () => {
    await open?.stop();
    await serving?.stop();
    await home?.remove();
  });

  it('lead to the four views by number, and to the search of tools by a slash', async () => {
    const { page } = open;
    for (const [key, view] of [
      ['2', 'clients'],
      ['3', 'activity'],
      ['4', 'settings'],
      ['1', 'servers'],
    ]) {
      await page.keyboard.press(`Control+${key}`);
      await expect.poll(() => page.evaluate(() => window.location.hash)).toBe(`#/${view}`);
    }
    for (const place of ['#/tools', '#/servers/notes/tools']) {
      await page.evaluate((hash) => {
        window.location.hash = hash;
      }, place);
      const search = page.getByRole('main').getByRole('search').getByRole('textbox').first();
      await search.waitFor();
      await page.keyboard.press('/');
      await expect.poll(() => search.evaluate((at) => at === document.activeElement)).toBe(true);
      expect(await search.inputValue()).toBe('');
    }
  });

  it('take the whole list of tools by keyboard to one tool', async () => {
    const { page } = open;
    await page.evaluate(() => {
      window.location.hash = '#/tools';
    });
    await page.getByRole('list', { name: 'Tools of all servers' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('read_note');
    const row = page.getByRole('list', { name: 'Tools of all servers' }).getByRole('button', { name: /^read_note/u });
    await expect.poll(() => row.count()).toBe(1);
    await row.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => window.location.hash)).toBe('#/servers/notes/tools/read_note');
  });

  it('choose in a cell of the matrix, and come back to it', async () => {
    const { page } = open;
    await page.keyboard.press('Control+2');
    const cell = page.locator('[data-cell="0:0"]');
    await cell.waitFor();
    const hasFocus = () => cell.evaluate((at) => at === document.activeElement);
    await cell.focus();
    await page.keyboard.press('Enter');
    const menu = page.getByRole('menu');
    await menu.waitFor();
    expect(await cell.getAttribute('aria-expanded')).toBe('true');
    expect(await cell.getAttribute('aria-controls')).toBe(await menu.getAttribute('id'));
    await page.keyboard.press('Escape');
    await expect.poll(() => menu.count()).toBe(0);
    await expect.poll(hasFocus).toBe(true);

    await page.keyboard.press('Enter');
    await menu.waitFor();
    const off = page.getByRole('menuitemradio').first();
    for (let i = 0; i < 3 && !(await off.evaluate((at) => at === document.activeElement)); i++) {
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('Enter');
    await expect.poll(() => cell.getAttribute('data-delivery')).toBe('off');
    await expect.poll(() => menu.count()).toBe(0);
    await expect.poll(hasFocus).toBe(true);
  });

  it('move in the matrix at once, so that the next key finds the focus', async () => {
    const { page } = open;
    const cell = page.locator('[data-cell="0:0"]');
    await cell.focus();
    // Both in one task: no frame is drawn between the two.
    const places = await page.evaluate(() => {
      const press = (key: string) => {
        document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
        return document.activeElement?.getAttribute('data-cell');
      };
      return [press('ArrowDown'), press('ArrowUp')];
    });
    expect(places).toEqual(['1:0', '0:0']);
  });

  it('leave a menu of the matrix to the pointer as well: the same cell closes it', async () => {
    const { page } = open;
    const cell = page.locator('[data-cell="0:0"]');
    await cell.click();
    await page.getByRole('menu').waitFor();
    await cell.click();
    await expect.poll(() => page.getByRole('menu').count()).toBe(0);
    await cell.click();
    await page.getByRole('menu').waitFor();
    await page.getByRole('heading', { level: 1 }).click();
    await expect.poll(() => page.getByRole('menu').count()).toBe(0);
  });

  it('have broken no policy and thrown nothing', () => {
    expect(open.mishaps).toEqual([]);
  });
});
