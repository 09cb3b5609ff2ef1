// The main stories without a mouse: Tab, arrows, Enter, Space, Esc and the keys of the app, and nothing else.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoBrowser } from '../../support/auth/browser';
import { type OidcPeer, startOidcProvider } from '../../support/auth/oidc-provider';
import { waitForState } from '../story';
import { furnish, openStage, type Stage } from './stage';

const skipped = process.platform === 'win32' ? 'The commands are shell scripts' : whyNoBrowser();
if (skipped !== undefined) console.warn(`skipped: the stories by keyboard. ${skipped}`);

const PATIENCE = { timeout: 30_000 };
const NOTES = `exec '${process.execPath}' --no-warnings '${path.resolve('test/support/servers/stdio-notes.ts')}'`;
const CLAUDE = '{\n  "numStartups": 7,\n  "mcpServers": {\n    "old": { "command": "mcp-notes" }\n  }\n}\n';
/** More stops of Tab than any page has. */
const MOST_STOPS = 80;

describe.skipIf(skipped !== undefined)('by keyboard alone', () => {
  let docs: OidcPeer;
  let stage: Stage;
  const press = async (...keys: string[]) => {
    for (const key of keys) await stage.page().keyboard.press(key);
  };
  const type = (text: string) => stage.page().keyboard.insertText(text);
  /** What a screen reader would say of the element in focus. */
  const focused = () =>
    stage.page().evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement) || element === document.body) return '';
      const labelled = element.getAttribute('aria-labelledby')?.split(' ') ?? [];
      const names = labelled.map((id) => document.getElementById(id)?.textContent ?? '');
      const label =
        element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
          ? element.labels?.[0]?.textContent
          : undefined;
      return element.getAttribute('aria-label') ?? (names.join(' ') || label || element.textContent || element.tagName);
    });
  /** Goes on with Tab until the element in focus is called so. */
  async function tabTo(name: RegExp): Promise<void> {
    const passed: string[] = [];
    for (let stops = 0; stops < MOST_STOPS; stops++) {
      const now = await focused();
      if (name.test(now)) return;
      passed.push(now.slice(0, 40));
      await press('Tab');
    }
    throw new Error(`Tab does not reach ${name}; it passes ${JSON.stringify([...new Set(passed)])}`);
  }
  /** Opens the palette and types into it, as fast as it comes up. */
  async function ask(words: string): Promise<void> {
    await press('Control+k');
    await expect.poll(focused).toBe(stage.t('window.find.field'));
    await type(words);
  }
  const file = () => readFileSync(path.join(stage.home, '.claude.json'), 'utf8');
  const config = () => JSON.parse(readFileSync(path.join(stage.home, 'mcp-tray/config/mcp.json'), 'utf8'));

  beforeAll(async () => {
    docs = await startOidcProvider();
    stage = await openStage('web', furnish({ '.claude.json': CLAUDE }, { 'mcp-notes': NOTES }));
  });
  afterAll(async () => {
    await stage?.stop();
    await docs?.stop();
  });

  it('imports on the first run', async () => {
    const { t } = stage;
    await stage
      .page()
      .getByRole('heading', { name: t('window.import.promise') })
      .waitFor();
    await tabTo(new RegExp(`^${t('window.import.review')}$`, 'u'));
    await press('Enter');
    await stage
      .page()
      .getByRole('heading', { name: t('window.import.reviewTitle') })
      .waitFor();
    await tabTo(/^Apply \d+ changes?$/u);
    await press('Enter');
    await stage
      .page()
      .getByRole('heading', { name: t('window.import.result.done', { count: 1 }) })
      .waitFor(PATIENCE);
    await tabTo(new RegExp(`^${t('window.import.result.toServers')}$`, 'u'));
    await press('Enter');
    await waitForState({ page: stage.page(), t }, 'old', 'ready');
  });

  it('adds a server by pasting a line', async () => {
    const { t } = stage;
    await ask(t('window.find.command.add'));
    await stage
      .page()
      .getByRole('option', { name: t('window.find.command.add') })
      .waitFor();
    await press('Enter');
    await stage
      .page()
      .getByRole('textbox', { name: t('window.add.pasteLabel') })
      .waitFor();
    await tabTo(new RegExp(`^${t('window.add.pasteLabel')}`, 'u'));
    await type('claude mcp add notes -- mcp-notes --folder notes');
    await tabTo(new RegExp(`^${t('window.add.read')}$`, 'u'));
    await press('Enter');
    await stage.page().getByText('mcp-notes --folder notes').first().waitFor();
    await tabTo(/^Add 1 server$/u);
    await press('Enter');
    await waitForState({ page: stage.page(), t }, 'notes', 'ready');
    expect(config().mcpServers.notes).toMatchObject({ command: 'mcp-notes' });
  });

  it('finds a tool, and switches it off', async () => {
    const { t } = stage;
    await ask('read_note notes');
    await press('Escape');
    await stage.page().getByRole('dialog').waitFor({ state: 'hidden' });
    await ask('pid');
    await stage
      .page()
      .getByRole('option', { name: /pid.*notes/u })
      .first()
      .waitFor();
    await press('ArrowDown', 'Enter');
    await stage.page().getByRole('heading', { name: 'notes', level: 1 }).waitFor();
    await expect.poll(focused).toMatch(/^pid/u);
    await tabTo(new RegExp(`^${t('window.toolSwitch.name', { tool: 'pid' })}$`, 'u'));
    await press('Space');
    await expect.poll(() => config().mcpServers.notes.disabledTools).toEqual(['pid']);
  });

  it('signs in', async () => {
    const { t } = stage;
    await stage.ask('servers:add', { drafts: [{ name: 'docs', type: 'http', url: docs.mcpUrl }] });
    await waitForState({ page: stage.page(), t }, 'docs', 'sign-in-needed');
    await ask('sign in docs');
    await stage
      .page()
      .getByRole('option', { name: t('window.signIn.action.named.signIn', { name: 'docs' }) })
      .waitFor();
    await press('Enter');
    await waitForState({ page: stage.page(), t }, 'docs', 'ready');
    expect(docs.stats()).toMatchObject({ granted: { authorization_code: 1 } });
  });

  it('changes a delivery in the matrix, applies what was read, and takes it back', async () => {
    const { t } = stage;
    const before = file();
    await press('Control+2');
    const grid = stage.page().getByRole('grid');
    await grid.waitFor();
    await tabTo(/notes|docs|old/u);
    await press('Control+Home');
    for (let steps = 0; steps < 10 && !/^notes/u.test(await focused()); steps++) await press('ArrowDown');
    expect(await focused()).toMatch(/notes/u);
    await press('Enter');
    await stage.page().getByRole('menu').waitFor();
    await press('Home');
    for (let steps = 0; steps < 6 && !new RegExp(`^${t('common.delivery.off')}`, 'u').test(await focused()); steps++)
      await press('ArrowDown');
    await press('Enter');
    await expect.poll(() => config().clients?.['claude-code']?.servers?.notes).toBe('off');
    // The plan on the page is made anew; one that was made before would rightly be refused.
    await stage
      .page()
      .getByRole('gridcell', { name: /^notes in Claude Code: Off/u })
      .or(stage.page().getByRole('button', { name: /^notes in Claude Code: Off/u }))
      .first()
      .waitFor();
    await stage.page().waitForTimeout(700);
    await stage
      .page()
      .getByRole('button', { name: /^Apply \d+ changes?$/u })
      .waitFor(PATIENCE);
    await tabTo(/^Apply \d+ changes?$/u);
    await press('Enter');
    await stage
      .page()
      .getByText(t('window.clients.review.applied', { client: 'Claude Code' }))
      .waitFor(PATIENCE);
    expect(JSON.parse(file()).mcpServers).toHaveProperty('docs');
    expect(JSON.parse(file()).mcpServers).not.toHaveProperty('notes');
    await tabTo(new RegExp(`^${t('window.clients.review.undo')}$`, 'u'));
    await press('Enter');
    await stage
      .page()
      .getByText(t('window.clients.review.undone', { client: 'Claude Code' }))
      .waitFor(PATIENCE);
    expect(file()).toBe(before);
  });

  it('goes back from a server with Esc, and everywhere with Ctrl and a number', async () => {
    const at = () => stage.page().evaluate(() => location.hash);
    await press('Control+1');
    await ask('old');
    await stage.page().getByRole('option', { name: /^old/u }).first().waitFor();
    await press('Escape');
    await stage.page().getByRole('dialog').waitFor({ state: 'hidden' });
    for (const [key, hash] of [
      ['3', '#/activity'],
      ['4', '#/settings'],
      ['2', '#/clients'],
      ['1', '#/servers'],
    ] as const) {
      await press(`Control+${key}`);
      await expect.poll(at).toBe(hash);
    }
  });
});
