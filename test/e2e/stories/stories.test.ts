// Five stories, each as a person lives it, on the web face and in the tray app with its menu:
// first run with import; a pasted line; a sign-in; a server that breaks; a plan applied and taken back.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoBrowser } from '../../support/auth/browser';
import { type OidcPeer, startOidcProvider } from '../../support/auth/oidc-provider';
import { type OpenHttp, startOpenHttp } from '../../support/servers/open-http';
import { clickSignIn, openView, pasteServers, waitForState } from '../story';
import { type Face, furnish, openStage, type Stage } from './stage';

const skipped = process.platform === 'win32' ? 'The commands are shell scripts' : whyNoBrowser();
if (skipped !== undefined) console.warn(`skipped: the five stories. ${skipped}`);

const SECRET = 'ghp_0123456789abcdefghijklmnopqrstuvwxyz';
const PATIENCE = { timeout: 30_000 };
const NOTES = `exec '${process.execPath}' --no-warnings '${path.resolve('test/support/servers/stdio-notes.ts')}'`;
/** A server that needs another one, which is down as long as a file says so. */
const DATABASE = `if [ -e "$HOME/down" ]; then
  echo 'Starting mcp-database 0.6.2' >&2
  echo 'Error: connect ECONNREFUSED 127.0.0.1:5432' >&2
  exit 1
fi
${NOTES}`;

const filesFor = (tickets: string): Record<string, string> => ({
  '.claude.json': `{
  "numStartups": 7,
  "mcpServers": {
    "tickets": { "type": "http", "url": "${tickets}", "headers": { "Authorization": "Bearer ${SECRET}" } },
    "notes": { "type": "stdio", "command": "mcp-notes", "args": ["--folder", "notes"] }
  },
  "theme": "dark"
}
`,
  '.codex/config.toml': `# mine
model = "o4"

[mcp_servers.work-tickets]
url = "${tickets}"
http_headers = { "Authorization" = "Bearer ${SECRET}" }
`,
});

describe.skipIf(skipped !== undefined).each<Face>(['web', 'tray'])('on the %s face', (face) => {
  let tickets: OpenHttp;
  let docs: OidcPeer;
  let stage: Stage;
  let before: Record<string, string>;
  const at = (file: string) => path.join(stage.home, file);
  const read = (file: string) => readFileSync(at(file), 'utf8');
  const button = (name: string | RegExp) => stage.page().getByRole('button', { name, exact: true });
  const reader = () => ({ page: stage.page(), t: stage.t });
  const stateOf = async (name: string) =>
    (await stage.ask('app:snapshot', undefined)).servers.find((s) => s.name === name)?.state.kind;

  beforeAll(async () => {
    tickets = await startOpenHttp();
    docs = await startOidcProvider();
    before = filesFor(tickets.url);
    const home = furnish(before, { 'mcp-notes': NOTES, 'mcp-database': DATABASE });
    stage = await openStage(face, home);
  });
  afterAll(async () => {
    await stage?.stop();
    await tickets?.stop();
    await docs?.stop();
  });

  it('first run: what clients have is found, chosen, read, and taken over', async () => {
    const { t, home } = stage;
    const page = stage.page();
    await page.getByRole('heading', { name: t('window.import.promise') }).waitFor();
    await page.getByText(t('window.import.called', { name: 'work-tickets', client: 'Codex' })).waitFor();
    await stage.picture('1-first-run');
    await page.getByLabel(t('window.import.gets', { server: 'notes', client: 'Codex' })).check();
    await button(t('window.import.review')).click();
    await page.getByText('[mcp_servers.notes]').waitFor();
    await stage.picture('1-review');
    for (const [file, text] of Object.entries(before)) expect(read(file)).toBe(text);
    await button(/^Apply \d+ changes$/u).click();
    await page.getByRole('heading', { name: t('window.import.result.done', { count: 2 }) }).waitFor(PATIENCE);
    await stage.picture('1-done');
    for (const file of ['.claude.json', '.codex/config.toml', 'mcp-tray/config/mcp.json'])
      expect(read(file)).not.toContain(SECRET);
    expect(read('.codex/config.toml')).toContain('# mine');
    await button(t('window.import.result.toServers')).click();
    await waitForState(reader(), 'notes', 'ready');
    await waitForState(reader(), 'tickets', 'ready');
    expect(existsSync(path.join(home, 'mcp-tray/state/backups'))).toBe(true);
  });

  it('a “claude mcp add” line from a README becomes a server, after a look at what it starts', async () => {
    const { t } = stage;
    const page = stage.page();
    await page
      .getByRole('link', { name: t('window.common.add'), exact: true })
      .first()
      .click();
    const line = 'claude mcp add --env LOG_LEVEL=info database -- mcp-database --port 5432';
    await page.getByRole('textbox', { name: t('window.add.pasteLabel') }).fill(line);
    await page
      .locator('form')
      .getByRole('button', { name: t('window.add.read') })
      .click();
    await page.getByText('mcp-database --port 5432').first().waitFor();
    await stage.picture('2-pasted');
    expect(await stateOf('database')).toBeUndefined();
    await page.getByRole('button', { name: t('window.add.add', { count: 1 }) }).click();
    await waitForState(reader(), 'database', 'ready');
    await page.evaluate(() => {
      location.hash = '#/servers/database';
    });
    await page.getByRole('button', { name: /^read_note/u }).waitFor();
    await stage.picture('2-ready');
    const { mcpServers } = JSON.parse(read('mcp-tray/config/mcp.json'));
    expect(mcpServers.database).toMatchObject({ command: 'mcp-database', args: ['--port', '5432'] });
  });

  it('a server that wants a sign-in gets it by one click, and every client with it', async () => {
    const { t } = stage;
    const page = stage.page();
    await pasteServers(
      reader(),
      ['docs'],
      JSON.stringify({ mcpServers: { docs: { type: 'http', url: docs.mcpUrl } } }),
    );
    await waitForState(reader(), 'docs', 'sign-in-needed');
    await page.evaluate(() => {
      location.hash = '#/servers/docs';
    });
    await page.getByRole('heading', { name: 'docs' }).waitFor();
    await stage.picture('3-needs-sign-in');
    if (stage.face === 'tray') {
      await expect.poll(() => stage.menu()).toContain(t('tray.need.signIn', { name: 'docs' }));
      await stage.choose('need:docs');
      await expect.poll(() => stage.menu(), PATIENCE).toContain(t('tray.signedIn', { name: 'docs' }));
    } else await clickSignIn(reader(), 'docs');
    await waitForState(reader(), 'docs', 'ready');
    await expect.poll(async () => (await stage.browser.visits()).length, PATIENCE).toBe(1);
    await page.getByText(t('window.signIn.section')).first().waitFor();
    await stage.picture('3-signed-in');
    expect(docs.stats()).toMatchObject({ registrations: 1, granted: { authorization_code: 1 }, refused: {} });
  });

  it('a server that breaks is looked into by Doctor, which names the cause', async () => {
    const { t } = stage;
    const page = stage.page();
    writeFileSync(at('down'), '');
    await stage.ask('server:reconnect', { name: 'database' });
    expect(await stateOf('database')).toBe('failed');
    if (stage.face === 'tray') {
      await expect.poll(() => stage.menu()).toContain(t('tray.need.failed', { name: 'database' }));
      await stage.choose('need:database');
    } else
      await page
        .getByRole('button', { name: t('window.action.named', { action: t('doctor.name'), name: 'database' }) })
        .click();
    const cause = page.getByRole('heading', { name: t('doctor.cause.refused.title', { what: 'PostgreSQL' }) });
    await cause.waitFor(PATIENCE);
    await page.getByText('ECONNREFUSED 127.0.0.1:5432').waitFor();
    await stage.picture('4-doctor', async () => {
      // A diagnosis is in the words it was made in.
      await page.getByRole('button', { name: /^(Check again|もう一度診断)$/u }).click();
      await page.getByRole('heading', { name: /PostgreSQL/u }).waitFor(PATIENCE);
    });
    rmSync(at('down'));
    await button(t('doctor.window.again')).click();
    await page.getByRole('heading', { name: t('doctor.fine.title') }).waitFor(PATIENCE);
    // All is well, so the connection is tried at once.
    await waitForState(reader(), 'database', 'ready');
    await stage.picture('4-mended', async () => {
      await page.evaluate(() => {
        location.hash = '#/servers/database/doctor';
      });
      await page.getByRole('button', { name: /^(Check again|もう一度診断)$/u }).click();
      await page.getByRole('heading', { name: /^(Everything answers|すべて応答しています)$/u }).waitFor(PATIENCE);
    });
  });

  it('a plan is read line by line, applied, and taken back byte for byte', async () => {
    const { t } = stage;
    const page = stage.page();
    const file = '.claude.json';
    const text = read(file);
    await openView(reader(), 'window.nav.clients');
    const apply = page.getByRole('button', { name: /^Apply \d+ changes?$/u });
    await apply.waitFor(PATIENCE);
    await page.getByText('mcp-database').first().waitFor();
    await stage.picture('5-plan');
    expect(read(file)).toBe(text);
    await apply.click();
    await page.getByText(t('window.clients.review.applied', { client: 'Claude Code' })).waitFor(PATIENCE);
    expect(JSON.parse(read(file))).toHaveProperty('mcpServers.database');
    expect(read(file)).toContain('"numStartups": 7');
    if (stage.face === 'tray')
      await expect.poll(() => stage.menu()).toContain(t('tray.client.inSync', { name: 'Claude Code' }));
    // Where two clients have changes, the one that was applied stays, and so does its Undo.
    await page.getByRole('tab', { name: /^Claude Code/u, selected: true }).waitFor(PATIENCE);
    await stage.picture('5-applied');
    const toast = page
      .getByRole('status')
      .filter({ hasText: t('window.clients.review.applied', { client: 'Claude Code' }) });
    const undo = toast.getByRole('button', { name: t('window.clients.review.undo') });
    await ((await undo.count()) > 0 ? undo : button(t('window.clients.review.undo'))).first().click();
    await page.getByText(t('window.clients.review.undone', { client: 'Claude Code' })).waitFor(PATIENCE);
    expect(read(file)).toBe(text);
  });
});
