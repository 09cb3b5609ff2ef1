// First run with clients that have servers of their own: found, chosen, read line by line, written, and taken back.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { AxeResults } from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { texts } from '../../src/shared/messages';
import { CHROMIUM_MISSING, chromiumPath } from '../support/chromium';
import { type Home, makeHome, type Serving } from './command-line';
import { type OpenPage, openPage } from './open-page';

if (!chromiumPath) console.warn(`skipped: importing in a browser. ${CHROMIUM_MISSING}`);

const SECRET = 'ghp_0123456789abcdefghijklmnopqrstuvwxyz';
const FILES: Readonly<Record<string, string>> = {
  '.claude.json': `{
  "numStartups": 7,
  "mcpServers": {
    "tickets": { "type": "http", "url": "http://127.0.0.1:9/mcp", "headers": { "Authorization": "Bearer ${SECRET}" } },
    "notes": { "type": "stdio", "command": "mcp-notes-that-is-not-there", "args": ["--folder", "notes"] }
  },
  "theme": "dark"
}
`,
  '.codex/config.toml': `# mine
model = "o4"

[mcp_servers.work-tickets]
url = "http://127.0.0.1:9/mcp"
http_headers = { "Authorization" = "Bearer ${SECRET}" }
`,
  '.qwen/settings.json': `{
  // kept
  "mcpServers": { "asks": { "httpUrl": "http://127.0.0.1:9/\${UNSAID:-x}" } }
}
`,
};

describe.skipIf(!chromiumPath)('importing on the first run', () => {
  const t = texts('en');
  let home: Home;
  let serving: Serving;
  let open: OpenPage;
  const at = (file: string) => path.join(home.folder, file);
  const button = (name: string) => open.page.getByRole('button', { name, exact: true });

  beforeAll(async () => {
    home = await makeHome();
    for (const [file, text] of Object.entries(FILES)) {
      await mkdir(path.dirname(at(file)), { recursive: true });
      await writeFile(at(file), text);
    }
    serving = await home.serve('--no-open');
    open = await openPage(serving);
  });
  afterAll(async () => {
    await open?.stop();
    await serving?.stop();
    await home?.remove();
  });

  const shot = async (name: string) => {
    if (process.env.MCP_TRAY_SHOTS) await open.page.screenshot({ path: path.join(process.env.MCP_TRAY_SHOTS, name) });
  };
  const axe = async (): Promise<string[]> => {
    const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    await open.page.evaluate(source);
    const found = await open.page.evaluate(
      async (): Promise<AxeResults['violations']> => (await globalThis.axe.run()).violations,
    );
    return found.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ')}`);
  };

  it('shows by itself what is there, and what would move', async () => {
    const { page } = open;
    await page.getByRole('heading', { name: t('window.import.promise') }).waitFor();
    await page.getByText(t('window.import.called', { name: 'work-tickets', client: 'Codex' })).waitFor();
    await page.getByText(t('window.import.left', { count: 1 })).waitFor();
    await page.getByText(t('window.import.fact.secrets', { count: 1 })).waitFor();
    await page.getByText(t('window.import.fact.files', { count: 2 })).waitFor();
    await shot('import-found.png');
    expect(await axe()).toEqual([]);
    await open.page.setViewportSize({ width: 760, height: 520 });
    await shot('import-found-narrow.png');
    expect(await axe()).toEqual([]);
    await open.page.setViewportSize({ width: 980, height: 660 });
  });

  it('shows every line before it is written, without the secret', async () => {
    const { page } = open;
    await page.getByLabel(t('window.import.gets', { server: 'notes', client: 'Codex' })).check();
    await button(t('window.import.review')).click();
    await page.getByRole('heading', { name: t('window.import.reviewTitle') }).waitFor();
    await page.getByText('[mcp_servers.notes]').waitFor();
    await shot('import-review.png');
    expect(await axe()).toEqual([]);
    for (const [file, text] of Object.entries(FILES)) expect(await readFile(at(file), 'utf8')).toBe(text);
  });

  it('writes it, and gives everything back', async () => {
    const { page } = open;
    await page.getByRole('button', { name: /^Apply \d+ changes$/u }).click();
    await page.getByRole('heading', { name: t('window.import.result.done', { count: 2 }) }).waitFor();
    await shot('import-result.png');
    expect(await axe()).toEqual([]);
    const codex = await readFile(at('.codex/config.toml'), 'utf8');
    expect(codex).toContain('[mcp_servers.notes]');
    expect(codex).toContain('# mine');
    const shared = await readFile(at('mcp-tray/config/mcp.json'), 'utf8');
    for (const text of [codex, shared, await readFile(at('.claude.json'), 'utf8'), await open.traffic()]) {
      expect(text).not.toContain(SECRET);
    }
    await button(t('window.clients.review.undo')).click();
    await page.getByRole('heading', { name: t('window.import.result.undone') }).waitFor();
    for (const [file, text] of Object.entries(FILES)) expect(await readFile(at(file), 'utf8')).toBe(text);
  });

  it('is left with “not now”, and found again', async () => {
    const { page } = open;
    await button(t('window.import.result.toServers')).click();
    await page.getByRole('link', { name: t('window.import.title') }).click();
    await button(t('window.import.notNow')).click();
    await page.getByRole('heading', { name: t('window.servers.empty') }).waitFor();
    expect(open.mishaps).toEqual([]);
  });
});
