import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/shared/errors';
import type { ActivityRecord, BrokerStatus, Cell, Snapshot } from '../../src/shared/model';
import { clientSummary, serverSummary } from '../support/fake-handlers';
import { cli } from './support';

const problem = { code: 'broker-port-taken', message: 'Port 27630 is taken by nc.', action: 'Quit nc.' } as const;
const failed: BrokerStatus = { kind: 'failed', port: 27630, offer: 27631, problem };

describe('broker', () => {
  it('shows where it listens', async () => {
    const { out, err, code, needed } = await cli(['broker']);
    expect([out, err, code, needed]).toEqual(['The broker listens at http://127.0.0.1:27630.\n', '', 0, 'files']);
  });

  it('tells why nobody listens, with the command that helps', async () => {
    const { out, err, code } = await cli(['broker'], { snapshots: [{ broker: failed }] });
    expect([out, code]).toEqual(['', 1]);
    expect(err).toBe('Port 27630 is taken by nc. [broker-port-taken]\nQuit nc. Run “mcp-tray broker --port 27631”.\n');
    const { offer: _, ...none } = failed;
    expect((await cli(['broker'], { snapshots: [{ broker: none }] })).err).toContain('broker --port N”');
  });

  it('says so where nothing runs', async () => {
    const { err, code } = await cli(['broker'], { snapshots: [{ broker: { kind: 'off', port: 27630 } }] });
    expect([err, code]).toEqual([expect.stringContaining('nothing answers on port 27630'), 1]);
  });

  it('prints it as JSON', async () => {
    expect(JSON.parse((await cli(['broker', '--json'], { snapshots: [{ broker: failed }] })).out)).toEqual(failed);
  });

  it('moves to another port, and says what follows', async () => {
    const moved: Partial<Snapshot> = { broker: { kind: 'running', address: 'http://127.0.0.1:4100', port: 4100 } };
    const { out, code, calls, written } = await cli(['broker', '--port', '4100'], {
      snapshots: [{}, moved],
      handlers: { 'broker:setPort': async () => undefined },
    });
    expect(calls).toEqual([['broker:setPort', { port: 4100 }]]);
    expect(written).toContain('broker:setPort');
    expect(out).toMatch(
      /^The broker listens at http:\/\/127\.0\.0\.1:4100\.\nPort 4100 is set\..*“mcp-tray sync”\.\n$/u,
    );
    expect(code).toBe(0);
  });

  it('stays where it is when the port is taken', async () => {
    const taken = () => Promise.reject(new AppError('broker-port-taken', { port: 4100, program: 'nc' }));
    const { out, err, code } = await cli(['broker', '--port', '4100'], { handlers: { 'broker:setPort': taken } });
    expect([out, code, err]).toEqual(['', 1, expect.stringContaining('[broker-port-taken]')]);
  });
});

describe('deliver', () => {
  const handlers = { 'server:setDelivery': async () => undefined, 'client:setDelivery': async () => undefined };
  const cell = (over: Partial<Cell>): Cell => ({
    server: 'notes',
    delivery: 'direct',
    chosen: true,
    status: 'in-sync',
    ...over,
  });
  const then = (...cells: Cell[]) => [{}, {}, {}, { clients: [clientSummary({ cells })] }];

  it.each(['direct', 'brokered', 'off', 'default'] as const)('chooses %s for every client', async (delivery) => {
    const { out, calls, code } = await cli(['deliver', 'notes', delivery], { handlers });
    expect(calls).toEqual([['server:setDelivery', { name: 'notes', delivery }]]);
    expect(out).toMatch(/^notes for every client: (Direct|Brokered|Off|the default)\.\n$/u);
    expect(code).toBe(0);
  });

  it('chooses for one client, and says that the next sync writes it', async () => {
    const snapshots = then(cell({ status: 'update' }));
    const { out, calls } = await cli(['deliver', 'notes', 'direct', '--client', 'claude-code'], {
      handlers,
      snapshots,
    });
    expect(calls).toEqual([['client:setDelivery', { client: 'claude-code', server: 'notes', delivery: 'direct' }]]);
    expect(out).toBe('notes for Claude Code: Direct.\n“mcp-tray sync” writes what changes.\n');
  });

  it('names the clients that what is chosen for all leaves as they are', async () => {
    const snapshots = then(cell({ delivery: 'off', status: 'in-sync' }));
    const { out } = await cli(['deliver', 'notes', 'direct'], { handlers, snapshots });
    expect(out).toBe(
      'notes for every client: Direct.\nClaude Code stays as it was chosen there: Off. “--client claude-code” changes it.\n',
    );
  });

  it('says at once where it cannot be written like that', async () => {
    const snapshots = then(
      cell({ status: 'waiting', cannotDirect: 'secret' }),
      cell({ server: 'other', status: 'add' }),
    );
    const { out, code } = await cli(['deliver', 'notes', 'direct'], { handlers, snapshots });
    expect(out).toContain('Claude Code: notes cannot be written like that: a secret would stand in the file.\n');
    expect(out).not.toContain('sync');
    expect(code).toBe(0);
  });

  it.each([
    [['gone', 'direct'], 'server-unknown'],
    [['notes', 'direct', '--client', 'gone'], 'client-unknown'],
  ])('refuses %j and chooses nothing', async (argv, code) => {
    const outcome = await cli(['deliver', ...argv], { handlers });
    expect([outcome.code, outcome.calls]).toEqual([1, []]);
    expect(outcome.err).toContain(`[${code}]`);
  });
});

describe('activity', () => {
  const at = Date.now();
  const record = (id: number, over: Partial<ActivityRecord> = {}): ActivityRecord => ({
    id,
    at,
    client: 'claude-code',
    server: 'notes',
    method: 'tools/call',
    name: 'echo',
    outcome: 'ok',
    milliseconds: 12,
    ...over,
  });
  const time = '\\d\\d:\\d\\d:\\d\\d';

  it('says so where nothing runs, and starts nothing', async () => {
    const { code, err, calls } = await cli(['activity']);
    expect([code, calls]).toEqual([1, []]);
    expect(err).toBe('MCP Tray is not running. [not-running]\nRun “mcp-tray serve”, or open the tray app.\n');
  });

  it('lists who asked what, how long it took and how it ended', async () => {
    const records = [
      record(1, { client: 'bridge', method: 'initialize', name: undefined }),
      record(2, { outcome: 'refused', code: 'tool-off', name: 'sum\u001b[31m' }),
      record(3, { outcome: 'error', milliseconds: 2300 }),
      record(4, { outcome: 'running', milliseconds: undefined }),
    ];
    const handlers = { 'activity:list': async () => records };
    const { out, code, needed } = await cli(['activity'], { handlers, lasting: true });
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^Time +Client +Server +What +Took +Outcome$/u);
    expect(lines[1]).toMatch(new RegExp(`^${time}  Bridge       notes   initialize       12 ms  OK$`, 'u'));
    expect(lines[2]).toMatch(
      new RegExp(`^${time}  Claude Code  notes   tools/call sum   12 ms  Refused \\[tool-off\\]$`, 'u'),
    );
    expect(lines[3]).toMatch(new RegExp(`^${time}  Claude Code  notes   tools/call echo  2.3 s  Tool error$`, 'u'));
    expect(lines[4]).toMatch(new RegExp(`^${time}  Claude Code  notes   tools/call echo {9}Running$`, 'u'));
    expect([code, needed, lines.length]).toEqual([0, 'instance', 6]);
    expect(JSON.parse((await cli(['activity', '--json'], { handlers, lasting: true })).out)).toEqual(
      JSON.parse(JSON.stringify(records)),
    );
  });

  it('goes on with what ends, each once, until Ctrl+C', async () => {
    const steps = [
      [record(1), record(2, { outcome: 'running', milliseconds: undefined })],
      [record(1), record(2, { outcome: 'left' }), record(3, { outcome: 'running', milliseconds: undefined })],
      [record(2, { outcome: 'left' }), record(3, { server: 'last' })],
    ];
    let asked = 0;
    const handlers = { 'activity:list': async () => steps[Math.min(asked++, 2)] ?? [] };
    const latest = [0, 0, 0, 1, 1, 2, 2].map((latestActivity) => ({ latestActivity }));
    const { out, code } = await cli(['activity', '--follow', '--json'], {
      handlers,
      lasting: true,
      snapshots: latest,
      interruptAt: JSON.stringify(record(3, { server: 'last' })),
    });
    const ids = out
      .trim()
      .split('\n')
      .map((line) => [JSON.parse(line).id, JSON.parse(line).outcome]);
    expect(ids).toEqual([
      [1, 'ok'],
      [2, 'running'],
      [2, 'left'],
      [3, 'ok'],
    ]);
    expect([asked, code]).toEqual([3, 0]);
  });

  it('ends with the instance, in a sentence', async () => {
    let asked = 0;
    const gone = async () => {
      asked += 1;
      if (asked > 2) throw new AppError('instance-silent');
      return (await import('../support/fake-handlers')).snapshot();
    };
    const handlers = { 'activity:list': async () => [record(1)], 'app:snapshot': gone };
    const { code, err } = await cli(['activity', '-f'], { handlers, lasting: true });
    expect([code, err]).toEqual([1, expect.stringContaining('[instance-silent]')]);
  });
});

describe('tools that are switched off', () => {
  const tool = (name: string) => ({
    name,
    description: '',
    inputSchema: {},
    readOnly: true,
    destructive: false,
    tokens: 5,
  });
  const catalog = { tools: [tool('echo'), tool('sum')], resources: [], templates: [], prompts: [], fingerprint: 'f' };
  const handlers = { 'server:setTool': async () => undefined, 'server:catalog': async () => catalog };
  const server = serverSummary({ disabledTools: ['sum', 'old'] });

  it('are shown as such, also where they are not offered now', async () => {
    const { out } = await cli(['tools', 'notes'], { snapshots: [{ servers: [server] }], handlers });
    expect(out).toMatch(/^ {2}echo +5 tokens +read-only$/mu);
    expect(out).toMatch(/^ {2}sum +5 tokens +off$/mu);
    expect(out).toContain('Off, and not offered now: old\n');
    const json = await cli(['tools', 'notes', '--json'], { snapshots: [{ servers: [server] }], handlers });
    expect(JSON.parse(json.out)).toMatchObject([{ server: 'notes', disabledTools: ['sum', 'old'] }]);
  });

  it('are switched, several at once, and what follows is told', async () => {
    const cells = [{ server: 'notes', delivery: 'direct', chosen: true, status: 'update' }] as const;
    const { calls, out, code } = await cli(['tools', 'notes', '--off', 'echo', 'sum', '--on', 'old'], {
      snapshots: [{ servers: [server], clients: [clientSummary({ cells })] }],
      handlers,
    });
    const switched = calls.filter(([name]) => name === 'server:setTool').map(([, args]) => args);
    expect(switched).toEqual([
      { name: 'notes', tool: 'echo', on: false },
      { name: 'notes', tool: 'sum', on: false },
      { name: 'notes', tool: 'old', on: true },
    ]);
    expect(out.split('\n').slice(0, 3)).toEqual([
      'Switched echo of notes off for brokered clients.',
      'Switched sum of notes off for brokered clients.',
      'Switched old of notes on.',
    ]);
    expect(out).toContain('A client that gets it direct keeps all tools');
    expect(out).toContain('“mcp-tray sync” writes what changes.');
    expect(code).toBe(0);
  });

  it('are none where a name is wrong: nothing is switched', async () => {
    const { calls, code, err } = await cli(['tools', 'notes', '--off', 'echo', 'eco'], {
      snapshots: [{ servers: [server] }],
      handlers,
    });
    expect([code, calls.map(([name]) => name)]).toEqual([1, ['server:catalog']]);
    expect(err).toContain('notes has no tool called “eco”. [tool-unknown]');
  });

  it('can be switched off before their list was ever seen, but not on', async () => {
    const unseen = { snapshots: [{ servers: [serverSummary({ catalogSource: 'none' })] }], handlers };
    expect((await cli(['tools', 'notes', '--off', 'x'], unseen)).calls).toHaveLength(1);
    expect((await cli(['tools', 'notes', '--on', 'x'], unseen)).err).toContain('[tool-unknown]');
    expect((await cli(['tools', 'gone', '--off', 'x'], unseen)).err).toContain('[server-unknown]');
  });
});
