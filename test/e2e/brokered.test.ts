// The other half of the promise, on real programs: signed in once in the app, the real Claude Code stays connected by a
// brokered entry, through renewals, and is told in words when the sign-in is gone.
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoBrowser } from '../support/auth/browser';
import { type BrowserScript, browserScript } from '../support/auth/browser-script';
import { startOidcProvider } from '../support/auth/oidc-provider';
import type { AuthPeer } from '../support/auth/recorder';
import { claude, claudeIsMissing } from '../support/claude';
import { type Home, makeHome, type Serving } from './command-line';
import { asker } from './open-page';

const missing = process.platform === 'win32' ? 'The browser script needs a POSIX shell' : whyNoBrowser();
if (missing !== undefined) console.warn(`skipped: brokered entries in Claude Code. ${missing}`);

describe.skipIf(claudeIsMissing() || missing !== undefined)('Claude Code with a brokered entry', () => {
  let peer: AuthPeer;
  let home: Home;
  let browser: BrowserScript;
  let serving: Serving;
  let ask: Awaited<ReturnType<typeof asker>>;
  const at = (...parts: string[]) => path.join(home.folder, ...parts);
  const textOf = async (file: string) => (existsSync(file) ? readFile(file, 'utf8') : '');
  const list = async () => (await claude(home.folder, ['mcp', 'list'])).out;

  beforeAll(async () => {
    peer = await startOidcProvider();
    home = await makeHome();
    browser = await browserScript(home.folder, 'approve');
    home.env.BROWSER = browser.program;
    serving = await home.serve('--no-open');
    ask = await asker(home);
    await ask('servers:add', { drafts: [{ name: 'notes', type: 'http', url: peer.mcpUrl }] });
  }, 60_000);
  afterAll(async () => {
    expect(await serving?.stop()).toBe(0);
    await peer?.stop();
    await home?.remove();
  });

  /** What Claude itself remembers of a server that it could not sign in to. */
  it('begins with a direct one that Claude cannot sign in to', async () => {
    await claude(home.folder, ['mcp', 'add', '-s', 'user', '-t', 'http', 'notes', peer.mcpUrl]);
    expect(await list()).toMatch(/^notes: .*Needs authentication/mu);
    expect(JSON.parse(await textOf(at('.claude/mcp-needs-auth-cache.json')))).toHaveProperty('notes');
    await claude(home.folder, ['mcp', 'remove', 'notes']);
  });

  it('is written for a server that needs a sign-in, and forgets the trouble of that name', async () => {
    await claude(home.folder, ['mcp', 'add', '-s', 'user', '-t', 'http', 'notes', peer.mcpUrl]);
    await list();
    await ask('client:resolveDrift', { client: 'claude-code', server: 'notes', choice: 'write-ours' });
    const plan = await ask('client:plan', { client: 'claude-code' });
    expect(plan).toMatchObject({ writes: 1, changes: [{ server: 'notes', status: 'update' }] });
    expect(plan.besides.map((b) => b.kind)).toContain('forgets-trouble');
    await ask('client:apply', { client: 'claude-code', planId: plan.id });
    const entry = JSON.parse(await textOf(at('.claude.json'))).mcpServers.notes;
    expect(entry).toEqual({
      type: 'http',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/s\/notes\/mcp$/u),
      headers: { Authorization: expect.stringMatching(/^Bearer mcptray_[\w-]{43}$/u) },
    });
    expect((await stat(at('.claude.json'))).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await textOf(at('.claude/mcp-needs-auth-cache.json')))).not.toHaveProperty('notes');
  });

  it('says what to do before the sign-in, and starts none of its own', async () => {
    const before = await textOf(at('.claude/.credentials.json'));
    expect(await list()).toMatch(/^notes: /mu);
    expect(await textOf(at('.claude/.credentials.json'))).toBe(before);
    expect(JSON.parse((await textOf(at('.claude/mcp-needs-auth-cache.json'))) || '{}')).not.toHaveProperty('notes');
  });

  it('is connected once the person has signed in in the app', async () => {
    await ask('server:signIn', { name: 'notes', how: 'browser' });
    await expect
      .poll(async () => (await ask('app:snapshot', undefined)).servers[0]?.state.kind, { timeout: 30_000 })
      .toBe('ready');
    expect(await list()).toMatch(/^notes: .*Connected/mu);
    expect(peer.stats()).toMatchObject({ granted: { authorization_code: 1 }, refused: {} });
  });

  it('stays connected when the token has ended, with one renewal and no browser', async () => {
    const windows = (await browser.visits()).length;
    await peer.expireAccessTokens();
    expect(await list()).toMatch(/^notes: .*Connected/mu);
    expect(peer.stats()).toMatchObject({ granted: { refresh_token: 1 }, refused: {}, presentedAgain: 0 });
    expect(await browser.visits()).toHaveLength(windows);
  });

  it('is told in a sentence when the person has signed out, and starts no sign-in of its own', async () => {
    const before = await textOf(at('.claude/.credentials.json'));
    await ask('server:signOut', { name: 'notes' });
    const said = await list();
    console.log(said);
    expect(await textOf(at('.claude/.credentials.json'))).toBe(before);
    expect(JSON.parse((await textOf(at('.claude/mcp-needs-auth-cache.json'))) || '{}')).not.toHaveProperty('notes');
    const activity = await ask('activity:list', undefined);
    expect(activity.at(-1)).toMatchObject({ client: 'claude-code', server: 'notes', code: 'sign-in-needed' });
  });

  it('leaves no token, code or key of the service in any file of the home', async () => {
    const { out } = await home.run('list', '--json');
    for (const secret of peer.secrets()) expect(out + (await textOf(at('.claude.json')))).not.toContain(secret);
  });
});
