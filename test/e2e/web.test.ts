// The shared story in Chromium on the built web face, as `mcp-tray serve` starts it.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { texts } from '../../src/shared/messages';
import { CHROMIUM_MISSING, chromiumPath } from '../support/chromium';
import { type Home, makeHome, type Serving } from './command-line';
import { addServer, applyAndTakeOut, applyAndUndo, callTool, everything, seeTools } from './story';

if (!chromiumPath) console.warn(`skipped: the web face in a browser. ${CHROMIUM_MISSING}`);

describe.skipIf(!chromiumPath)('the web face in Chromium', () => {
  let home: Home;
  let serving: Serving;
  let browser: Browser;
  let page: Page;
  const mishaps: string[] = [];
  const file = () => path.join(home.folder, '.claude.json');

  beforeAll(async () => {
    home = await makeHome();
    await writeFile(file(), '{\n  "numStartups": 3,\n  "mcpServers": {}\n}\n');
    serving = await home.serve('--no-open');
    browser = await chromium.launch({
      executablePath: chromiumPath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    const context = await browser.newContext({ locale: 'en-US' });
    page = await context.newPage();
    // A policy that is broken, a file that is missing, an exception: all of them end up here.
    page.on('console', (message) => {
      if (message.type() === 'error') mishaps.push(message.text());
    });
    page.on('pageerror', (error) => mishaps.push(String(error)));
  });
  afterAll(async () => {
    await browser?.close();
    await serving?.stop();
    await home?.remove();
  });

  it('opens by its link, which works once and leaves no trace in the address', async () => {
    await page.goto(serving.link);
    expect(new URL(page.url()).search).toBe('');
    await page.getByRole('link', { name: texts('en')('window.nav.clients'), exact: true }).waitFor();
    const stranger = await browser.newContext();
    const other = await stranger.newPage();
    const answer = await other.goto(serving.link);
    expect(answer?.status()).toBe(401);
    expect(await other.getByRole('main').textContent()).toContain('mcp-tray serve');
    await stranger.close();
  });

  it('adds a server, shows its tools, calls one, applies a plan and takes it back', async () => {
    const reader = { page, t: texts('en') };
    await addServer(reader, 'everything', everything('everything'));
    await seeTools(reader, 'everything', 'echo', 'message');
    expect(await callTool(reader, 'echo', 'message', 'over the web')).toContain('over the web');
    await applyAndUndo(reader, 'Claude Code', file(), 'everything');
  });

  it('takes everything of ours out of a client’s file again', async () => {
    await applyAndTakeOut({ page, t: texts('en') }, 'Claude Code', file());
  });

  it('tells the command line the same', async () => {
    const { out, code } = await home.run('list', '--json');
    expect(JSON.parse(out)).toMatchObject([{ name: 'everything', state: { kind: 'ready' } }]);
    expect(code).toBe(0);
  });

  it('lets nobody put markup, styles or scripts into the page', async () => {
    const before = mishaps.length;
    const outcome = await page.evaluate(() => {
      const div = document.body.appendChild(document.createElement('div'));
      const tried = (act: () => void) => {
        try {
          act();
          return 'done';
        } catch (error) {
          return error instanceof TypeError ? 'refused' : String(error);
        }
      };
      const style = document.createElement('style');
      style.textContent = '#main { display: none }';
      document.head.append(style);
      const result = {
        markup: tried(() => {
          div.innerHTML = '<img src=x>';
        }),
        script: tried(() => {
          document.createElement('script').src = 'https://example.com/x.js';
        }),
        policy: tried(() => {
          Object(window).trustedTypes.createPolicy('mine', { createHTML: (text: string) => text });
        }),
        hidden: getComputedStyle(document.getElementById('main') ?? div).display === 'none',
        own: getComputedStyle(document.documentElement).getPropertyValue('--page') !== '',
      };
      style.remove();
      div.remove();
      return result;
    });
    expect(outcome).toEqual({ markup: 'refused', script: 'refused', policy: 'refused', hidden: false, own: true });
    expect(mishaps.splice(before)).not.toEqual([]);
  });

  it('broke no policy and threw nothing on the way', () => expect(mishaps).toEqual([]));

  it('ends when asked, though a page is open', async () => {
    expect(await serving.stop()).toBe(0);
  });
});
