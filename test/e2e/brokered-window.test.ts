// What a person does about brokered delivery in the window, with the official MCP client on the other side of it.
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { texts } from '../../src/shared/messages';
import { CHROMIUM_MISSING, chromiumPath } from '../support/chromium';
import { connectBy, entryOf } from './brokered-entry';
import { type Home, makeHome, type Serving } from './command-line';
import { type OpenPage, openPage } from './open-page';
import { addServer, openView } from './story';

if (!chromiumPath) console.warn(`skipped: brokered delivery in the window. ${CHROMIUM_MISSING}`);

const NOTES = path.resolve('test/support/servers/stdio-notes.ts');
const t = texts('en');

describe.skipIf(!chromiumPath)('brokered delivery in the window', () => {
  let home: Home;
  let serving: Serving;
  let open: OpenPage;
  const reader = () => ({ page: open.page, t });
  const button = (name: string | RegExp) => open.page.getByRole('button', { name });
  const cell = () => open.page.getByRole('grid').getByRole('button').first();
  const rows = () => open.page.getByRole('list', { name: t('window.activity.list') }).getByRole('listitem');
  const apply = async () => {
    await button(t('window.clients.review.apply', { count: 1 })).click();
    const done = open.page.getByRole('heading', {
      name: t('window.clients.review.titleNone', { client: 'Claude Code' }),
    });
    const refused = open.page.getByRole('alert');
    await done.or(refused).first().waitFor();
    expect(await refused.allTextContents()).toEqual([]);
  };
  const show = async () => {
    open = await openPage(serving);
    open.page.setDefaultTimeout(20_000);
  };
  const callNote = async () => {
    const client = await connectBy(await entryOf(home, 'notes'));
    try {
      return await client.callTool({ name: 'read_note', arguments: { id: '7' } });
    } finally {
      await client.close();
    }
  };

  beforeAll(async () => {
    home = await makeHome();
    await writeFile(path.join(home.folder, '.claude.json'), '{ "numStartups": 3 }\n');
    serving = await home.serve('--no-open');
    await show();
    const pasted = { mcpServers: { notes: { command: process.execPath, args: [NOTES] } } };
    await addServer(reader(), 'notes', JSON.stringify(pasted));
  }, 60_000);
  afterAll(async () => {
    await open?.stop();
    await serving?.stop();
    await home?.remove();
  });

  it('is chosen in the matrix, reviewed and applied', async () => {
    await openView(reader(), 'window.nav.clients');
    await cell().click();
    await open.page.getByRole('menuitemradio', { name: t('common.delivery.brokered') }).click();
    await open.page.getByText(t('window.clients.review.why.add.brokered')).waitFor();
    await open.page.getByText(t('window.clients.review.brokeredWhen')).waitFor();
    await apply();
    expect(await cell().textContent()).toContain(t('common.delivery.brokered'));
  });

  it('shows in Activity what the client asks, as it asks', async () => {
    await openView(reader(), 'window.nav.activity');
    await open.page.getByRole('heading', { name: t('window.activity.none') }).waitFor();
    expect(await callNote()).toMatchObject({ content: [{ text: 'note 7' }] });
    const call = rows().filter({ hasText: 'read_note' });
    await call.getByText(t('common.activity.outcome.ok')).waitFor();
    expect(await call.textContent()).toContain('Claude Code');
    expect(await call.getByRole('button').count()).toBe(0);
  });

  it('keeps what is said once that is switched on, and not before', async () => {
    await openView(reader(), 'window.nav.settings');
    await open.page.getByRole('switch', { name: t('window.broker.settings.content') }).click({ force: true });
    await openView(reader(), 'window.nav.activity');
    await callNote();
    const call = rows().filter({ hasText: 'read_note' }).first();
    await call.getByRole('button', { expanded: false }).click();
    await call
      .getByRole('region', { name: t('window.activity.asked') })
      .getByText('"id": "7"')
      .waitFor();
    await call
      .getByRole('region', { name: t('window.activity.answered') })
      .getByText('note 7')
      .waitFor();
  });

  it('has a tool switched off, which the client is refused and the row explains', async () => {
    await openView(reader(), 'window.nav.servers');
    await button(/^notes/u)
      .first()
      .click();
    await open.page.getByRole('tab', { name: t('window.page.tabs.tools') }).click();
    const toggle = open.page.getByRole('switch', { name: t('window.toolSwitch.name', { tool: 'read_note' }) });
    await toggle.press('Space');
    await open.page.getByText(t('window.toolSwitch.off')).waitFor();
    expect(await toggle.evaluate((element) => element === document.activeElement)).toBe(true);
    await expect(callNote()).rejects.toThrow('read_note');
    await openView(reader(), 'window.nav.activity');
    const refused = rows().filter({ hasText: t('common.activity.outcome.refused') });
    await refused.getByText(t('errors.tool-off.message', { tool: 'read_note', server: 'notes' })).waitFor();
  });

  it('gets a new local key, and the old one opens nothing', async () => {
    const { url, headers } = await entryOf(home, 'notes');
    const status = async (auth: string | undefined) =>
      (await fetch(url, { method: 'POST', headers: { authorization: auth ?? '' }, body: '{}' })).status;
    expect(await status(headers.Authorization)).not.toBe(401);
    await openView(reader(), 'window.nav.clients');
    await button(t('window.clients.key.renew')).click();
    await button(t('window.clients.key.confirm')).click();
    await open.page.getByText(t('window.clients.review.why.update.brokered')).waitFor();
    expect(await status(headers.Authorization)).toBe(401);
    await apply();
    expect(await status((await entryOf(home, 'notes')).headers.Authorization)).not.toBe(401);
  });

  it('ends for every client by one button, and comes back by another', async () => {
    await openView(reader(), 'window.nav.servers');
    await button(/^notes/u)
      .first()
      .click();
    await open.page.getByRole('tab', { name: t('window.page.tabs.overview') }).click();
    await button(t('window.delivery.direct')).click();
    // A tool is off, which a direct client does not know.
    await open.page.getByRole('tab', { name: t('window.page.tabs.tools') }).click();
    await open.page.getByText(t('window.toolSwitch.directTitle', { clients: 'Claude Code' })).waitFor();
    await open.page.getByRole('tab', { name: t('window.page.tabs.overview') }).click();
    await button(t('window.delivery.default')).click();
    await button(t('window.delivery.direct')).waitFor();
  });

  it('says who holds its port, and moves to another with the plans anew', async () => {
    await open.stop();
    await serving.stop();
    const settings = JSON.parse(await readFile(path.join(home.folder, 'mcp-tray/config/settings.json'), 'utf8'));
    const holder = net.createServer().listen(settings.brokerPort, '127.0.0.1');
    await once(holder, 'listening');
    serving = await home.serve('--no-open');
    await show();
    await openView(reader(), 'window.nav.clients');
    await button(t('window.broker.again')).click();
    await open.page.getByText(/^Tried again at/u).waitFor();
    await button(/^Use port/u).click();
    await button(t('window.broker.again')).waitFor({ state: 'detached' });
    await apply();
    expect((await entryOf(home, 'notes')).url).not.toContain(`:${settings.brokerPort}/`);
    holder.close();
  });

  it('broke no policy and threw nothing on the way', () => expect(open.mishaps).toEqual([]));
});
