// Signing in from the built command line: a real authorization server, a real browser that BROWSER names, a real
// keychain; in a command of its own, with a running instance, and with the browser on another machine.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoBrowser } from '../support/auth/browser';
import { type BrowserScript, browserScript } from '../support/auth/browser-script';
import { startOidcProvider } from '../support/auth/oidc-provider';
import type { AuthPeer } from '../support/auth/recorder';
import { type Keyring, startKeyring, whyNoKeyring } from '../support/keyring';
import { type Ended, type Home, makeHome } from './command-line';

const missing = whyNoBrowser();
const missingKeyring = missing ?? whyNoKeyring();
for (const reason of new Set([missing, missingKeyring])) if (reason !== undefined) console.warn(`skipped: ${reason}`);

/** A home, a server that needs a sign-in, and the browser of a person who approves. */
interface Stage {
  readonly home: Home;
  readonly peer: AuthPeer;
  readonly browser: BrowserScript;
  /** Everything that was printed. */
  readonly said: string[];
  run(...args: string[]): Promise<Ended>;
  stop(): Promise<void>;
}

async function setStage(keychain: (folder: string) => Promise<Keyring | undefined>): Promise<Stage> {
  const peer = await startOidcProvider();
  const scratch = await makeHome();
  const browser = await browserScript(scratch.folder, 'approve');
  const keyring = await keychain(scratch.folder);
  const env = { BROWSER: browser.program, ...(keyring && { ...keyring.env, MCP_TRAY_KEYCHAIN: '' }) };
  const home = await makeHome(env);
  const said: string[] = [];
  return {
    home,
    peer,
    browser,
    said,
    run: async (...args) => {
      const outcome = await home.run(...args);
      said.push(outcome.out, outcome.err);
      return outcome;
    },
    stop: async () => {
      await Promise.all([peer.stop(), keyring?.stop()]);
      await Promise.all([home.remove(), scratch.remove()]);
    },
  };
}

const serverOf = ({ out }: Ended) => JSON.parse(out)[0];

describe.skipIf(missingKeyring !== undefined)('one command at a time, with a keychain', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage(startKeyring);
  });
  afterAll(() => stage?.stop());

  it('says what a new server needs, and the command for it', async () => {
    const { run, peer } = stage;
    expect(await run('add', 'notes', peer.mcpUrl)).toEqual({
      code: 0,
      err: '',
      out: 'Added notes.\nnotes: Needs sign-in\nSign in. Run “mcp-tray login notes”.\n',
    });
    expect((await run('list')).code).toBe(3);
    expect(peer.stats()).toMatchObject({ registrations: 0, granted: {} });
  });

  it('signs in with one command and one approval', async () => {
    const { run, peer, browser } = stage;
    const { code, out, err } = await run('login', 'notes');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^Sign in to notes in your browser\. .+\nhttp:\/\/\S+\n(.+\n)?Signed in to notes\.\nnotes: Ready, 3 tools/u,
    );
    await expect
      .poll(browser.visits)
      .toEqual([expect.objectContaining({ status: 200, text: expect.stringContaining('notes is signed in') })]);
    expect(peer.stats()).toMatchObject({ registrations: 1, granted: { authorization_code: 1 }, refused: {} });
  });

  it('stays signed in for the commands that follow', async () => {
    const { run, peer } = stage;
    const list = await run('list', '--json');
    expect(list.code).toBe(0);
    expect(serverOf(list)).toMatchObject({ state: { kind: 'ready' }, signIn: { kind: 'signed-in' } });
    expect((await run('tools', 'notes')).out).toContain('whoami');
    expect(await run('login', 'notes')).toMatchObject({
      code: 0,
      out: expect.stringContaining('signed in to notes already'),
    });
    expect(peer.stats().granted).toEqual({ authorization_code: 1 });
  });

  it('signs out, here and at the service', async () => {
    const { run, peer } = stage;
    expect(await run('logout', 'notes')).toEqual({
      code: 0,
      err: '',
      out: 'Signed out of notes; the service confirmed that it forgot the sign-in too.\n',
    });
    expect(peer.stats().revocations).toBeGreaterThan(0);
    expect((await run('list')).code).toBe(3);
  });

  it('takes the address of a browser that is on another machine', async () => {
    const { home, peer, said, run } = stage;
    const env = { ...home.env, BROWSER: '' };
    const child = spawn(process.execPath, [path.resolve('out/main/cli.js'), 'login', 'notes', '--paste'], { env });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += String(chunk);
    });
    const exited = new Promise((resolve) => child.once('close', resolve));
    const link = () => /^http:\S+$/mu.exec(out)?.[0] ?? '';
    await expect.poll(link).not.toBe('');
    child.stdin.write('http://127.0.0.1:1/callback?code=wrong&state=wrong\n');
    child.stdin.write(`${await approveElsewhere(link())}\n`);
    expect(await exited).toBe(0);
    said.push(out);
    expect(out).toContain('open this link in a browser, on any machine');
    expect(out).toContain('notes: Ready, 3 tools');
    expect(peer.stats().refused).toEqual({});
    expect((await run('logout', 'notes')).code).toBe(0);
  });

  it('is cancelled by Ctrl+C and leaves nothing behind', async () => {
    const { home, run } = stage;
    const env = { ...home.env, BROWSER: 'true' };
    const child = spawn(process.execPath, [path.resolve('out/main/cli.js'), 'login', 'notes'], { env });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        text += String(chunk);
      });
    const exited = new Promise((resolve) => child.once('close', resolve));
    await expect.poll(() => text).toContain('Waiting for at most 5 minutes');
    child.kill('SIGINT');
    expect(await exited).toBe(3);
    expect(text).toContain('The sign-in was cancelled. [sign-in-cancelled]');
    expect((await run('list')).code).toBe(3);
  });

  it('never prints a token, a code or a secret', () => {
    const { peer, said } = stage;
    expect(peer.secrets().length).toBeGreaterThan(2);
    expect(peer.secrets().filter((secret) => said.join('\n').includes(secret))).toEqual([]);
  });
});

describe.skipIf(missing !== undefined)('without a keychain', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage(async () => undefined);
    await stage.run('add', 'notes', stage.peer.mcpUrl);
  });
  afterAll(() => stage?.stop());

  it('refuses a sign-in that would be lost with the command', async () => {
    const { run, browser, peer } = stage;
    expect(await run('login', 'notes')).toMatchObject({ code: 1, err: expect.stringContaining('[keychain-absent]') });
    expect(await browser.visits()).toEqual([]);
    expect(peer.stats().registrations).toBe(0);
  });

  it('signs in and out with the instance that runs, which keeps it', async () => {
    const { home, run } = stage;
    const serving = await home.serve('--no-open');
    try {
      const login = await run('login', 'notes');
      expect(login).toMatchObject({ code: 0, err: expect.stringContaining('lasts until MCP Tray ends') });
      expect(login.out).toContain('notes: Ready, 3 tools');
      expect(serverOf(await run('list', '--json'))).toMatchObject({ state: { kind: 'ready' } });
      expect((await run('logout', 'notes')).code).toBe(0);
      expect((await run('list')).code).toBe(3);
    } finally {
      await serving.stop();
    }
  });
});

/** Approves without a browser of this machine, and gives the address the browser would end on. */
async function approveElsewhere(link: string): Promise<string> {
  const cookies = new Map<string, string>();
  let next: { url: URL; body?: string } = { url: new URL(link) };
  for (let steps = 0; steps < 10; steps++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const response = await fetch(next.url, {
      redirect: 'manual',
      headers: { cookie, ...(next.body !== undefined && form) },
      ...(next.body !== undefined && { method: 'POST', body: next.body }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) next = { url: next.url, body: 'answer=approve' };
    else next = { url: new URL(location, next.url) };
    await response.body?.cancel();
    if (next.url.pathname === '/callback') return next.url.href;
  }
  throw new Error('the sign-in did not end');
}
