import { describe, expect, it } from 'vitest';
import { createActs } from '../../src/main/electron/acts';
import type { MenuAct } from '../../src/main/electron/menu-row';
import { saySync, syncNow } from '../../src/main/electron/sync-now';
import type { Handlers } from '../../src/shared/contract';
import { AppError } from '../../src/shared/errors';
import { texts } from '../../src/shared/messages';
import type { CellStatus, Plan, ServerSummary, SignInStatus } from '../../src/shared/model';
import { manualClock } from '../support/manual-clock';
import { clientOf, recordingHandlers, serverOf, snapshotOf } from './fixtures';

function planOf(...statuses: CellStatus[]): Plan {
  const changes = statuses.map((status, i) => ({ server: `s${i}`, status, lines: [] }));
  const writes = statuses.filter((s) => ['add', 'update', 'remove'].includes(s)).length;
  return { client: 'claude-code', file: '/f', id: 'plan-1', changes, writes, besides: [] };
}

function setUp(given: Partial<Handlers>) {
  const clock = manualClock();
  const { handlers, asked } = recordingHandlers(given);
  const shown: string[] = [];
  const notes: (string | undefined)[] = [];
  let servers: readonly ServerSummary[] = [];
  const listeners = new Set<() => void>();
  const core = {
    handlers,
    snapshot: () => snapshotOf({ clients: [clientOf()], servers }),
    onChange: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    translate: () => texts('en'),
  };
  const acts = createActs({
    core,
    clock,
    log: { error: () => undefined },
    show: (route) => void shown.push(route),
    quit: () => void shown.push('quit'),
    copy: (text) => void shown.push(`copied ${text}`),
    noteMs: 1000,
    onNote: () => void notes.push(acts.note()),
  });
  const choose = async (act: MenuAct) => {
    acts.run(act);
    await new Promise((resolve) => setImmediate(resolve));
  };
  /** How the server `linear` now stands with signing in. */
  const become = (signIn: SignInStatus) => {
    servers = [{ ...serverOf('linear', 'sign-in-needed'), signIn }];
    for (const listener of listeners) listener();
  };
  return { acts, asked, become, choose, clock, notes, shown, listeners };
}
const writing = (plan: Plan): Partial<Handlers> => ({
  'client:plan': async () => plan,
  'client:apply': async () => ({ client: 'claude-code', written: plan.writes, file: '/f' }),
});

describe('choosing in the tray menu', () => {
  it('opens, quits and acts on servers through the handlers', async () => {
    const { asked, choose, shown } = setUp({
      'server:reconnect': async () => undefined,
      'server:setDisabled': async () => undefined,
      'app:setStartAtLogin': async () => undefined,
    });
    await choose({ kind: 'open', route: '#/clients' });
    await choose({ kind: 'reconnect', server: 'notes' });
    await choose({ kind: 'turn-on', server: 'figma' });
    await choose({ kind: 'start-at-login', on: true });
    await choose({ kind: 'quit' });
    expect(shown).toEqual(['#/clients', 'quit']);
    expect(asked).toEqual([
      ['server:reconnect', { name: 'notes' }],
      ['server:setDisabled', { name: 'figma', disabled: false }],
      ['app:setStartAtLogin', { on: true }],
    ]);
  });

  it('syncs what is plain, says so, and forgets it after a while', async () => {
    const { asked, choose, clock, notes, shown } = setUp(writing(planOf('add', 'remove', 'in-sync', 'waiting')));
    await choose({ kind: 'sync' });
    expect(asked.at(-1)).toEqual(['client:apply', { client: 'claude-code', planId: 'plan-1' }]);
    expect(notes).toEqual(['Synced, 2 changes written']);
    clock.pass(1000);
    expect(notes.at(-1)).toBeUndefined();
    expect([shown, clock.waiting()]).toEqual([[], 0]);
  });

  it.each<CellStatus>(['drift', 'foreign'])(
    'writes nothing and opens the clients where there is %s',
    async (status) => {
      const { asked, choose, notes, shown } = setUp(writing(planOf('add', status)));
      await choose({ kind: 'sync' });
      expect(asked.map(([name]) => name)).toEqual(['client:plan']);
      expect(shown).toEqual(['#/clients']);
      expect(notes).toEqual(['A change by someone else waits for your decision']);
    },
  );

  it('applies nothing where nothing is to be written', async () => {
    const { asked, choose, notes } = setUp(writing(planOf('in-sync')));
    await choose({ kind: 'sync' });
    expect(asked.map(([name]) => name)).toEqual(['client:plan']);
    expect(notes).toEqual(['Nothing to sync']);
  });

  it('leaves alone clients that are not on this machine', async () => {
    const { handlers, asked } = recordingHandlers({});
    const clients = [clientOf({ kind: 'changes', count: 1 }, false)];
    expect(await syncNow(handlers, { clients })).toEqual({ kind: 'done', written: 0 });
    expect(asked).toEqual([]);
  });

  it('goes on where one client fails, and says which', async () => {
    const clients = (['claude-code', 'codex', 'cline'] as const).map((id) => ({ ...clientOf(), id, name: id }));
    const { handlers } = recordingHandlers({
      'client:plan': async ({ client }) => {
        if (client !== 'cline') throw new AppError('file-locked', { file: client });
        return planOf('add');
      },
      'client:apply': async ({ client }) => ({ client, written: 1, file: '/f' }),
    });
    const outcome = await syncNow(handlers as Handlers, { clients });
    expect(outcome).toMatchObject({ kind: 'failed', clients: ['claude-code', 'codex'] });
    expect(saySync(outcome, texts('en'))).toBe('Could not sync claude-code, codex; the others are in sync');
  });

  it('copies an address, turns a server off, and says so', async () => {
    const { choose, shown, asked, notes } = setUp({ 'server:setDisabled': async () => undefined });
    await choose({ kind: 'copy', text: 'https://x/mcp' });
    expect(shown).toEqual(['copied https://x/mcp']);
    expect(notes).toEqual(['Address copied']);
    await choose({ kind: 'turn-off', server: 'a' });
    expect(asked).toEqual([['server:setDisabled', { name: 'a', disabled: true }]]);
  });

  it('says in the menu why a choice failed', async () => {
    const { acts, choose, clock, notes } = setUp({
      'client:plan': async () => {
        throw new AppError('file-locked', { file: '~/.claude.json' });
      },
    });
    await choose({ kind: 'sync' });
    expect(notes).toEqual(['~/.claude.json is in use by another program.']);
    acts.stop();
    expect(clock.waiting()).toBe(0);
  });
});

describe('signing in from the tray menu', () => {
  const NEEDED: SignInStatus = { kind: 'needed', host: 'x', scopes: [] };
  const WAITING: SignInStatus = { kind: 'waiting', url: 'https://x', until: 1 };
  const FAILED: SignInStatus = {
    kind: 'failed',
    problem: { code: 'sign-in-denied', message: 'You declined.', action: '' },
  };
  const ASKS: SignInStatus = { kind: 'client-needed', issuer: 'https://x', redirectUri: 'http://127.0.0.1:1/callback' };
  const DONE: SignInStatus = { kind: 'signed-in', issuer: 'https://x', scopes: [], renews: true };
  const given: Partial<Handlers> = {
    'server:signIn': async () => undefined,
    'server:cancelSignIn': async () => undefined,
  };
  const begin = async (before: SignInStatus) => {
    const stage = setUp(given);
    stage.become(before);
    await stage.choose({ kind: 'sign-in', server: 'linear' });
    return stage;
  };

  it('opens a browser, and can be cancelled', async () => {
    const { asked, become, choose, notes } = await begin(NEEDED);
    become(WAITING);
    await choose({ kind: 'cancel-sign-in', server: 'linear' });
    become(NEEDED);
    expect(asked).toEqual([
      ['server:signIn', { name: 'linear', how: 'browser' }],
      ['server:cancelSignIn', { name: 'linear' }],
    ]);
    expect(notes).toEqual([]);
  });

  it('says in the menu what became of it, once', async () => {
    const { become, notes } = await begin(NEEDED);
    for (const signIn of [NEEDED, WAITING, DONE, NEEDED, FAILED]) become(signIn);
    expect(notes).toEqual(['Signed in to linear']);
  });

  it('says why it failed, and is not deceived by the failure before', async () => {
    const { become, notes } = await begin(FAILED);
    for (const signIn of [FAILED, WAITING, FAILED]) become(signIn);
    expect(notes).toEqual(['You declined.']);
  });

  it('opens the window where a client ID has to be entered', async () => {
    const { become, shown, notes } = await begin(NEEDED);
    become(ASKS);
    expect([shown, notes]).toEqual([['#/servers/linear'], []]);
  });

  it('leaves to others what was begun elsewhere, and stops listening', async () => {
    const { acts, become, notes, shown, listeners } = setUp(given);
    for (const signIn of [WAITING, FAILED, WAITING, ASKS]) become(signIn);
    expect([notes, shown]).toEqual([[], []]);
    acts.stop();
    expect(listeners.size).toBe(0);
  });

  it.each([
    [true, 'Signed out of linear, here and at the service'],
    [false, 'Signed out of linear here; the service did not confirm it'],
  ])('signs out and says who forgot it: revoked %s', async (revoked, sentence) => {
    const { asked, choose, notes } = setUp({ 'server:signOut': async () => ({ revoked }) });
    await choose({ kind: 'sign-out', server: 'linear' });
    expect(asked).toEqual([['server:signOut', { name: 'linear' }]]);
    expect(notes).toEqual([sentence]);
  });
});
