import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/shared/errors';
import type { ClientSummary, PlanChange } from '../../src/shared/model';
import { clientSummary, plan } from '../support/fake-handlers';
import { cli } from './support';

const add: PlanChange = {
  server: 'notes',
  status: 'add',
  lines: [
    { kind: 'same', text: '"mcpServers": {' },
    { kind: 'removed', text: '  "old": {}' },
    { kind: 'added', text: '  "notes": {}' },
  ],
};
const drift: PlanChange = { server: 'mine', status: 'drift', lines: [{ kind: 'added', text: 'not to be shown' }] };
const waiting: PlanChange = { server: 'secret', status: 'waiting', lines: [] };
const pending = plan({ changes: [add], writes: 1 });

describe('clients', () => {
  const problem = { code: 'file-syntax', message: 'Line 3.', action: 'Mend it.' } as const;
  it.each<[string, Partial<ClientSummary>, number, string]>([
    ['in sync', {}, 0, 'In sync'],
    ['with changes', { sync: { kind: 'changes', count: 2 } }, 4, '2 changes'],
    ['with drift', { sync: { kind: 'drift', count: 1, changes: 0 } }, 4, 'Changed by someone else'],
    ['not here', { installed: false, sync: { kind: 'changes', count: 2 } }, 0, 'Not found on this machine'],
    ['unreadable', { sync: { kind: 'problem', problem } }, 1, 'Cannot be synced'],
  ])('tells a client %s', async (_, over, code, word) => {
    const found = clientSummary(over);
    const outcome = await cli(['clients'], { snapshots: [{ clients: [found] }] });
    expect(outcome.code).toBe(code);
    expect(outcome.out).toContain(`Claude Code  ${word}`);
    const json = await cli(['clients', '--json'], { snapshots: [{ clients: [found] }] });
    expect(JSON.parse(json.out)).toEqual([found]);
    expect(json.code).toBe(code);
  });
});

describe('sync', () => {
  const written = async () => ({ client: 'claude-code', written: 1, file: 'f' }) as const;
  const handlers = { 'client:plan': async () => pending, 'client:apply': written };

  it('shows the plan and writes nothing with --dry-run', async () => {
    const { out, code, written } = await cli(['sync', '--dry-run'], { handlers, answer: true });
    expect(out).toBe(
      [
        'Claude Code: 1 change to /home/me/.claude.json',
        '  add notes',
        '      "mcpServers": {',
        '    -   "old": {}',
        '    +   "notes": {}',
        '',
      ].join('\n'),
    );
    expect([code, written]).toEqual([4, []]);
  });

  it('writes nothing without a terminal and without --yes', async () => {
    const { code, written, err } = await cli(['sync'], { handlers });
    expect([code, written]).toEqual([4, []]);
    expect(err).toContain('--yes');
  });

  it.each([
    ['no', false, 4, []],
    ['yes', true, 0, ['client:apply', 'clients:settle']],
  ])('asks on a terminal, and does what %s means', async (_, answer, code, written) => {
    const outcome = await cli(['sync'], { handlers, answer });
    expect([outcome.code, outcome.written]).toEqual([code, written]);
  });

  it('applies exactly the plan that was shown', async () => {
    const { calls, out, code } = await cli(['sync', 'claude-code', '--yes'], { handlers });
    expect(calls.at(-2)).toEqual(['client:apply', { client: 'claude-code', planId: 'plan-1' }]);
    expect(out).toContain('wrote 1 change. “mcp-tray undo claude-code” takes it back.');
    expect(code).toBe(0);
  });

  it('waits until what it wrote stands, once for all clients, and tells what a client had undone meanwhile', async () => {
    const repaired = async () => [{ client: 'claude-code', servers: ['notes', 'a\nb'] }] as const;
    const given = { ...handlers, 'clients:settle': async () => [...(await repaired())] };
    const { calls, out, code } = await cli(['sync', '--yes'], { handlers: given });
    expect(calls.filter(([name]) => name === 'clients:settle')).toHaveLength(1);
    expect(out).toMatch(
      /^Claude Code wrote its own file at the same time and undid notes, a.*b; that is written again\.$/mu,
    );
    expect(code).toBe(0);
    const nothing = await cli(['sync', '--yes'], { handlers: { 'client:plan': async () => plan() } });
    expect(nothing.calls.map(([name]) => name)).not.toContain('clients:settle');
  });

  it('plans anew with --yes when the file changed meanwhile, within bounds', async () => {
    let plans = 0;
    const stale = () => Promise.reject(new AppError('plan-stale', { file: 'f' }));
    const planning = async () => plan({ ...pending, id: `plan-${++plans}` });
    const always = await cli(['sync', '--yes'], { handlers: { 'client:plan': planning, 'client:apply': stale } });
    expect(always.calls.filter(([name]) => name === 'client:apply')).toHaveLength(5);
    expect([always.code, always.err]).toEqual([1, expect.stringContaining('[plan-stale]')]);
    const asked = await cli(['sync'], { handlers: { 'client:plan': planning, 'client:apply': stale }, answer: true });
    expect(asked.calls.filter(([name]) => name === 'client:apply')).toHaveLength(1);
  });

  it('tells drifted and waiting entries; drift stays out of sync, waiting does not', async () => {
    const drifted = plan({ changes: [add, drift, waiting], writes: 1 });
    const first = await cli(['sync', '--yes'], { handlers: { ...handlers, 'client:plan': async () => drifted } });
    expect(first.out).toContain('mine was changed by someone else since');
    expect(first.out).not.toContain('not to be shown');
    expect(first.out).toContain(
      'secret is not written, for it cannot be delivered as chosen: this client cannot be told',
    );
    expect([first.code, first.written]).toEqual([4, ['client:apply', 'clients:settle']]);
    const held = plan({ changes: [waiting] });
    const second = await cli(['sync', '--yes'], { handlers: { 'client:plan': async () => held } });
    expect([second.code, second.written]).toEqual([0, []]);
  });

  it('says why an entry cannot be written as it was chosen', async () => {
    const cells = [
      { server: 'secret', delivery: 'direct', chosen: true, status: 'waiting', cannotDirect: 'secret' },
      { server: 'far', delivery: 'brokered', chosen: true, status: 'waiting', cannotBrokered: 'transport' },
    ] as const;
    const changes = cells.map(({ server }) => ({ server, status: 'waiting', lines: [] }) as const);
    const { out } = await cli(['sync', '--dry-run'], {
      snapshots: [{ clients: [clientSummary({ cells })] }],
      handlers: { 'client:plan': async () => plan({ changes }) },
    });
    expect(out).toContain(
      'secret is not written, for it cannot be delivered as chosen: a secret would stand in the file.',
    );
    expect(out).toContain(
      'far is not written, for it cannot be delivered as chosen: this client does not speak its tr',
    );
  });

  it('tells what is done besides the entries, before them', async () => {
    const besides = [
      { kind: 'owner-only', file: '/home/me/.claude.json' },
      { kind: 'forgets-trouble', file: '/home/me/trouble.json', servers: ['a', 'b'] },
    ] as const;
    const { out } = await cli(['sync', '--dry-run'], {
      handlers: { 'client:plan': async () => ({ ...pending, besides }) },
    });
    expect(out.split('\n').slice(0, 4)).toEqual([
      'Claude Code: 1 change to /home/me/.claude.json',
      '  /home/me/.claude.json becomes readable by you alone, for the key of this client in it.',
      '  Claude Code forgets that it could not sign in to a, b (/home/me/trouble.json).',
      '  add notes',
    ]);
  });

  it('makes a file its owner’s alone where no entry changes, and offers no undo of that', async () => {
    const besides = [{ kind: 'owner-only', file: '/home/me/.claude.json' }] as const;
    const { out, code } = await cli(['sync', '--yes'], {
      handlers: { ...handlers, 'client:plan': async () => plan({ writes: 1, besides }) },
    });
    expect(out.trimEnd().split('\n')).toEqual([
      'Claude Code: 1 change to /home/me/.claude.json',
      '  /home/me/.claude.json becomes readable by you alone, for the key of this client in it.',
      'Claude Code: /home/me/.claude.json is readable by you alone now.',
    ]);
    expect(code).toBe(0);
  });

  it('says nothing of it for entries that start MCP Tray by themselves', async () => {
    const cells = [{ server: 'notes', delivery: 'brokered', chosen: false, status: 'add' }] as const;
    const desktop = clientSummary({ id: 'claude-desktop', name: 'Claude Desktop', bridged: true, cells });
    const { out } = await cli(['sync', '--yes'], { snapshots: [{ clients: [desktop] }], handlers });
    expect(out).not.toContain('while MCP Tray runs');
  });

  it.each([
    ['says once that brokered entries need MCP Tray, where it does not run', 'brokered', false, true],
    ['says nothing of it where it runs', 'brokered', true, false],
    ['says nothing of it for direct ones', 'direct', false, false],
  ] as const)('%s', async (_, delivery, lasting, told) => {
    const cells = [{ server: 'notes', delivery, chosen: false, status: 'add' }] as const;
    const both = [clientSummary({ cells }), clientSummary({ id: 'codex', name: 'Codex', cells })];
    const { out, code } = await cli(['sync', '--yes'], { snapshots: [{ clients: both }], handlers, lasting });
    expect(out.split('Brokered servers answer while MCP Tray runs').length - 1).toBe(told ? 1 : 0);
    expect(code).toBe(0);
  });

  it('has nothing to do when in sync', async () => {
    const { out, code } = await cli(['sync'], { handlers: { 'client:plan': async () => plan() } });
    expect([out, code]).toEqual(['Claude Code: in sync, nothing to write.\n', 0]);
  });

  it('says of which clients only the documentation was read', async () => {
    const found = clientSummary({ name: 'Zed', evidence: 'documentation' });
    expect((await cli(['clients'], { snapshots: [{ clients: [found] }] })).out).toContain(
      'Zed (from its documentation, not tried)',
    );
  });

  it('leaves out clients that are not here, unless they are named', async () => {
    const snapshots = [{ clients: [clientSummary({ installed: false })] }];
    expect((await cli(['sync', '--yes'], { snapshots, handlers })).written).toEqual([]);
    expect((await cli(['sync', '--yes', 'claude-code'], { snapshots, handlers })).written).toContain('client:apply');
  });

  it('fails for a client it does not know, and for one that cannot be written', async () => {
    expect(await cli(['sync', 'other'])).toMatchObject({ code: 1, err: expect.stringContaining('[client-unknown]') });
    const broken = () => Promise.reject(new AppError('file-read-only', { file: 'f' }));
    const outcome = await cli(['sync', '--yes'], { handlers: { ...handlers, 'client:apply': broken } });
    expect(outcome).toMatchObject({ code: 1, closed: true, err: expect.stringContaining('[file-read-only]') });
  });
});

describe('undo', () => {
  const handlers = { 'client:undo': async () => ({ client: 'claude-code', written: 1, file: 'f' }) as const };
  it('takes back the only client that has something to take back', async () => {
    const snapshots = [{ clients: [clientSummary({ canUndo: true })] }];
    const { written, out, code } = await cli(['undo'], { snapshots, handlers });
    expect([written, out, code]).toEqual([
      ['client:undo', 'clients:settle'],
      'Claude Code: the last sync was taken back from f.\n',
      0,
    ]);
  });

  it('fails where there is nothing to take back', async () => {
    expect(await cli(['undo'])).toMatchObject({
      code: 1,
      written: [],
      err: expect.stringContaining('[nothing-to-undo]'),
    });
  });
});
