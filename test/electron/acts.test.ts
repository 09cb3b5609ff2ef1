import { describe, expect, it } from 'vitest';
import { createActs } from '../../src/main/electron/acts';
import type { MenuAct } from '../../src/main/electron/menu';
import { syncNow } from '../../src/main/electron/sync-now';
import type { Handlers } from '../../src/shared/contract';
import { AppError } from '../../src/shared/errors';
import { texts } from '../../src/shared/messages';
import type { CellStatus, Plan } from '../../src/shared/model';
import { clientOf, recordingHandlers, snapshotOf } from './fixtures';
import { manualClock } from './manual-clock';

function planOf(...statuses: CellStatus[]): Plan {
  const changes = statuses.map((status, i) => ({ server: `s${i}`, status, lines: [] }));
  const writes = statuses.filter((s) => ['add', 'update', 'remove'].includes(s)).length;
  return { client: 'claude-code', file: '/f', id: 'plan-1', changes, writes };
}

function setUp(given: Partial<Handlers>) {
  const clock = manualClock();
  const { handlers, asked } = recordingHandlers(given);
  const shown: string[] = [];
  const notes: (string | undefined)[] = [];
  const core = {
    handlers,
    snapshot: () => snapshotOf({ clients: [clientOf()] }),
    onChange: () => () => undefined,
    translate: () => texts('en'),
  };
  const acts = createActs({
    core,
    clock,
    log: { error: () => undefined },
    show: (route) => void shown.push(route),
    quit: () => void shown.push('quit'),
    noteMs: 1000,
    onNote: () => void notes.push(acts.note()),
  });
  const choose = async (act: MenuAct) => {
    acts.run(act);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { acts, asked, choose, clock, notes, shown };
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
