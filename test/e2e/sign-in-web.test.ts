// Signing in through the whole app, as a person does: servers are pasted into the built web face, Sign in is clicked, a
// real Chromium approves, the tools appear with no other click. Then tokens end, are renewed, and are given back.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { texts } from '../../src/shared/messages';
import { whyNoBrowser } from '../support/auth/browser';
import { type BrowserScript, browserScript } from '../support/auth/browser-script';
import type { AuthPeer } from '../support/auth/recorder';
import { type Home, makeHome, type Serving } from './command-line';
import { asker, type OpenPage, openPage, summaryOf } from './open-page';
import { DOCUMENT_URL, type SignInSystem, signInSystems } from './sign-in-systems';
import { clickSignIn, pasteServers, seeTools, signOut, waitForState } from './story';

const t = texts('en');
const PATIENCE = { timeout: 60_000 };
const systems = signInSystems.filter(({ missing }) => missing === undefined);
const nameOf = (system: SignInSystem) => system.name.replaceAll(/[^a-z0-9]+/giu, '-');
for (const { name, missing } of signInSystems)
  if (missing !== undefined) console.warn(`skipped: signing in on ${name} through the app. ${missing}`);
// What BROWSER names here is a shell script.
const skipped = process.platform === 'win32' ? 'The browser script needs a POSIX shell' : whyNoBrowser();
if (skipped !== undefined) console.warn(`skipped: signing in through the app. ${skipped}`);

describe.skipIf(skipped !== undefined)('signing in through the web face', () => {
  let home: Home;
  let browser: BrowserScript;
  let serving: Serving;
  let tray: OpenPage;
  const peers = new Map<SignInSystem, AuthPeer>();
  const peerOf = (system: SignInSystem): AuthPeer => {
    const peer = peers.get(system);
    if (!peer) throw new Error(`${system.name} has not started`);
    return peer;
  };

  beforeAll(async () => {
    home = await makeHome();
    browser = await browserScript(home.folder, 'approve');
    home.env.BROWSER = browser.program;
    serving = await home.serve('--no-open');
    tray = await openPage(serving);
    await tray.ask('settings:set', { patch: { clientMetadataUrl: DOCUMENT_URL } });
    const servers: Record<string, unknown> = {};
    for (const system of systems) {
      const { peer, url } = await system.start();
      peers.set(system, peer);
      servers[nameOf(system)] = { type: system.transport, url };
    }
    await pasteServers({ page: tray.page, t }, systems.map(nameOf), JSON.stringify({ mcpServers: servers }));
  }, 90_000);
  afterAll(async () => {
    await tray?.stop();
    expect(await serving?.stop()).toBe(0);
    await Promise.all([...peers.values()].map((peer) => peer.stop()));
    await home?.remove();
  });

  it('is waited for by every server, and nothing is asked of anyone before', async () => {
    for (const system of systems) await waitForState({ page: tray.page, t }, nameOf(system), 'sign-in-needed');
    expect(await browser.visits()).toEqual([]);
    for (const peer of peers.values()) expect(peer.stats()).toMatchObject({ registrations: 0, granted: {} });
  });

  it('takes one click per server, one browser tab at a time, and the tools appear', async () => {
    for (const system of systems) await clickSignIn({ page: tray.page, t }, nameOf(system));
    for (const system of systems)
      await expect.poll(() => summaryOf(tray, nameOf(system))?.state.kind, PATIENCE).toBe('ready');
    // The browser reports when it closes, a little after its page was shown.
    await expect.poll(async () => (await browser.visits()).length, PATIENCE).toBe(systems.length);
    const visits = await browser.visits();
    expect(visits.map(({ answered }) => answered)).toEqual(systems.map(({ asked }) => asked));
    expect(visits.map(({ text }) => text)).toEqual(
      systems.map((system) => expect.stringContaining(`${nameOf(system)} is signed in`)),
    );
    const waiting = tray.snapshots().map(({ servers }) => servers.filter((s) => s.signIn.kind === 'waiting').length);
    expect(Math.max(...waiting)).toBe(1);
  }, 180_000);

  for (const system of systems) {
    describe(system.name, () => {
      const name = nameOf(system);
      const reader = () => ({ page: tray.page, t });

      it('shows its tools', async () => {
        expect(summaryOf(tray, name)).toMatchObject({
          signIn: { kind: 'signed-in', issuer: peerOf(system).issuer, renews: true },
          state: { transport: system.transport },
        });
        await seeTools(reader(), name, 'add', 'a number');
        expect(peerOf(system).stats()).toMatchObject({
          registrations: system.registrations,
          granted: { authorization_code: 1 },
          refused: {},
        });
      });

      it('answers 20 calls at once after its tokens have ended, by one renewal and no window', async () => {
        const ask = await asker(home);
        const windows = (await browser.visits()).length;
        await peerOf(system).expireAccessTokens();
        const call = () => ask('tool:call', { server: name, tool: 'whoami', args: {} });
        const results = await Promise.all(Array.from({ length: 20 }, call));
        expect(results.map(({ isError }) => isError)).toEqual(Array(20).fill(false));
        for (const { content } of results) expect(content).toEqual([{ kind: 'text', text: 'ada' }]);
        expect(peerOf(system).stats()).toMatchObject({ granted: { refresh_token: 1 }, refused: {}, presentedAgain: 0 });
        expect(await browser.visits()).toHaveLength(windows);
      });

      it('signs out, and says whether the service forgot it too', async () => {
        expect(await signOut(reader(), name)).toBe(system.revokes ? 'revoked' : 'local');
        await waitForState(reader(), name, 'sign-in-needed');
        expect(peerOf(system).stats().granted).toEqual({ authorization_code: 1, refresh_token: 1 });
      });
    });
  }

  it('broke no policy and threw nothing on the way', () => expect(tray.mishaps).toEqual([]));
});
