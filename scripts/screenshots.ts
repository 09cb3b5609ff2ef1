// `npm run screenshots`: pictures of the real app on the demo's servers, for the README. Needs Chromium and the fonts
// Inter and Noto Sans CJK; nothing in a picture is drawn or staged.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { type Browser, chromium, type Page } from 'playwright-core';
import { CHROMIUM_MISSING, chromiumPath } from '../test/support/chromium';
import { at, startDemo } from './demo-home';

const OUT = at('docs/screenshots');
const SIZE = { width: 980, height: 660 };
/** For pictures alike on every machine, the browser sees these fonts and no others. */
const FONTS = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>/usr/share/fonts/opentype/inter</dir><dir>/usr/share/fonts/opentype/noto</dir><dir>/usr/share/fonts/truetype/dejavu</dir>
<match><test name="family"><string>system-ui</string></test><edit name="family" mode="assign" binding="strong"><string>Inter</string></edit></match>
<alias binding="strong"><family>sans-serif</family><prefer><family>Inter</family><family>Noto Sans CJK JP</family></prefer></alias>
<alias binding="strong"><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
<cachedir>/tmp/mcp-tray-fontcache</cachedir></fontconfig>`;

async function visitLink(serving: ChildProcess): Promise<string> {
  for await (const chunk of serving.stdout ?? []) {
    const link = /http:\/\/127\S+visit=\S+/u.exec(String(chunk))?.[0];
    if (link) return link;
  }
  throw new Error('mcp-tray serve ended without an address');
}

async function picture(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.waitForTimeout(400);
  await page.screenshot({ path: path.join(OUT, `${name}.png`) });
}

/** What a client would do: real calls through the broker, by the entry that was written into the demo's own file. */
async function callThroughBroker(post: (name: string, args: object) => Promise<unknown>): Promise<void> {
  await post('client:setDelivery', { client: 'claude-code', server: 'notes-stdio', delivery: 'brokered' });
  const plan = (await post('client:plan', { client: 'claude-code' })) as { id: string };
  await post('client:apply', { client: 'claude-code', planId: plan.id });
  const { mcpServers } = JSON.parse(await readFile(path.join(demo.home, '.claude.json'), 'utf8'));
  for (const name of ['notes-stdio', 'needs-signin']) {
    const { url, headers } = mcpServers[name];
    const client = new Client({ name: 'demo', version: '1' });
    try {
      await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
      await client.listTools();
      for (const id of ['7', '12']) await client.callTool({ name: 'read_note', arguments: { id } });
    } catch (error) {
      // The server that needs a sign-in says so, which is what the picture shows.
      if (name !== 'needs-signin') throw error;
    }
    await client.close();
  }
  await post('client:setDelivery', { client: 'claude-code', server: 'public', delivery: 'off' });
}

/** The views people live in, and a tool that was tried. */
async function pictures(page: Page, origin: string, suffix: string): Promise<void> {
  await page.goto(`${origin}/#/servers/notes-http`);
  await page.getByRole('tab', { name: /^(Tools|ツール)/u }).click();
  await page.getByRole('button', { name: /^read_note/u }).click();
  await page.getByRole('textbox', { name: 'id' }).fill('7');
  await page.getByRole('button', { name: /^Run|を実行$/u }).click();
  await page.getByText(/ms/u).last().waitFor();
  await picture(page, `servers-${suffix}`);
  await page.goto(`${origin}/#/clients`);
  await page.getByRole('grid').waitFor();
  await picture(page, `clients-${suffix}`);
  await page.goto(`${origin}/#/activity`);
  await page.getByText('read_note').first().waitFor();
  await picture(page, `activity-${suffix}`);
}

async function shoot(browser: Browser, link: string): Promise<void> {
  const origin = new URL(link).origin;
  const context = await browser.newContext({ viewport: SIZE, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(link);
  await page.getByText('notes-http').first().waitFor();
  const post = async (name: string, args: object) => {
    const headers = { 'content-type': 'application/json', 'x-mcp-tray': '1', origin };
    const answer = await context.request.post(`${origin}/api/request`, { headers, data: { name, args } });
    const reply = await answer.json();
    if (!reply.ok) throw new Error(`${name}: ${JSON.stringify(reply.error)}`);
    return reply.value;
  };
  // Until then its entry would be direct.
  await page
    .getByText(/Needs sign-in|サインインが必要/u)
    .first()
    .waitFor();
  await callThroughBroker(post);
  for (const language of ['en', 'ja'] as const) {
    for (const theme of ['light', 'dark'] as const) {
      await post('settings:set', { patch: { language, theme } });
      await page.waitForTimeout(500);
      await pictures(page, origin, `${theme}-${language}`);
      await page.goto(`${origin}/#/settings`);
    }
  }
  await context.close();
}

if (!chromiumPath) throw new Error(CHROMIUM_MISSING);
const demo = await startDemo();
const fonts = path.join(demo.home, 'fonts.conf');
await writeFile(fonts, FONTS);
// A client file of its own, so that Claude Code counts as found and the plan has something to keep.
await writeFile(
  path.join(demo.home, '.claude.json'),
  `${JSON.stringify({ numStartups: 3, mcpServers: {} }, null, 2)}\n`,
);
await mkdir(OUT, { recursive: true });
const serving = spawn(process.execPath, [at('out/main/cli.js'), 'serve', '--no-open'], {
  env: demo.env,
  stdio: ['ignore', 'pipe', 'inherit'],
});
const browser = await chromium.launch({
  executablePath: chromiumPath,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
  env: { ...process.env, FONTCONFIG_FILE: fonts } as Record<string, string>,
});
await shoot(browser, await visitLink(serving));
await browser.close();
serving.kill('SIGTERM');
await new Promise((resolve) => serving.once('exit', resolve));
await demo.stop();
// The five stories keep pictures of their own, while their tests run.
const stories = spawn(
  process.execPath,
  [at('node_modules/vitest/vitest.mjs'), 'run', 'test/e2e/stories/stories.test.ts'],
  {
    cwd: at('.'),
    env: { ...process.env, MCP_TRAY_SCREENSHOTS: '1' },
    stdio: 'inherit',
  },
);
const code = await new Promise<number>((resolve) => stories.once('exit', (ended) => resolve(ended ?? 1)));
process.exit(code);
