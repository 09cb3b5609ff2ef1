// The product's main job as a person does it in the window: the same steps for the tray app and for the web face.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Translate } from '../../src/shared/messages';

/** A window, and the words it is in. */
export interface Reader {
  readonly page: Page;
  readonly t: Translate;
}

type ViewWord = `window.nav.${'servers' | 'clients' | 'activity' | 'settings'}`;

/** Longest wait for what the window should show. Milliseconds. */
const PATIENCE_MS = 20_000;

/** The reference server over stdio, as its README would have it pasted. */
export function everything(name: string): string {
  const script = path.resolve('node_modules/@modelcontextprotocol/server-everything/dist/index.js');
  return JSON.stringify({ mcpServers: { [name]: { command: process.execPath, args: [script, 'stdio'] } } });
}

/** Pastes a server, reads the review, adds it, and waits until it is ready. */
export async function addServer(reader: Reader, name: string, pasted: string): Promise<void> {
  await pasteServers(reader, [name], pasted);
  await waitForState(reader, name, 'ready');
}

/** Pastes servers, sees each in the review, and adds them. */
export async function pasteServers({ page, t }: Reader, names: readonly string[], pasted: string): Promise<void> {
  if ((await page.getByRole('textbox', { name: t('window.add.pasteLabel') }).count()) === 0)
    await page
      .getByRole('link', { name: t('window.common.add') })
      .or(page.getByRole('button', { name: t('window.common.add') }))
      .first()
      .click();
  await page.getByRole('textbox', { name: t('window.add.pasteLabel') }).fill(pasted);
  await page
    .locator('form')
    .getByRole('button', { name: new RegExp(`^(${t('window.common.add')}|${t('window.add.read')})$`, 'u') })
    .click();
  for (const name of names) await page.getByRole('region', { name }).first().waitFor({ timeout: PATIENCE_MS });
  await page.getByRole('button', { name: t('window.add.add', { count: names.length }) }).click();
}

/** Waits until the row of a server says this of it. */
export async function waitForState({ page, t }: Reader, name: string, state: 'ready' | 'sign-in-needed') {
  await serverRow({ page, t }, name, t(`window.servers.state.${state}`)).waitFor({ timeout: PATIENCE_MS });
}

/** Clicks Sign in in the row of a server; what follows is the browser's. */
export async function clickSignIn({ page, t }: Reader, name: string): Promise<void> {
  await page
    .getByRole('button', { name: t('window.signIn.action.named.signIn', { name }) })
    .first()
    .click();
}

/** Clicks Sign out on a server's page, and reads what came of it: whether the service confirmed it too. */
export async function signOut({ page, t }: Reader, name: string): Promise<'revoked' | 'local'> {
  await serverRow({ page, t }, name, '').click();
  await page.getByRole('tab', { name: t('window.page.tabs.overview') }).click();
  const section = page.getByRole('region', { name: t('window.signIn.section') });
  await section.getByRole('button', { name: t('window.signIn.action.signOut') }).click();
  const revoked = section.getByText(t('window.signIn.out.revoked'));
  await revoked.or(section.getByText(t('window.signIn.out.local'))).waitFor({ timeout: PATIENCE_MS });
  return (await revoked.count()) > 0 ? 'revoked' : 'local';
}

/** Opens a server's tools, searches among them, and reads one's parameters. */
export async function seeTools({ page, t }: Reader, server: string, tool: string, parameter: string): Promise<void> {
  await serverRow({ page, t }, server, '').click();
  await page.getByRole('tab', { name: t('window.page.tabs.tools') }).click();
  await page.getByRole('search').getByRole('textbox').fill(tool);
  await page
    .getByRole('button', { name: new RegExp(`^${tool}`, 'u'), expanded: false })
    .first()
    .click();
  const table = page.getByRole('table', { name: t('window.tools.params', { tool }) });
  await table.getByRole('row', { name: parameter }).waitFor({ timeout: PATIENCE_MS });
}

/** Fills in the form of the open tool, runs it, and gives what the window then shows. */
export async function callTool({ page, t }: Reader, tool: string, field: string, value: string): Promise<string> {
  const tryIt = page.getByRole('region', { name: t('window.tools.try.title') });
  await tryIt.getByRole('textbox', { name: field }).fill(value);
  await tryIt.getByRole('button', { name: t('window.tools.try.runNamed', { tool }) }).click();
  await tryIt.getByRole('button', { name: t('window.tools.result.copy') }).waitFor({ timeout: PATIENCE_MS });
  return (await tryIt.textContent()) ?? '';
}

/** Reviews what would be written to a client's file, applies it, and takes it back; the file has its bytes again. */
export async function applyAndUndo({ page, t }: Reader, client: string, file: string, server: string): Promise<void> {
  const before = readFileSync(file, 'utf8');
  await page
    .getByRole('navigation')
    .getByRole('link', { name: t('window.nav.clients') })
    .click();
  await page.getByRole('button', { name: t('window.clients.review.apply', { count: 1 }) }).click();
  await page.getByText(t('window.clients.review.applied', { client })).waitFor({ timeout: PATIENCE_MS });
  const after: unknown = JSON.parse(readFileSync(file, 'utf8'));
  expect(after).toHaveProperty(['mcpServers', server]);
  // By the toast that told of it, while it stands over the review's own button.
  const toast = page.getByRole('status').filter({ hasText: t('window.clients.review.applied', { client }) });
  await toast.getByRole('button', { name: t('window.clients.review.undo') }).click();
  await page.getByText(t('window.clients.review.undone', { client })).waitFor({ timeout: PATIENCE_MS });
  expect(readFileSync(file, 'utf8')).toBe(before);
}

/** Applies, and takes everything of ours out of the file by the button for that: it has its bytes, and the client nothing. */
export async function applyAndTakeOut({ page, t }: Reader, client: string, file: string): Promise<void> {
  const before = readFileSync(file, 'utf8');
  await page.getByRole('button', { name: t('window.clients.review.apply', { count: 1 }) }).click();
  await expect.poll(() => readFileSync(file, 'utf8'), { timeout: PATIENCE_MS }).not.toBe(before);
  await page.getByRole('button', { name: t('window.clients.restore.open') }).click();
  const dialog = page.getByRole('dialog', { name: t('window.clients.restore.title', { client }) });
  await dialog.getByRole('region', { name: t('window.clients.restore.lines') }).waitFor({ timeout: PATIENCE_MS });
  await dialog.getByRole('button', { name: t('window.clients.restore.confirm') }).click();
  await page.getByText(t('window.clients.restore.done', { client })).waitFor({ timeout: PATIENCE_MS });
  expect(readFileSync(file, 'utf8')).toBe(before);
  await page.getByRole('heading', { name: t('window.clients.review.titleNone', { client }) }).waitFor();
  expect(await page.getByRole('button', { name: t('window.clients.restore.open') }).count()).toBe(0);
}

/** Goes to a view by the rail, whose links also say how many things wait there. */
export async function openView({ page, t }: Reader, word: ViewWord): Promise<void> {
  const rail = page.getByRole('navigation', { name: t('window.nav.label') });
  await rail.getByRole('link', { name: new RegExp(`^${t(word)}`, 'u') }).click();
}

/** The row of a server in the list, when its sentence has these words in it. */
function serverRow({ page }: Reader, name: string, words: string) {
  return page.getByRole('button').filter({ hasText: name }).filter({ hasText: words }).first();
}
