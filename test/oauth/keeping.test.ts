// Keeping signed in: one renewal whatever happens at once, the rotated token saved first, nothing spent sent twice.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../src/shared/errors';
import { problemOf, Room, remote, TestStore } from './support/room';
import { refuse, Scene } from './support/scripted';
import { post, Stage } from './support/stage';

const stage = new Stage();
const HOUR = 3600_000;
const TOKEN = 'oauth token notes ';
const refreshes = () => stage.scene.requests('/token').filter((s) => s.form.get('grant_type') === 'refresh_token');
const presented = () => refreshes().map((s) => s.form.get('refresh_token'));
const saved = () => JSON.parse(stage.room.store.items.get(TOKEN + stage.scene.issuer) ?? '{}');
const never = () => new Promise<never>(() => undefined);

describe('a renewal', () => {
  it('is one for 20 calls that meet an ended token, and none of them fails', async () => {
    const fetch = await stage.signedIn();
    stage.room.clock.shift = 2 * HOUR;
    const reads = vi.spyOn(stage.room.store, 'get');
    const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(stage.scene.mcpUrl, post)));
    expect(answers.map((a) => a.status)).toEqual(Array(20).fill(200));
    expect(refreshes()).toHaveLength(1);
    // Not 20 that wait for a lock in turn: one that the others share.
    expect(reads.mock.calls.length).toBeLessThan(5);
    expect(stage.room.opened).toHaveLength(1);
    expect(refreshes()[0]?.form.get('resource')).toBe(stage.scene.mcpUrl);
  });
  it('is one for 20 calls that meet a revoked token', async () => {
    const fetch = await stage.signedIn();
    const grant = stage.scene.grants[0];
    if (grant) grant.access = 'replaced';
    const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(stage.scene.mcpUrl, post)));
    expect(answers.map((a) => a.status)).toEqual(Array(20).fill(200));
    expect(refreshes()).toHaveLength(1);
  });
  it('is one for five rooms that share a store, as five processes do', async () => {
    await stage.signedIn();
    const folder = mkdtempSync(path.join(os.tmpdir(), 'mcp-tray-locks-'));
    const { store } = stage.room;
    const rooms = Array.from({ length: 5 }, () => new Room(store, { lockFolder: folder }));
    for (const room of rooms) room.clock.shift = 2 * HOUR;
    const server = remote(stage.scene.mcpUrl);
    const calls = rooms.flatMap((r) => [1, 2, 3, 4].map(() => r.signIns.fetchFor(server)(stage.scene.mcpUrl, post)));
    expect((await Promise.all(calls)).map((a) => a.status)).toEqual(Array(20).fill(200));
    await Promise.all(rooms.map((r) => r.stop()));
    rmSync(folder, { recursive: true });
    expect(refreshes()).toHaveLength(1);
  });
  it('happens ahead of the end, while calls go on with the token they have', async () => {
    const fetch = await stage.signedIn();
    const before = stage.scene.grants[0]?.access;
    stage.room.clock.shift = HOUR - 60_000;
    const response = await fetch(stage.scene.mcpUrl, post);
    expect(await response.json()).toEqual({ token: before });
    await expect.poll(() => refreshes().length).toBe(1);
    await expect.poll(() => saved().accessToken).not.toBe(before);
  });
  it('happens after wake without a call', async () => {
    await stage.signedIn();
    stage.room.clock.shift = 2 * HOUR;
    stage.room.signIns.nudge();
    await expect.poll(() => refreshes().length).toBe(1);
  });
  it('happens by itself before a short life ends', async () => {
    stage.useRoom(new Room(undefined, { timings: { renewAhead: 400, renewJitter: 10, expiryMargin: 10 } }));
    stage.scene.accessSeconds = 1;
    await stage.signedIn();
    await expect.poll(() => refreshes().length, { timeout: 3000 }).toBeGreaterThan(1);
    expect(new Set(presented()).size).toBe(presented().length);
  });
  it('is spread by chance', async () => {
    const waits: number[] = [];
    for (const chance of [0, 0.99]) {
      const room = new Room(undefined, { random: () => chance });
      room.browse = stage.scene.browse;
      const { after } = room.clock;
      room.clock.after = (ms, callback) => {
        if (ms > 60_000) waits.push(ms);
        return after.call(room.clock, ms, callback);
      };
      room.signIns.fetchFor(remote(stage.scene.mcpUrl));
      await room.signIns.start('notes');
      await room.stop();
    }
    expect((waits[0] ?? 0) - (waits.at(-1) ?? 0)).toBeGreaterThan(50_000);
  });
  it('does not depend on the clock of the service', async () => {
    const fetch = await stage.signedIn();
    stage.room.clock.shift = -2 * HOUR;
    expect((await fetch(stage.scene.mcpUrl, post)).status).toBe(200);
  });
  it('of a service that does not rotate keeps the refresh token', async () => {
    stage.scene.rotates = false;
    const fetch = await stage.signedIn();
    for (const hours of [2, 4]) {
      stage.room.clock.shift = hours * HOUR;
      expect((await fetch(stage.scene.mcpUrl, post)).status).toBe(200);
    }
    expect(new Set(presented()).size).toBe(1);
  });
});

describe('a sign-in while another process renews the old one', () => {
  it('is not written over by it', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'mcp-tray-locks-'));
    const store = new TestStore();
    const [one, two] = [new Room(store, { lockFolder: folder }), new Room(store, { lockFolder: folder })];
    const server = remote(stage.scene.mcpUrl);
    one.browse = two.browse = stage.scene.browse;
    const [first, second] = [one, two].map((room) => room.signIns.fetchFor(server));
    await one.signIns.start('notes');
    two.clock.shift = 2 * HOUR;
    const held = Promise.withResolvers<void>();
    stage.scene.scripts.set('/token', async ({ form }) => {
      if (form.get('grant_type') === 'refresh_token') await held.promise;
      return undefined;
    });
    const renewing = second?.(stage.scene.mcpUrl, post);
    await expect.poll(() => refreshes().length).toBe(1);
    const anew = one.signIns.start('notes');
    await expect.poll(() => stage.scene.grants.length).toBe(2);
    held.resolve();
    await Promise.all([renewing, anew]);
    expect(JSON.parse(store.items.get(TOKEN + stage.scene.issuer) ?? '{}').accessToken).toBe(
      stage.scene.grants[1]?.access,
    );
    expect((await first?.(stage.scene.mcpUrl, post))?.status).toBe(200);
    await Promise.all([one.stop(), two.stop()]);
    rmSync(folder, { recursive: true });
  });
});

describe('a renewal that fails', () => {
  it('by refusal asks for a sign-in and keeps everything else', async () => {
    const fetch = await stage.signedIn();
    stage.room.clock.shift = 2 * HOUR;
    for (const grant of stage.scene.grants) grant.isDead = true;
    const codes = await Promise.all([1, 2, 3].map(async () => (await problemOf(fetch(stage.scene.mcpUrl, post))).code));
    expect(codes).toEqual(Array(3).fill('sign-in-needed'));
    expect(refreshes()).toHaveLength(1);
    expect(stage.room.opened).toHaveLength(1);
    expect([...stage.room.store.items.keys()].some((k) => k.startsWith('oauth client'))).toBe(true);
    expect(saved().refreshToken).toBeUndefined();
    await stage.room.signIns.start('notes');
    expect(stage.scene.clients.size).toBe(1);
    expect((await fetch(stage.scene.mcpUrl, post)).status).toBe(200);
  });
  it.each([
    ['a 503', { status: 503 }],
    ['a 429', { status: 429 }],
  ])('by %s keeps the tokens and is tried again', async (_what, script) => {
    const fetch = await stage.signedIn();
    stage.room.clock.shift = 2 * HOUR;
    stage.scene.scripts.set('/token', () => script);
    expect((await problemOf(fetch(stage.scene.mcpUrl, post))).code).toBe('sign-in-service-down');
    stage.scene.scripts.clear();
    expect((await fetch(stage.scene.mcpUrl, post)).status).toBe(200);
    expect(stage.room.opened).toHaveLength(1);
  });
  it('because nobody listens there keeps the tokens and is tried again', async () => {
    const fetch = await stage.signedIn();
    const closed = await Scene.start();
    await closed.stop();
    stage.scene.metadata = { token_endpoint: `${closed.origin}/token` };
    stage.room.clock.shift = 2 * HOUR;
    expect((await problemOf(fetch(stage.scene.mcpUrl, post))).code).toBe('sign-in-service-down');
    stage.scene.metadata = {};
    stage.room.clock.shift = 3 * HOUR;
    expect((await fetch(stage.scene.mcpUrl, post)).status).toBe(200);
    expect(stage.room.opened).toHaveLength(1);
  });
  it.each([
    ['a lost answer', () => void stage.scene.losesAnswers.add('/token')],
    ['a cut connection', () => void stage.scene.scripts.set('/token', () => ({ cut: true }))],
    ['a 502', () => void stage.scene.scripts.set('/token', () => ({ status: 502 }))],
    ['an answer that is no answer', () => void stage.scene.scripts.set('/token', () => ({ body: { scope: 'x' } }))],
    ['silence', () => void stage.scene.scripts.set('/token', never)],
  ])('by %s never sends that refresh token again', async (_what, trouble) => {
    stage.useRoom(new Room(undefined, { timings: { request: 1500 } }));
    const fetch = await stage.signedIn();
    stage.room.clock.shift = 2 * HOUR;
    for (const grant of stage.scene.grants) grant.access = 'ended';
    trouble();
    expect((await problemOf(fetch(stage.scene.mcpUrl, post))).code).toBe('sign-in-needed');
    stage.scene.losesAnswers.clear();
    stage.scene.scripts.clear();
    expect((await problemOf(fetch(stage.scene.mcpUrl, post))).code).toBe('sign-in-needed');
    expect(refreshes()).toHaveLength(1);
    expect(saved().refreshToken).toBeUndefined();
    await stage.room.signIns.start('notes');
    expect((await fetch(stage.scene.mcpUrl, post)).status).toBe(200);
  });
  it('by trouble at the metadata keeps the tokens and sends nothing', async () => {
    await stage.signedIn();
    const room = new Room(stage.room.store);
    room.clock.shift = 2 * HOUR;
    stage.scene.scripts.set('/.well-known/oauth-authorization-server', () => ({ status: 500 }));
    const fetch = room.signIns.fetchFor(remote(stage.scene.mcpUrl));
    expect((await problemOf(fetch(stage.scene.mcpUrl, post))).code).toBe('sign-in-service-down');
    expect(refreshes()).toEqual([]);
    stage.scene.scripts.clear();
    expect((await fetch(stage.scene.mcpUrl, post)).status).toBe(200);
    await room.stop();
  });
  it('because the client is unknown registers anew at the next sign-in', async () => {
    const fetch = await stage.signedIn();
    stage.room.clock.shift = 2 * HOUR;
    stage.scene.scripts.set('/token', () => refuse('invalid_client', 401));
    expect((await problemOf(fetch(stage.scene.mcpUrl, post))).code).toBe('sign-in-needed');
    stage.scene.scripts.clear();
    await stage.room.signIns.start('notes');
    expect(stage.scene.clients.size).toBe(2);
  });
  it('in the background is tried again and told', async () => {
    await stage.signedIn();
    stage.scene.scripts.set('/token', () => ({ status: 503 }));
    stage.room.clock.shift = HOUR - 60_000;
    stage.room.signIns.nudge();
    await expect.poll(() => stage.room.signIns.status('notes').kind).toBe('failed');
    stage.scene.scripts.clear();
    await expect.poll(() => stage.room.signIns.status('notes').kind).toBe('signed-in');
  });
});

describe('the save', () => {
  it('comes before the first use of a renewed token, and its failure is told', async () => {
    const fetch = await stage.signedIn();
    stage.room.clock.shift = 2 * HOUR;
    let isBroken = true;
    const { store } = stage.room;
    store.beforeSet = async (_name, value) => {
      if (isBroken && !value.includes('"spending":true')) throw new AppError('keychain-locked');
    };
    const before = stage.scene.requests('/mcp').length;
    expect((await problemOf(fetch(stage.scene.mcpUrl, post))).code).toBe('tokens-not-saved');
    expect((await problemOf(fetch(stage.scene.mcpUrl, post))).code).toBe('tokens-not-saved');
    expect(stage.scene.requests('/mcp')).toHaveLength(before);
    isBroken = false;
    expect((await fetch(stage.scene.mcpUrl, post)).status).toBe(200);
    expect(refreshes()).toHaveLength(1);
    expect(saved().accessToken).toBe(stage.scene.grants[0]?.access);
  });
  it('that takes its time keeps a renewed token from view and from use', async () => {
    const fetch = await stage.signedIn();
    const { signIns, store, clock } = stage.room;
    const before = signIns.status('notes');
    clock.shift = 2 * HOUR;
    const held = Promise.withResolvers<void>();
    store.beforeSet = (_name, value) => (value.includes('"spending":true') ? Promise.resolve() : held.promise);
    const used = stage.scene.requests('/mcp').length;
    const first = fetch(stage.scene.mcpUrl, post);
    await expect.poll(() => stage.scene.grants[0]?.spent.size).toBe(1);
    const second = fetch(stage.scene.mcpUrl, post);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(signIns.status('notes')).toEqual(before);
    expect(stage.scene.requests('/mcp')).toHaveLength(used);
    held.resolve();
    expect([(await first).status, (await second).status]).toEqual([200, 200]);
    expect(refreshes()).toHaveLength(1);
  });
  it('that cannot note the renewal sends nothing', async () => {
    const fetch = await stage.signedIn();
    stage.room.clock.shift = 2 * HOUR;
    stage.room.store.beforeSet = () => Promise.reject(new AppError('keychain-locked'));
    expect((await problemOf(fetch(stage.scene.mcpUrl, post))).code).toBe('tokens-not-saved');
    expect(refreshes()).toEqual([]);
  });
  it('of a first sign-in that fails is told, and the browser hears of it', async () => {
    const pages: number[] = [];
    stage.room.browse = async (url) => pages.push(await stage.scene.browse(url));
    stage.room.store.beforeSet = async (name) => {
      if (name.startsWith(TOKEN)) throw new AppError('keychain-locked');
    };
    expect((await stage.failed()).code).toBe('tokens-not-saved');
    expect(stage.room.signIns.status('notes')).toMatchObject({ kind: 'failed' });
  });
});

describe('a process that is killed', () => {
  /** Rooms that were left standing still, as a killed process leaves its keychain. */
  const dead: Room[] = [];
  afterEach(() => {
    for (const room of dead.splice(0)) room.removeFolder();
  });

  const steps: [string, (store: TestStore) => void][] = [
    ['before the renewal is noted', (store) => (store.beforeSet = never)],
    [
      'after it is noted and before the answer is saved',
      (store) => {
        store.beforeSet = (_n, value) => (value.includes('"spending":true') ? Promise.resolve() : never());
      },
    ],
    ['while the request is on its way', () => stage.scene.scripts.set('/token', never)],
  ];
  it.each(steps)('%s leaves at most one sign-in to do, and no spent token is sent again', async (_step, kill) => {
    await stage.signedIn();
    const items = stage.room.store.items;
    const doomedStore = new TestStore();
    for (const [name, value] of items) doomedStore.items.set(name, value);
    const doomed = new Room(doomedStore);
    dead.push(doomed);
    doomed.clock.shift = 2 * HOUR;
    kill(doomedStore);
    void doomed.signIns
      .fetchFor(remote(stage.scene.mcpUrl))(stage.scene.mcpUrl, post)
      .catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 300));
    stage.scene.scripts.clear();

    const heirStore = new TestStore();
    for (const [name, value] of doomedStore.items) heirStore.items.set(name, value);
    const heir = new Room(heirStore);
    heir.browse = stage.scene.browse;
    heir.clock.shift = 2 * HOUR;
    const fetch = heir.signIns.fetchFor(remote(stage.scene.mcpUrl));
    const first = await fetch(stage.scene.mcpUrl, post).catch((error: unknown) => error);
    if (first instanceof AppError) {
      expect(first.code).toBe('sign-in-needed');
      await heir.signIns.start('notes');
    }
    expect((await fetch(stage.scene.mcpUrl, post)).status).toBe(200);
    expect(new Set(presented()).size).toBe(presented().length);
    await heir.stop();
  });
  it('between token and pointer of a first sign-in leaves one sign-in to do', async () => {
    stage.room.store.beforeSet = (name) => (name.startsWith('oauth server') ? never() : Promise.resolve());
    await stage.asked();
    void stage.room.signIns.start('notes').catch(() => undefined);
    await expect.poll(() => saved().accessToken).toBeDefined();
    const store = new TestStore();
    for (const [name, value] of stage.room.store.items) store.items.set(name, value);
    stage.useRoom(new Room(store));
    const fetch = await stage.signedIn();
    expect((await fetch(stage.scene.mcpUrl, post)).status).toBe(200);
  });
});

describe('what is saved', () => {
  it('serves the next start without a browser', async () => {
    await stage.signedIn();
    const { store } = stage.room;
    await stage.room.stop();
    stage.useRoom(new Room(store));
    expect((await stage.fetch()(stage.scene.mcpUrl, post)).status).toBe(200);
    expect(stage.room.opened).toEqual([]);
    expect(stage.room.signIns.status('notes').kind).toBe('signed-in');
  });
  it('that is damaged is told as that, and the next sign-in mends it', async () => {
    await stage.signedIn();
    const { store } = stage.room;
    store.items.set(TOKEN + stage.scene.issuer, '{"not":"a sign-in"}');
    stage.useRoom(new Room(store));
    expect((await stage.asked()).code).toBe('saved-sign-in-damaged');
    await stage.room.signIns.start('notes');
    expect((await stage.fetch()(stage.scene.mcpUrl, post)).status).toBe(200);
  });
  it('under one issuer and says another is not used', async () => {
    await stage.signedIn();
    const { store } = stage.room;
    store.items.set(TOKEN + stage.scene.issuer, JSON.stringify({ ...saved(), issuer: 'https://else.example' }));
    stage.useRoom(new Room(store));
    expect((await stage.asked()).code).toBe('sign-in-needed');
    expect(stage.scene.requests('/mcp').at(-1)?.headers.authorization).toBeUndefined();
  });
  it('behind a locked keychain stops only servers that want a sign-in', async () => {
    stage.room.store.problem = new AppError('keychain-locked');
    expect((await stage.asked()).code).toBe('keychain-locked');
    stage.scene.scripts.set('/mcp', () => ({ body: {} }));
    expect((await stage.fetch()(stage.scene.mcpUrl, post)).status).toBe(200);
    stage.scene.scripts.clear();
    stage.room.store.problem = undefined;
    expect((await stage.asked()).code).toBe('sign-in-needed');
  });
});
