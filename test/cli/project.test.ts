// `--project`: which folder and file a command means, what it asks of the core, and how it ends.
import { describe, expect, it } from 'vitest';
import type { PlanChange } from '../../src/shared/model';
import type { ProjectClient, ProjectSummary } from '../../src/shared/project-model';
import { clientSummary, plan, serverSummary } from '../support/fake-handlers';
import { cli, type Given } from './support';

const cell = { server: 'notes', delivery: 'brokered', chosen: true, status: 'add' } as const;
const shared: ProjectClient = { ...clientSummary({ cells: [] }), scope: 'project', file: '/work/app/.mcp.json' };
const local: ProjectClient = {
  ...clientSummary({ cells: [cell], sync: { kind: 'changes', count: 1 }, canUndo: true }),
  scope: 'local',
};
const summary = (...clients: ProjectClient[]): ProjectSummary => ({ folder: '/work/app', clients, without: ['Zed'] });
const add: PlanChange = { server: 'notes', status: 'add', lines: [] };
const given = (over: Given['handlers'] = {}, clients = [shared, local]): Given => ({
  snapshots: [{ clients: [clientSummary({})], servers: [serverSummary()] }],
  handlers: {
    'project:list': async () => summary(...clients),
    'project:plan': async () => plan({ changes: [add], writes: 1 }),
    'project:apply': async () => ({ client: 'claude-code', written: 1, file: 'f' }),
    'project:undo': async () => ({ client: 'claude-code', written: 1, file: '/f' }),
    'project:setDelivery': async () => undefined,
    'project:resolveDrift': async () => undefined,
    ...over,
  },
});
const target = { folder: '/work/app', client: 'claude-code', scope: 'local' };

describe('clients --project', () => {
  it('tells what was chosen in the folder, and which clients have no file for one', async () => {
    const { out, code, calls } = await cli(['clients', '--project'], given());
    expect(out).toMatch(/Claude Code +In sync +\/work\/app\/\.mcp\.json/u);
    expect(out).toMatch(/Claude Code \(local\) +notes: Brokered +1 change/u);
    expect(out).toContain('No file for a folder that MCP Tray knows of: Zed.');
    expect(code).toBe(4);
    expect(calls).toEqual([['project:list', { folder: '/work/app' }]]);
  });

  it('counts what was chosen for a client that is not here: others have it', async () => {
    const { out, code } = await cli(['clients', '--project'], given({}, [{ ...local, installed: false }]));
    expect(out).toMatch(/notes: Brokered +1 change/u);
    expect(code).toBe(4);
  });

  it('prints it as JSON, of the folder that is named', async () => {
    const { out, calls } = await cli(['clients', '--json', '--project', '../else'], given());
    expect(JSON.parse(out)).toEqual(summary(shared, local));
    expect(calls).toEqual([['project:list', { folder: '/work/else' }]]);
  });
});

describe('sync --project', () => {
  it('plans only where something was chosen, and says how it is taken back', async () => {
    const { out, code, calls, written } = await cli(['sync', '-y', '--project'], given());
    expect(calls.map(([name]) => name)).toEqual(['project:list', 'project:plan', 'project:apply', 'clients:settle']);
    expect(calls[1]?.[1]).toEqual(target);
    expect(written).toEqual(['project:apply', 'clients:settle']);
    expect(out).toContain('“mcp-tray undo claude-code --project /work/app --local” takes it back.');
    expect(out).toContain('Brokered servers answer while MCP Tray runs');
    expect(code).toBe(0);
  });

  it('writes nothing where nothing was chosen', async () => {
    const { out, calls, code } = await cli(['sync', '-y', '--project'], given({}, [shared]));
    expect(out).toContain('Nothing is to be written in /work/app.');
    expect(calls.map(([name]) => name)).toEqual(['project:list']);
    expect(code).toBe(0);
  });

  it('says of a shared file what others need', async () => {
    const besides = [{ kind: 'needs-mcp-tray', file: '/work/app/.mcp.json', servers: ['notes'] }] as const;
    const { out } = await cli(
      ['sync', '-n', '--project'],
      given({ 'project:plan': async () => plan({ changes: [add], writes: 1, besides }) }),
    );
    expect(out).toContain('Who else uses /work/app/.mcp.json needs MCP Tray, with servers of these names: notes.');
  });

  it('leaves what someone else changed alone, or settles it as it was told', async () => {
    const drift: PlanChange = { server: 'notes', status: 'drift', lines: [] };
    let settled = false;
    const handlers: Given['handlers'] = {
      'project:plan': async () =>
        settled ? plan({ changes: [add], writes: 1 }) : plan({ changes: [drift], writes: 0 }),
      'project:resolveDrift': async () => {
        settled = true;
      },
    };
    const left = await cli(['sync', '-y', '--project'], given(handlers));
    expect(left.out).toContain('--keep-theirs or --write-ours settles it.');
    expect(left.code).toBe(4);
    const shown = await cli(['sync', '-n', '--write-ours', '--project'], given(handlers));
    expect(shown.calls.map(([name]) => name)).not.toContain('project:resolveDrift');
    const { calls, code } = await cli(['sync', '-y', '--write-ours', '--project'], given(handlers));
    expect(calls[2]).toEqual(['project:resolveDrift', { ...target, server: 'notes', choice: 'write-ours' }]);
    expect(code).toBe(0);
    const both = await cli(['sync', '--write-ours', '--keep-theirs', '--project'], given(handlers));
    expect([both.code, both.calls]).toEqual([2, []]);
  });
});

it('sync settles for the whole account too', async () => {
  const drift: PlanChange = { server: 'notes', status: 'drift', lines: [] };
  const { calls } = await cli(['sync', '-y', '--keep-theirs', 'claude-code'], {
    snapshots: [{ clients: [clientSummary({})] }],
    handlers: {
      'client:plan': async () => plan({ changes: [drift], writes: 0 }),
      'client:resolveDrift': async () => undefined,
    },
  });
  expect(calls[1]).toEqual(['client:resolveDrift', { client: 'claude-code', server: 'notes', choice: 'keep-theirs' }]);
});

describe('undo --project', () => {
  it('takes back the only one there is', async () => {
    const { calls, out, code } = await cli(['undo', '--project'], given());
    expect(calls[1]).toEqual(['project:undo', target]);
    expect(out).toContain('Claude Code (local): the last sync was taken back from /f.');
    expect(code).toBe(0);
  });

  it('asks which where there are two, and says where there is none', async () => {
    const two = [{ ...shared, canUndo: true }, local];
    const which = await cli(['undo', '--project'], given({}, two));
    expect([which.code, which.err]).toEqual([2, expect.stringContaining('claude-code, claude-code --local')]);
    const one = await cli(['undo', 'claude-code', '--project'], given({}, two));
    expect(one.calls[1]).toEqual(['project:undo', { ...target, scope: 'project' }]);
    expect((await cli(['undo', '--project'], given({}, [shared]))).err).toContain('nothing to undo');
  });
});

describe('deliver --project', () => {
  it.each([
    [['--local'], 'local', 'Claude Code (local)'],
    [[], 'project', 'Claude Code'],
  ])('chooses for one client in the folder: %j', async (more, scope, name) => {
    const argv = ['deliver', 'notes', 'brokered', '--client', 'claude-code', '--project', ...more];
    const { calls, written, out, code } = await cli(argv, given());
    expect(calls[0]).toEqual(['project:setDelivery', { ...target, scope, server: 'notes', delivery: 'brokered' }]);
    expect(written).toContain('project:setDelivery');
    expect(out).toContain(`notes for ${name} in /work/app: Brokered.`);
    expect(code).toBe(0);
  });

  it.each([
    ['without a client', ['deliver', 'notes', 'direct', '--project']],
    ['by default, which there is not', ['deliver', 'notes', 'default', '-c', 'claude-code', '--project']],
    ['local without a folder', ['deliver', 'notes', 'direct', '-c', 'claude-code', '--local']],
  ])('chooses nothing %s', async (_what, argv) => {
    const { code, calls } = await cli(argv, given());
    expect([code, calls]).toEqual([2, []]);
  });
});
