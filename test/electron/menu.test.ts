import { describe, expect, it } from 'vitest';
import { menuRows } from '../../src/main/electron/menu';
import type { MenuRow } from '../../src/main/electron/menu-row';
import { texts } from '../../src/shared/messages';
import type { ConnectionState, ServerSummary } from '../../src/shared/model';
import { clientOf, problemState, serverOf, snapshotOf } from './fixtures';

const t = texts('en');
/** The menu as a person reads it: one line a row, what lies behind a row set in by two blanks. */
function read(rows: readonly MenuRow[], indent = ''): string[] {
  return rows.flatMap((row) => {
    if (row.kind === 'separator') return [`${indent}--`];
    if (row.kind === 'submenu') return [`${indent}${row.label} >`, ...read(row.rows, `${indent}  `)];
    const mark = { text: '(', item: '', check: row.kind === 'check' && row.checked ? '[x] ' : '[ ] ' }[row.kind];
    return [`${indent}${mark}${row.label}${row.kind === 'text' ? ')' : ''}`];
  });
}
const USUAL = ['  Log', '  Copy address', '  Turn off'];
const topRows = (rows: readonly MenuRow[]) => rows.filter((r) => r.kind !== 'separator').length;
const serverNamed = (name: string, rows: readonly MenuRow[]) => {
  const row = rows.find((r) => r.kind === 'submenu' && r.id === `server:${name}`);
  return row?.kind === 'submenu' ? row.rows : undefined;
};

describe('the tray menu', () => {
  it('says the state, every server, every client and what can be done', () => {
    const servers = [serverOf('notes', 'ready', 'stdio'), serverOf('postgres', 'failed'), serverOf('figma', 'off')];
    const snapshot = snapshotOf({ servers, clients: [clientOf({ kind: 'changes', count: 2 })], startAtLogin: true });
    expect(read(menuRows(snapshot, t))).toEqual([
      '(1 server has a problem)',
      '--',
      'Needs you (1) >',
      '  Find out why postgres failed',
      'notes: ready, 3 tools >',
      '  Restart',
      '  Log',
      '  Copy address',
      '  Turn off',
      '  Show in the window',
      'postgres: failed >',
      '  (No answer from localhost:1.)',
      '  Try again',
      '  Log',
      '  Copy address',
      '  Turn off',
      '  Show in the window',
      'figma: off >',
      '  Turn on',
      '  Log',
      '  Copy address',
      '  Show in the window',
      '--',
      'Claude Code: 2 changes',
      'Sync now',
      '--',
      'Open MCP Tray',
      'Settings',
      '[x] Start at login',
      '--',
      'Quit',
    ]);
  });

  it('says it in Japanese', () => {
    const snapshot = snapshotOf({ servers: [serverOf('notes', 'failed')], clients: [clientOf()] });
    expect(read(menuRows(snapshot, texts('ja')))).toContain('Claude Code: 同期済み');
    expect(read(menuRows(snapshot, texts('ja')))).toContain('notes: 失敗 >');
  });

  it.each<[ConnectionState['kind'], string | undefined]>([
    ['off', 'Turn on'],
    ['connecting', undefined],
    ['ready', 'Reconnect'],
    ['sign-in-needed', 'Sign in'],
    ['needs-input', 'Try again'],
    ['failed', 'Try again'],
  ])('offers for a server that is %s: %s', (kind, action) => {
    const rows = serverNamed('s', menuRows(snapshotOf({ servers: [serverOf('s', kind)] }), t)) ?? [];
    const actions = rows.filter((r) => r.kind === 'item' && r.id === 'act:s').map((r) => 'label' in r && r.label);
    expect(actions).toEqual(action === undefined ? [] : [action]);
  });

  it('never has more than twelve top rows: servers that do not fit go behind one row', () => {
    for (const count of [0, 1, 5, 6, 12, 200]) {
      const servers = Array.from({ length: count }, (_, i) => serverOf(`s${i}`));
      const rows = menuRows(snapshotOf({ servers, clients: [clientOf()], startAtLogin: false }), t);
      expect(topRows(rows)).toBeLessThanOrEqual(12);
      expect(read(rows).filter((line) => /s\d+: ready/u.test(line))).toHaveLength(count);
      expect(rows.some((r) => r.kind === 'submenu' && r.id === 'servers')).toBe(count > 5);
    }
    const needing = Array.from({ length: 6 }, (_, i) => serverOf(`s${i}`, 'sign-in-needed'));
    const full = snapshotOf({ servers: needing, clients: [clientOf()], startAtLogin: false });
    expect(topRows(menuRows(full, t))).toBeLessThanOrEqual(12);
    expect(topRows(menuRows(snapshotOf({ ...full, servers: needing.slice(1) }), t, 'A note'))).toBeLessThanOrEqual(12);
  });

  it('puts many clients behind one row too', () => {
    const clients = Array.from({ length: 10 }, () => clientOf());
    const rows = menuRows(snapshotOf({ servers: [serverOf('a')], clients, startAtLogin: false }), t);
    expect(topRows(rows)).toBeLessThanOrEqual(12);
    expect(read(rows).filter((line) => line.includes('Claude Code: in sync'))).toHaveLength(10);
  });

  it('has what needs the person at its top, each with the one thing to do', () => {
    const waiting: ServerSummary = {
      ...serverOf('figma', 'sign-in-needed'),
      signIn: { kind: 'waiting', url: 'https://x', until: 1 },
    };
    const asks = { kind: 'client-needed', issuer: 'https://x', redirectUri: 'http://127.0.0.1:1/callback' } as const;
    const servers: ServerSummary[] = [
      serverOf('notes'),
      serverOf('linear', 'sign-in-needed'),
      { ...serverOf('work'), state: problemState('needs-input', 'client-id-needed') },
      { ...serverOf('later', 'sign-in-needed'), signIn: asks },
      { ...serverOf('maps'), state: problemState('needs-input', 'api-key-needed') },
      { ...serverOf('vault'), state: problemState('needs-input', 'keychain-locked') },
      { ...serverOf('env'), state: problemState('needs-input', 'env-missing') },
      waiting,
      serverOf('postgres', 'failed'),
      serverOf('ramen', 'connecting'),
    ];
    const rows = menuRows(snapshotOf({ servers }), t);
    const needs = rows.find((r) => r.kind === 'submenu' && r.id === 'needs-you');
    expect(rows.indexOf(needs!)).toBe(2);
    expect(needs?.kind === 'submenu' && needs.label).toBe('Needs you (8)');
    const acts = needs?.kind === 'submenu' ? needs.rows.map((r) => (r.kind === 'item' ? [r.label, r.act] : r)) : [];
    const page = (server: string) => ({ kind: 'open', route: `#/servers/${server}` });
    expect(acts).toEqual([
      ['Sign in to linear', { kind: 'sign-in', server: 'linear' }],
      ['Enter a client ID for work', page('work')],
      ['Enter a client ID for later', page('later')],
      ['Enter an API key for maps', page('maps')],
      ['Unlock the keychain for vault', { kind: 'reconnect', server: 'vault' }],
      ['See what env needs', page('env')],
      ['Cancel the sign-in to figma', { kind: 'cancel-sign-in', server: 'figma' }],
      ['Find out why postgres failed', page('postgres/doctor')],
    ]);
  });

  it.each<[string, Partial<ServerSummary>, string[]]>([
    [
      'needs a sign-in',
      { state: problemState('sign-in-needed', 'sign-in-needed') },
      ['s: needs sign-in >', '  (So it is.)', '  Sign in', ...USUAL, '  Show in the window'],
    ],
    [
      'waits for the browser',
      { state: problemState('sign-in-needed', 'sign-in-needed'), signIn: { kind: 'queued' } },
      ['s: waiting for your browser >', '  Cancel', ...USUAL, '  Show in the window'],
    ],
    [
      'could not be signed in to',
      {
        state: problemState('sign-in-needed', 'sign-in-needed'),
        signIn: { kind: 'failed', problem: { code: 'sign-in-denied', message: 'You declined.', action: '' } },
      },
      ['s: needs sign-in >', '  (You declined.)', '  Sign in', ...USUAL, '  Show in the window'],
    ],
    [
      'is signed in',
      { signIn: { kind: 'signed-in', issuer: 'https://x', scopes: [], renews: true } },
      ['s: ready, 3 tools >', '  Reconnect', '  Sign out', ...USUAL, '  Show in the window'],
    ],
    [
      'was given a client ID since it asked for one',
      {
        state: problemState('needs-input', 'client-id-needed'),
        signIn: { kind: 'needed', host: 'x', scopes: [] },
      },
      ['s: needs sign-in >', '  (So it is.)', '  Sign in', ...USUAL, '  Show in the window'],
    ],
    [
      'has a key that is refused',
      { state: problemState('needs-input', 'key-refused') },
      ['s: needs an API key >', '  (So it is.)', '  Enter an API key', ...USUAL, '  Show in the window'],
    ],
  ])('says of a server that %s what can be done', (_, part, lines) => {
    const said = read(menuRows(snapshotOf({ servers: [{ ...serverOf('s'), ...part }] }), t));
    expect(said.join('\n')).toContain(lines.join('\n'));
  });

  it('does not change while the time for a sign-in runs down', () => {
    const at = (until: number) => {
      const signIn = { kind: 'waiting', url: 'https://x', until } as const;
      return menuRows(snapshotOf({ servers: [{ ...serverOf('s', 'sign-in-needed'), signIn }] }), t);
    };
    expect(at(1)).toEqual(at(2));
  });

  it('says what became of the last choice, and leaves out what this machine does not have', () => {
    const rows = menuRows(snapshotOf({ clients: [clientOf({ kind: 'in-sync' }, false)] }), t, 'Nothing to sync');
    expect(read(rows)).toEqual([
      '(No servers yet)',
      '(Nothing to sync)',
      '--',
      'Sync now',
      '--',
      'Open MCP Tray',
      'Settings',
      '--',
      'Quit',
    ]);
  });

  it('keeps a label to one bounded line and shows an ampersand as one', () => {
    const problem = { code: 'internal', message: `a & b\n${'x'.repeat(500)}`, action: '' } as const;
    const servers = [{ ...serverOf('s'), state: { kind: 'failed' as const, problem } }];
    const [reason] = serverNamed('s', menuRows(snapshotOf({ servers }), t)) ?? [];
    const label = reason?.kind === 'text' ? reason.label : '';
    expect(label).toMatch(/^a && b x+…$/u);
    expect(label.length).toBeLessThan(100);
  });

  it('does not change with figures that it does not show', () => {
    const at = (latency: number) => menuRows(snapshotOf({ servers: [{ ...serverOf('s'), latencies: [latency] }] }), t);
    expect(at(3)).toEqual(at(400));
  });
});
