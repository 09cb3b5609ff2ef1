import { describe, expect, it } from 'vitest';
import { cellIndex, fileName, gridRows, markOf, shortPath } from '../../src/renderer/clients/grid';
import { standsIn } from '../../src/renderer/server/stands-in';
import { actionOf, filterServers, sumReady } from '../../src/renderer/servers/filter';
import { changesWaiting } from '../../src/renderer/shell/counts';
import { phaseOf } from '../../src/renderer/shell/live';
import { shapeOf } from '../../src/renderer/sign-in/view';
import { findTools, prepareTools } from '../../src/renderer/tools/search';
import { moveInGrid, moveInList } from '../../src/renderer/ui/roving';
import { sparkPoints } from '../../src/renderer/ui/sparkline';
import type { Cell, ClientSummary, ConnectionState, ServerSummary, Tool } from '../../src/shared/model';

const problem = { code: 'connection-lost', message: 'The server closed the connection.', action: 'Wait.' } as const;
const STATES = {
  ready: { kind: 'ready', since: 0, protocol: '2026-07-28', transport: 'http', serverName: 's', serverVersion: '1' },
  signIn: { kind: 'sign-in-needed', problem },
  input: { kind: 'needs-input', problem },
  failed: { kind: 'failed', problem },
  off: { kind: 'off' },
  connecting: { kind: 'connecting', attempt: 1 },
} satisfies Record<string, ConnectionState>;

function server(name: string, state: ConnectionState, more: Partial<ServerSummary> = {}): ServerSummary {
  return {
    name,
    transport: 'http',
    address: 'http://127.0.0.1/mcp',
    sets: [],
    needsSecret: false,
    holdsSecret: false,
    disabledTools: [],
    signIn: { kind: 'none' },
    state,
    latencies: [],
    counts: { tools: 2, resources: 0, templates: 0, prompts: 0 },
    tokens: 100,
    catalogSource: 'live',
    fingerprint: '',
    ...more,
  };
}
function client(cells: readonly Cell[], more: Partial<ClientSummary> = {}): ClientSummary {
  return {
    id: 'claude-code',
    sees: 'next-session',
    evidence: 'program',
    name: 'Claude Code',
    installed: true,
    file: '/home/me/.claude.json',
    sync: { kind: 'in-sync' },
    canUndo: false,
    canRestore: false,
    holdsKey: false,
    bridged: false,
    cells,
    ...more,
  };
}
const cell = (name: string, status: Cell['status']): Cell => ({
  server: name,
  delivery: 'direct',
  chosen: false,
  status,
});
const tool = (name: string, description: string, tokens: number): Tool => ({
  name,
  description,
  tokens,
  inputSchema: {},
  readOnly: false,
  destructive: false,
});

describe('the list of servers', () => {
  const all = Object.values(STATES).map((state, i) => server(`s${i}`, state));

  it('keeps the order of the file in every filter and shows what waits for a person', () => {
    expect(filterServers(all, 'all')).toBe(all);
    expect(filterServers(all, 'needs-you').map((s) => s.state.kind)).toEqual(['sign-in-needed', 'needs-input']);
  });

  it('offers one action by state, and none while connecting', () => {
    expect(all.map(actionOf)).toEqual(['reconnect', 'sign-in', 'try-again', 'doctor', 'turn-on', undefined]);
    expect(actionOf(server('x', STATES.ready, { transport: 'stdio' }))).toBe('restart');
  });

  it('shows one that is ready but needs a sign-in among what waits for a person, with that as its action', () => {
    const needed = { kind: 'needed', host: 'x', scopes: ['write'] } as const;
    const more = server('more', STATES.ready, { signIn: { ...needed, moreAccess: true } });
    const soon = server('soon', STATES.ready, { signIn: needed });
    expect(new Set([phaseOf(more), phaseOf(soon), phaseOf(server('fine', STATES.ready))]).size).toBe(3);
    expect(filterServers([more, server('fine', STATES.ready)], 'needs-you')).toEqual([more]);
    expect(actionOf(more)).toBe('sign-in');
    expect(shapeOf(more)).toBe('sign-in-needed');
  });

  it('sums what is ready only', () => {
    expect(sumReady(all)).toEqual({ tools: 2, tokens: 100 });
  });
});

describe('the search for tools', () => {
  const tools = [tool('write', 'Makes a File', 5), tool('read', 'Reads a file', 9), tool('list', 'Folders', 7)];

  it('wants every word, in name or description, in any case', () => {
    expect(findTools(prepareTools(tools, 'server'), ' FILE  read ').map((x) => x.name)).toEqual(['read']);
    expect(findTools(prepareTools(tools, 'server'), 'nothing')).toEqual([]);
  });

  it('orders by cost, by name, or as sent, without touching the list it was given', () => {
    const names = (sort: Parameters<typeof prepareTools>[1]) =>
      findTools(prepareTools(tools, sort), '').map((x) => x.name);
    expect(names('cost')).toEqual(['read', 'list', 'write']);
    expect(names('name')).toEqual(['list', 'read', 'write']);
    expect(names('server')).toEqual(['write', 'read', 'list']);
  });

  it('takes well under a frame for a keystroke over 10,000 tools', () => {
    const many = Array.from({ length: 10_000 }, (_, i) =>
      tool(`tool_${i}`, `Does thing ${i} with a file `.repeat(8), i),
    );
    const prepared = prepareTools(many, 'cost');
    const times = Array.from({ length: 20 }, () => {
      const start = performance.now();
      expect(findTools(prepared, 'thing 99 file').length).toBeGreaterThan(0);
      return performance.now() - start;
    });
    // The fastest of twenty: how the machine is loaded is not what is tested.
    expect(Math.min(...times)).toBeLessThan(16);
  });
});

describe('the matrix', () => {
  it('lists what only a client still holds after the servers, once', () => {
    const clients = [client([cell('a', 'in-sync'), cell('gone', 'remove')]), client([cell('gone', 'remove')])];
    const rows = gridRows([server('a', STATES.ready)], clients);
    expect(rows.map((r) => [r.name, r.server !== undefined])).toEqual([
      ['a', true],
      ['gone', false],
    ]);
    expect(clients[0] && cellIndex(clients[0]).get('gone')?.status).toBe('remove');
  });

  it('marks what is not as it should be', () => {
    const marks = (['in-sync', 'add', 'update', 'remove', 'waiting', 'drift', 'foreign', 'absent'] as const).map(
      (status) => markOf({ status }),
    );
    expect(marks).toEqual(['none', 'changed', 'changed', 'changed', 'stuck', 'drift', 'drift', 'none']);
  });

  it('counts changes and drift of installed clients for the rail', () => {
    expect(
      changesWaiting([
        { installed: true, sync: { kind: 'changes', count: 3 } },
        { installed: true, sync: { kind: 'drift', count: 1, changes: 2 } },
        { installed: true, sync: { kind: 'problem', problem } },
        { installed: false, sync: { kind: 'changes', count: 9 } },
      ]),
    ).toBe(6);
  });

  it('names the clients whose file holds our entry', () => {
    const clients = [
      client([cell('a', 'in-sync')]),
      client([cell('a', 'foreign')], { name: 'Other' }),
      client([cell('a', 'drift')], { name: 'Third' }),
    ];
    expect(standsIn(clients, 'a')).toEqual(['Claude Code', 'Third']);
  });

  it.each([
    ['/home/me/.claude.json', '~/.claude.json'],
    ['/Users/me/.config/opencode/opencode.jsonc', '~/.config/…/opencode.jsonc'],
    ['C:\\Users\\me\\.claude.json', '~\\.claude.json'],
    ['/home', '/home'],
    ['/root/.claude.json', '~/.claude.json'],
  ])('shortens %s to %s and keeps the file name whole', (path, short) => {
    expect(shortPath(path)).toBe(short);
    expect(short.endsWith(fileName(path))).toBe(true);
  });
});

describe('arrow keys', () => {
  it('move in a list and stop at its ends', () => {
    expect(moveInList('ArrowDown', 2, 3)).toBe(2);
    expect(moveInList('ArrowUp', 0, 3)).toBe(0);
    expect(moveInList('End', 0, 3)).toBe(2);
    expect(moveInList('a', 0, 3)).toBeUndefined();
    expect(moveInList('ArrowDown', 0, 0)).toBeUndefined();
  });

  it('move in a grid both ways', () => {
    const size = { rows: 3, columns: 2 };
    expect(moveInGrid({ key: 'ArrowRight', ctrlKey: false }, { row: 0, column: 0 }, size)).toEqual({
      row: 0,
      column: 1,
    });
    expect(moveInGrid({ key: 'ArrowRight', ctrlKey: false }, { row: 0, column: 1 }, size)).toEqual({
      row: 0,
      column: 1,
    });
    expect(moveInGrid({ key: 'ArrowDown', ctrlKey: false }, { row: 0, column: 1 }, size)).toEqual({
      row: 1,
      column: 1,
    });
    expect(moveInGrid({ key: 'End', ctrlKey: true }, { row: 0, column: 0 }, size)).toEqual({ row: 2, column: 1 });
    expect(moveInGrid({ key: 'Enter', ctrlKey: false }, { row: 0, column: 0 }, size)).toBeUndefined();
  });
});

describe('the sparkline', () => {
  it('stays in its box and needs two values', () => {
    expect(sparkPoints([5], { width: 52, height: 15 })).toEqual([]);
    for (const [x, y] of sparkPoints([0, 5, 1000, 3], { width: 52, height: 15 })) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(52);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(15);
    }
  });
});
