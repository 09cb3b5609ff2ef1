// The other ways a sign-in goes: waiting, cancelled, pasted, queued, by code, without a person; and nothing leaks.
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/shared/errors';
import { problemOf, Room, remote } from './support/room';
import { refuse, Scene } from './support/scripted';
import { post, Stage } from './support/stage';

const stage = new Stage();
const others: Scene[] = [];
afterEach(async () => {
  await Promise.all(others.splice(0).map((s) => s.stop()));
});
const waiting = () => expect.poll(() => stage.room.signIns.status('notes').kind).toBe('waiting');
/** The redirect an approving browser would follow. */
async function redirect(url: string): Promise<string> {
  const response = await fetch(url, { redirect: 'manual' });
  return response.headers.get('location') ?? '';
}

describe('an attempt', () => {
  it('waits visibly, joins a second click, and can be cancelled and started again', async () => {
    stage.room.browse = () => undefined;
    const seen: string[] = [];
    stage.room.signIns.onChange((name) => seen.push(`${name} ${stage.room.signIns.status(name).kind}`));
    await stage.asked();
    const work = [stage.room.signIns.start('notes'), stage.room.signIns.start('notes')].map(problemOf);
    await waiting();
    const status = stage.room.signIns.status('notes');
    expect(status).toMatchObject({ kind: 'waiting', url: stage.room.opened[0] });
    expect(stage.room.opened).toHaveLength(1);
    stage.room.signIns.cancel('notes');
    expect((await Promise.all(work)).map((e) => e.code)).toEqual(['sign-in-cancelled', 'sign-in-cancelled']);
    expect(stage.room.signIns.status('notes').kind).toBe('needed');
    expect(stage.room.clock.pending.size).toBe(0);
    stage.room.browse = stage.scene.browse;
    await stage.room.signIns.start('notes');
    expect(seen).toEqual(expect.arrayContaining(['notes needed', 'notes queued', 'notes waiting', 'notes signed-in']));
  });
  it('is finished by a pasted redirect, and by no other text', async () => {
    stage.room.browse = () => undefined;
    await stage.asked();
    expect((await problemOf(stage.room.signIns.finish('notes', 'x'))).code).toBe('sign-in-not-pending');
    const work = stage.room.signIns.start('notes');
    await waiting();
    const back = await redirect(stage.room.opened[0] ?? '');
    for (const wrong of ['', 'code', 'http://127.0.0.1:1/callback?code=x', back.replace(/state=[^&]+/u, 'state=x')])
      expect((await problemOf(stage.room.signIns.finish('notes', wrong))).code).toBe('redirect-url-wrong');
    await stage.room.signIns.finish('notes', `  ${back}\n`);
    await work;
    expect(stage.room.signIns.status('notes').kind).toBe('signed-in');
  });
  it('goes on where no browser opens, and stops where the address is refused', async () => {
    await stage.room.stop();
    let problem = new AppError('link-failed', { url: 'x' });
    const openUrl = () => Promise.reject(problem);
    stage.useRoom(new Room(undefined, { openUrl }));
    await stage.asked();
    const work = stage.room.signIns.start('notes');
    await waiting();
    const status = stage.room.signIns.status('notes');
    await stage.scene.browse(status.kind === 'waiting' ? status.url : '');
    await work;
    problem = new AppError('link-refused', { url: 'x' });
    expect((await problemOf(stage.room.signIns.start('notes'))).code).toBe('link-refused');
  });
  it('shows its page only after the sign-in is saved', async () => {
    const order: string[] = [];
    stage.room.store.beforeSet = async (name) => void order.push(name.split(' ').slice(0, 2).join(' '));
    stage.room.browse = async (url) => order.push(`page ${await stage.scene.browse(url)}`);
    await stage.signedIn();
    await expect.poll(() => order).toEqual(['oauth client', 'oauth token', 'oauth server', 'page 200']);
  });
  it('opens one tab at a time, in order, and a cancelled one is left out', async () => {
    const names = ['a', 'b', 'c', 'd'];
    for (const name of names) {
      const scene = await Scene.start();
      others.push(scene);
      stage.room.signIns.fetchFor(remote(scene.mcpUrl, undefined, name));
    }
    stage.room.browse = () => undefined;
    const work = names.map((name) => stage.room.signIns.start(name).catch((error: AppError) => error.code));
    await expect.poll(() => stage.room.opened.length).toBe(1);
    expect(names.map((n) => stage.room.signIns.status(n).kind)).toEqual(['waiting', 'queued', 'queued', 'queued']);
    stage.room.signIns.cancel('b');
    expect(await work[1]).toBe('sign-in-cancelled');
    for (const [i, scene] of [0, 2, 3].entries()) {
      await expect.poll(() => stage.room.opened.length).toBe(i + 1);
      await others[scene]?.browse(stage.room.opened[i] ?? '');
      expect(await work[scene]).toBeUndefined();
    }
    expect(others[1]?.seen).toEqual([]);
    const hosts = stage.room.opened.map((url) => new URL(url).origin);
    expect(hosts).toEqual([others[0]?.origin, others[2]?.origin, others[3]?.origin]);
  });
  it('that is cancelled before the browser opens opens none', async () => {
    stage.scene.scripts.set('/register', () => {
      stage.room.signIns.cancel('notes');
      return undefined;
    });
    expect((await stage.failed()).code).toBe('sign-in-cancelled');
    expect(stage.room.opened).toEqual([]);
  });
  it('leaves nothing behind when the app stops', async () => {
    stage.room.browse = () => undefined;
    await stage.asked();
    const work = problemOf(stage.room.signIns.start('notes'));
    await waiting();
    const uri = new URL(stage.room.opened[0] ?? '').searchParams.get('redirect_uri') ?? '';
    await stage.room.signIns.stop();
    expect((await work).code).toBe('sign-in-cancelled');
    expect(stage.room.clock.pending.size).toBe(0);
    await expect(fetch(uri)).rejects.toThrow();
  });
});

describe('a sign-in by code', () => {
  const device = () => {
    stage.scene.metadata = {
      device_authorization_endpoint: `${stage.scene.origin}/device`,
      grant_types_supported: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
    };
    stage.scene.scripts.set('/device', () => ({
      body: {
        device_code: 'secret-device-code',
        user_code: 'ABCD-EFGH',
        verification_uri: `${stage.scene.origin}/type`,
        expires_in: 60,
        interval: 0.05,
      },
    }));
  };
  it('shows the code, waits until it was typed, and names the resource', async () => {
    device();
    let polls = 0;
    const token = { access_token: 'access-by-code', token_type: 'bearer', expires_in: 60 };
    stage.scene.scripts.set('/token', () => (polls++ < 2 ? refuse('authorization_pending') : { body: token }));
    await stage.asked();
    const work = stage.room.signIns.start('notes', 'device');
    await expect
      .poll(() => stage.room.signIns.status('notes'))
      .toMatchObject({
        kind: 'waiting-for-code',
        userCode: 'ABCD-EFGH',
        url: `${stage.scene.origin}/type`,
      });
    await work;
    expect(stage.room.opened).toEqual([]);
    expect(stage.scene.requests('/device')[0]?.form.get('resource')).toBe(stage.scene.mcpUrl);
    expect(stage.room.signIns.status('notes').kind).toBe('signed-in');
    expect(stage.scene.requests('/register')[0]?.json.grant_types).toContain(
      'urn:ietf:params:oauth:grant-type:device_code',
    );
  });
  it.each([
    ['access_denied', 'sign-in-denied'],
    ['expired_token', 'sign-in-timeout'],
  ])('that ends with %s is %s', async (error, code) => {
    device();
    stage.scene.scripts.set('/token', () => refuse(error));
    await stage.asked();
    expect((await problemOf(stage.room.signIns.start('notes', 'device'))).code).toBe(code);
  });
  it('can be cancelled, and ends by itself', async () => {
    device();
    stage.scene.scripts.set('/token', () => refuse('authorization_pending'));
    await stage.asked();
    const work = problemOf(stage.room.signIns.start('notes', 'device'));
    await expect.poll(() => stage.room.signIns.status('notes').kind).toBe('waiting-for-code');
    stage.room.signIns.cancel('notes');
    expect((await work).code).toBe('sign-in-cancelled');
    await stage.room.stop();
    stage.useRoom(new Room(undefined, { timings: { attempt: 200 } }));
    await stage.asked();
    expect((await problemOf(stage.room.signIns.start('notes', 'device'))).code).toBe('sign-in-timeout');
  });
  it('is not offered everywhere', async () => {
    await stage.asked();
    expect((await problemOf(stage.room.signIns.start('notes', 'device'))).code).toBe('device-sign-in-missing');
  });
  it('shows no address over plain http elsewhere', async () => {
    device();
    const body = { device_code: 'd', user_code: 'ABCD', verification_uri: 'http://evil.example/', expires_in: 600 };
    stage.scene.scripts.set('/device', () => ({ body }));
    await stage.asked();
    expect((await problemOf(stage.room.signIns.start('notes', 'device'))).code).toBe('sign-in-insecure');
  });
});

describe('a machine', () => {
  const entry = { grant: 'client-credentials', clientId: 'robot', clientSecret: 'robot-secret' } as const;
  it('signs in by itself, once for many calls, and again when the token has ended', async () => {
    let made = 0;
    stage.scene.scripts.set('/token', ({ form }) => {
      expect(form.get('grant_type')).toBe('client_credentials');
      expect(form.get('resource')).toBe(stage.scene.mcpUrl);
      made++;
      return { body: { access_token: `machine-${made}`, token_type: 'bearer', expires_in: 60 } };
    });
    stage.scene.scripts.set('/mcp', ({ headers }) =>
      headers.authorization === `Bearer machine-${made}` ? { body: {} } : undefined,
    );
    const send = stage.fetch(entry);
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => send(stage.scene.mcpUrl, post)));
    expect(answers.map((a) => a.status)).toEqual([200, 200, 200, 200, 200]);
    expect(made).toBe(1);
    stage.room.clock.shift = 120_000;
    expect((await send(stage.scene.mcpUrl, post)).status).toBe(200);
    expect(made).toBe(2);
    expect(stage.room.opened).toEqual([]);
    expect(stage.room.store.items.size).toBe(0);
  });
  it('does not sign in as the app itself, whose document says nothing of machines', async () => {
    await stage.room.stop();
    stage.useRoom(new Room(undefined, { clientMetadataUrl: () => 'https://mcp-tray.example/client-metadata.json' }));
    stage.scene.metadata = { client_id_metadata_document_supported: true };
    expect((await stage.asked({ grant: 'client-credentials' })).code).toBe('client-id-needed');
    expect(stage.scene.requests('/token')).toEqual([]);
  });
  it('says what it lacks', async () => {
    const problems = [
      await stage.asked({ grant: 'client-credentials' }),
      await stage.asked({ grant: 'client-credentials', clientId: 'robot' }),
    ];
    stage.scene.scripts.set('/token', () => refuse('invalid_client', 401));
    problems.push(await stage.asked(entry));
    expect(problems.map((p) => p.code)).toEqual(['client-id-needed', 'client-secret-needed', 'client-refused']);
  });
});

describe('secrets', () => {
  it('are in no log line, no error and no status', async () => {
    const seen: unknown[] = [];
    stage.room.signIns.onChange((name) => {
      const status = stage.room.signIns.status(name);
      if (status.kind !== 'waiting') seen.push(status);
    });
    const note = async (work: Promise<unknown>) => void seen.push(await work.catch((error: unknown) => error));
    const send = await stage.signedIn();
    stage.room.clock.shift = 7200_000;
    await note(send(stage.scene.mcpUrl, post).then((r) => r.status));
    const echo = ({ form }: { form: URLSearchParams }) => ({
      status: 400,
      body: { error: 'invalid_grant', error_description: [...form.values()].join(' ') },
    });
    for (const script of [echo, () => ({ body: { access_token: 'leaked-access', refresh_token: 'leaked-refresh' } })]) {
      stage.scene.scripts.set('/token', script);
      await note(stage.room.signIns.start('notes'));
      stage.room.clock.shift += 7200_000;
      await note(send(stage.scene.mcpUrl, post));
    }
    await note(stage.room.signIns.signOut('notes'));
    const text = JSON.stringify([seen.map(everything), stage.room.lines]);
    expect(seen.length).toBeGreaterThan(10);
    for (const secret of [...stage.scene.secretsMade, 'leaked-access', 'leaked-refresh'])
      expect(text.includes(secret) ? secret : '').toBe('');
  });
});

/** An error with all it carries: fields, stack, causes. */
function everything(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return [value.message, value.stack, { ...value }, everything(value.cause)];
}
