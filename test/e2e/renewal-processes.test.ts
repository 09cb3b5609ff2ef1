// Renewal across processes and power cuts, on a server that rotates refresh tokens and ends the grant on reuse.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSignIns } from '../../src/main/oauth/sign-ins';
import { texts } from '../../src/shared/messages';
import { type Person, startPerson, whyNoBrowser } from '../support/auth/browser';
import { editSecrets, fileStore } from '../support/auth/file-store';
import { startOidcProvider } from '../support/auth/oidc-provider';
import type { AuthPeer } from '../support/auth/recorder';
import type { Job, Outcome } from './scripts/use-server';

/** Every step once; `MCP_TRAY_POWER_CUTS=100` goes round as often as it takes, in about 4 minutes on 2 busy cores. */
const MORE_CUTS = Number(process.env.MCP_TRAY_POWER_CUTS ?? 0);
const LANES = 8;

let scratch: string;
let program: string;
let person: Person;
let peer: AuthPeer;

beforeAll(async () => {
  if (whyNoBrowser() !== undefined) return;
  scratch = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-renewal-'));
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: path.resolve(import.meta.dirname, 'scripts/use-server.ts'),
      outDir: scratch,
      rolldownOptions: { output: { entryFileNames: 'program.mjs' } },
    },
    ssr: { noExternal: true },
  });
  program = path.join(scratch, 'program.mjs');
  person = await startPerson();
  peer = await startOidcProvider();
});

afterAll(async () => {
  await Promise.all([person?.stop(), peer?.stop()]);
  if (scratch !== undefined) await rm(scratch, { recursive: true });
});

/** Undefined if the process was killed. */
function run(folder: string, more: Partial<Job> = {}): Promise<Outcome | undefined> {
  const job: Job = { url: peer.mcpUrl, folder, calls: 1, dieAt: 0, ...more };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, JSON.stringify(job)], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [said, complained] = ['', ''];
    child.stdout.on('data', (chunk) => {
      said += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      complained += String(chunk);
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve(undefined);
      else if (code === 0) resolve(JSON.parse(said) as Outcome);
      else reject(new Error(`the process ended with ${code}: ${complained}`));
    });
  });
}

const home = () => mkdtemp(path.join(scratch, 'home-'));

/** A person signs in once; the sign-in stays in the folder. */
async function signIn(folder: string): Promise<void> {
  const nothing = () => undefined;
  const signIns = createSignIns({
    clock: {
      now: () => Date.now(),
      after: (ms, callback) => {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
    },
    log: { info: nothing, warn: nothing, error: nothing },
    secrets: fileStore(folder),
    openUrl: async (url) => void person.visit(url, 'approve'),
    texts: () => texts('en'),
    lockFolder: folder,
    resolve: async (value) => value,
    callbackPort: 0,
  });
  const server = { name: 'notes', type: 'http', url: peer.mcpUrl, headers: {}, disabled: false } as const;
  const body = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
  await expect(signIns.fetchFor(server)(peer.mcpUrl, { method: 'POST', body })).rejects.toMatchObject({
    code: 'sign-in-needed',
  });
  await signIns.start('notes');
  await signIns.stop();
}

/** As if the access token's time had come, here and at the server, for this folder alone. */
const letExpire = (folder: string) =>
  editSecrets(folder, (value) =>
    value.replace(/"expiresAt":\d+/u, '"expiresAt":1').replace(/"accessToken":"[^"]*"/u, '"accessToken":"ended"'),
  );

describe.skipIf(whyNoBrowser() !== undefined)(whyNoBrowser() ?? 'renewal', () => {
  it('happens once for 5 processes with 4 calls each, and fails none', async () => {
    const folder = await home();
    await signIn(folder);
    await peer.expireAccessTokens();
    const before = peer.stats();
    const ends = await Promise.all(Array.from({ length: 5 }, () => run(folder, { calls: 4 })));
    expect(ends.map((outcome) => [outcome?.end, outcome?.windows])).toEqual(Array.from({ length: 5 }, () => ['ok', 0]));
    const after = peer.stats();
    expect((after.granted.refresh_token ?? 0) - (before.granted.refresh_token ?? 0)).toBe(1);
    expect(after).toMatchObject({ refused: before.refused, presentedAgain: 0 });
  }, 60_000);

  it('survives power cuts at every step: at most one more sign-in, no refresh token sent twice', async () => {
    const first = await home();
    await signIn(first);
    await letExpire(first);
    const whole = await run(first);
    expect(whole?.end).toBe('ok');
    const steps = whole?.steps ?? [];
    expect(steps).toEqual(
      expect.arrayContaining(['before POST /token', 'after POST /token', 'before set', 'after set']),
    );

    const wanted = Math.max(MORE_CUTS, steps.length);
    const cuts = Array.from({ length: wanted }, (_, i) => (i % steps.length) + 1);
    let killed = 0;
    const ends = new Map<string, number>();
    const lane = async () => {
      const folder = await home();
      await signIn(folder);
      for (let dieAt = cuts.pop(); dieAt !== undefined; dieAt = cuts.pop()) {
        await letExpire(folder);
        if ((await run(folder, { dieAt })) === undefined) killed += 1;
        const { end, windows } = (await run(folder)) ?? { end: 'killed', windows: 0 };
        ends.set(end, (ends.get(end) ?? 0) + 1);
        expect(windows).toBe(0);
        if (end === 'ok') continue;
        expect(end).toBe('sign-in-needed');
        await signIn(folder);
        expect((await run(folder))?.end).toBe('ok');
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    expect(killed).toBe(wanted);
    expect([...ends.keys()].sort()).toEqual(['ok', 'sign-in-needed']);
    expect(peer.stats()).toMatchObject({ presentedAgain: 0, refused: {} });
  }, 600_000);
});
