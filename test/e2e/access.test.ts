// WCAG 2.2 AA by machine: axe looks at every view, in both themes and both languages, and at the narrow layout.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Result } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Arguments, Reply, RequestName } from '../../src/shared/contract';
import type { SettingsData } from '../../src/shared/model';
import { CHROMIUM_MISSING, chromiumPath } from '../support/chromium';
import { startChanging } from '../support/servers/changing';
import { startSignIn } from '../support/servers/sign-in';
import { connectBy, entryOf } from './brokered-entry';
import { type Home, makeHome, type Serving } from './command-line';

if (!chromiumPath) console.warn(`skipped: accessibility in a browser. ${CHROMIUM_MISSING}`);

declare global {
  var axe: typeof import('axe-core');
}
const STDIO = path.resolve('test/support/servers/stdio-notes.ts');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Where, and what is done there before axe looks. */
const VIEWS: readonly (readonly [string, ...Step[]])[] = [
  ['#/servers'],
  ['#/servers/notes'],
  ['#/servers/notes/overview'],
  ['#/servers/notes/tools/read_note'],
  ['#/servers/notes/resources'],
  ['#/servers/notes/prompts'],
  ['#/servers/notes/log'],
  ['#/servers/notes/doctor'],
  ['#/servers/changed'],
  [
    '#/servers/changed',
    (page) =>
      page
        .getByRole('main')
        .getByRole('button', { name: /^(Review|確認)$/u })
        .click(),
    wait(300),
  ],
  ['#/servers/linear'],
  ['#/servers/down', wait(1500)],
  ['#/servers/rest/doctor'],
  ['#/add'],
  ['#/import'],
  ['#/tools'],
  ['#/tools', type('/', 'note')],
  ['#/servers', type('Control+K', '')],
  ['#/servers', type('Control+K', 'note')],
  ['#/servers', type('Control+K', 'no such thing')],
  ['#/clients'],
  [
    '#/clients',
    (page) =>
      page
        .getByRole('main')
        .getByRole('button', { name: /^(Take MCP Tray out|MCP Tray の項目)/u })
        .click(),
    wait(500),
  ],
  // One request is open, with what was said.
  ['#/activity', (page) => page.getByRole('main').getByRole('button', { expanded: false }).first().click()],
  ['#/settings'],
];

type Step = (page: Page) => Promise<void>;
function wait(ms: number): Step {
  return (page) => page.waitForTimeout(ms);
}
function type(key: string, text: string): Step {
  return async (page) => {
    await page.keyboard.press(key);
    await page.waitForTimeout(300);
    await page.keyboard.type(text);
    await page.waitForTimeout(300);
  };
}

describe.skipIf(!chromiumPath)('every view', () => {
  let home: Home;
  let serving: Serving;
  let browser: Browser;
  let page: Page;
  let stopPeer: () => Promise<void>;
  let change: () => void;
  const origin = () => new URL(serving.link).origin;

  beforeAll(async () => {
    const signIn = await startSignIn();
    const changing = await startChanging();
    change = changing.change;
    stopPeer = async () => {
      await signIn.stop();
      await changing.stop();
    };
    home = await makeHome();
    const config = path.join(home.folder, 'mcp-tray/config');
    await mkdir(config, { recursive: true });
    const mcpServers = {
      notes: { command: process.execPath, args: [STDIO] },
      linear: { type: 'http', url: signIn.url },
      changed: { type: 'http', url: changing.url },
      down: { command: 'no-such-command-anywhere' },
      rest: { type: 'http', url: 'http://127.0.0.1:9/mcp', disabled: true },
    };
    await writeFile(path.join(config, 'mcp.json'), JSON.stringify({ mcpServers }));
    await writeFile(path.join(home.folder, '.claude.json'), '{ "numStartups": 3 }\n');
    serving = await home.serve('--no-open');
    browser = await chromium.launch({
      executablePath: chromiumPath,
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
    });
    // Past the page's own policy, which rightly lets no foreign script in: axe is one.
    const context = await browser.newContext({ bypassCSP: true, reducedMotion: 'reduce' });
    page = await context.newPage();
    await page.goto(serving.link);
    await page.getByText('notes').first().waitFor();
    await brokerSomething();
    change();
    await ask('server:reconnect', { name: 'changed' });
  });
  afterAll(async () => {
    await browser?.close();
    await serving?.stop();
    await stopPeer?.();
    await home?.remove();
  });

  async function ask<K extends RequestName>(name: K, args: Arguments<K>): Promise<Answer<K>> {
    const headers = { 'x-mcp-tray': '1', origin: origin() };
    const answer = await page.context().request.post(`${origin()}/api/request`, { headers, data: { name, args } });
    const reply: Reply<Answer<K>> = await answer.json();
    if (!reply.ok) throw new Error(`${name}: ${reply.error.code}`);
    return reply.value;
  }

  const choose = (patch: Partial<SettingsData>) => ask('settings:set', { patch });

  /** A client with a brokered entry, a tool that is off for it, and requests that ended well and badly. */
  async function brokerSomething(): Promise<void> {
    await choose({ activityContent: true });
    await ask('server:setTool', { name: 'notes', tool: 'read_note', on: false });
    const { id } = await ask('client:plan', { client: 'claude-code' });
    await ask('client:apply', { client: 'claude-code', planId: id });
    const client = await connectBy(await entryOf(home, 'notes'));
    await expect(client.callTool({ name: 'read_note', arguments: { id: '1' } })).rejects.toThrow('read_note');
    await client.close();
    const outcomes = (await ask('activity:list', undefined)).map((record) => record.outcome);
    expect(new Set(outcomes)).toEqual(new Set(['ok', 'refused']));
  }

  async function violations([view, ...steps]: (typeof VIEWS)[number]): Promise<string[]> {
    await page.goto(`${origin()}/${view}`);
    // What is open over the page belongs to the view before: only a new document is sure to have nothing.
    await page.reload();
    await page.waitForTimeout(300);
    for (const step of steps) await step(page);
    const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    await page.evaluate(source);
    const found = await page.evaluate(
      async (tags): Promise<Result[]> => (await globalThis.axe.run({ runOnly: tags })).violations,
      TAGS,
    );
    return found.map((v) => `${view}: ${v.id} at ${v.nodes.map((n) => n.html.slice(0, 200)).join(', ')}`);
  }

  it.each([
    ['light', 'en', 980],
    ['dark', 'ja', 980],
    ['dark', 'en', 760],
    ['light', 'ja', 490],
  ] as const)('has no violation in %s, %s, %i pixels wide', async (theme, language, width) => {
    await page.setViewportSize({ width, height: 660 });
    await choose({ theme, language });
    const found: string[] = [];
    for (const view of VIEWS) found.push(...(await violations(view)));
    expect(found).toEqual([]);
  });

  it('frames what is chosen where colours are the system’s, for planes are gone there', async () => {
    await page.setViewportSize({ width: 980, height: 660 });
    await page.emulateMedia({ forcedColors: 'active' });
    await page.goto(`${origin()}/#/servers/notes`);
    const chosen = page.locator('[aria-current="page"], [data-selected], [role="tab"][aria-selected="true"]');
    await page.getByRole('tab').first().waitFor();
    const frames = await chosen.evaluateAll((all) => all.map((one) => getComputedStyle(one).outlineStyle));
    await page.emulateMedia({ forcedColors: 'none' });
    expect(frames.length).toBeGreaterThanOrEqual(3);
    expect(new Set(frames)).toEqual(new Set(['solid']));
  });

  it('would be told of a violation', async () => {
    await page.goto(`${origin()}/#/settings`);
    await page.waitForTimeout(300);
    await page.evaluate(() => document.documentElement.removeAttribute('lang'));
    await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
    const ids = await page.evaluate(async () => (await globalThis.axe.run()).violations.map((v) => v.id));
    expect(ids).toContain('html-has-lang');
  });
});
