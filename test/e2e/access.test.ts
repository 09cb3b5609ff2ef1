// WCAG 2.2 AA by machine: axe looks at every view, in both themes and both languages, and at the narrow layout.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Result } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SettingsData } from '../../src/shared/model';
import { CHROMIUM_MISSING, chromiumPath } from '../support/chromium';
import { startSignIn } from '../support/servers/sign-in';
import { type Home, makeHome, type Serving } from './command-line';

if (!chromiumPath) console.warn(`skipped: accessibility in a browser. ${CHROMIUM_MISSING}`);

declare global {
  var axe: typeof import('axe-core');
}
const STDIO = path.resolve('test/support/servers/stdio-notes.ts');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const VIEWS = [
  '#/servers',
  '#/servers/notes',
  '#/servers/linear',
  '#/servers/down',
  '#/add',
  '#/clients',
  '#/activity',
  '#/settings',
];

describe.skipIf(!chromiumPath)('every view', () => {
  let home: Home;
  let serving: Serving;
  let browser: Browser;
  let page: Page;
  let stopPeer: () => Promise<void>;
  const origin = () => new URL(serving.link).origin;

  beforeAll(async () => {
    const signIn = await startSignIn();
    stopPeer = signIn.stop;
    home = await makeHome();
    const config = path.join(home.folder, 'mcp-tray/config');
    await mkdir(config, { recursive: true });
    const mcpServers = {
      notes: { command: process.execPath, args: [STDIO] },
      linear: { type: 'http', url: signIn.url },
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
  });
  afterAll(async () => {
    await browser?.close();
    await serving?.stop();
    await stopPeer?.();
    await home?.remove();
  });

  async function choose(patch: Partial<SettingsData>): Promise<void> {
    const headers = { 'x-mcp-tray': '1', origin: origin() };
    const data = { name: 'settings:set', args: { patch } };
    const answer = await page.context().request.post(`${origin()}/api/request`, { headers, data });
    expect(await answer.json()).toMatchObject({ ok: true });
  }

  async function violations(view: string): Promise<string[]> {
    await page.goto(`${origin()}/${view}`);
    await page.waitForTimeout(300);
    const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    await page.evaluate(source);
    const found = await page.evaluate(
      async (tags): Promise<Result[]> => (await globalThis.axe.run({ runOnly: tags })).violations,
      TAGS,
    );
    return found.map((v) => `${view}: ${v.id} at ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
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

  it('would be told of a violation', async () => {
    await page.goto(`${origin()}/#/settings`);
    await page.waitForTimeout(300);
    await page.evaluate(() => document.documentElement.removeAttribute('lang'));
    await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
    const ids = await page.evaluate(async () => (await globalThis.axe.run()).violations.map((v) => v.id));
    expect(ids).toContain('html-has-lang');
  });
});
