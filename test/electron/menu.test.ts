import { describe, expect, it } from 'vitest';
import { type MenuRow, menuRows } from '../../src/main/electron/menu';
import { texts } from '../../src/shared/messages';
import type { ConnectionState } from '../../src/shared/model';
import { clientOf, serverOf, snapshotOf } from './fixtures';

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
      'notes: ready, 3 tools >',
      '  Restart',
      '  Show in the window',
      'postgres: failed >',
      '  (No answer from localhost:1.)',
      '  Try again',
      '  Show in the window',
      'figma: off >',
      '  Turn on',
      '  Show in the window',
      '--',
      'Claude Code: 2 changes',
      'Sync now',
      '--',
      'Open MCP Tray',
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
    ['sign-in-needed', 'Try again'],
    ['needs-input', 'Try again'],
    ['failed', 'Try again'],
  ])('offers for a server that is %s: %s', (kind, action) => {
    const rows = serverNamed('s', menuRows(snapshotOf({ servers: [serverOf('s', kind)] }), t)) ?? [];
    const actions = rows.filter((r) => r.kind === 'item' && r.id === 'act:s').map((r) => 'label' in r && r.label);
    expect(actions).toEqual(action === undefined ? [] : [action]);
  });

  it('never has more than twelve top rows: servers that do not fit go behind one row', () => {
    for (const count of [0, 1, 6, 7, 12, 200]) {
      const servers = Array.from({ length: count }, (_, i) => serverOf(`s${i}`));
      const rows = menuRows(snapshotOf({ servers, clients: [clientOf()], startAtLogin: false }), t);
      expect(topRows(rows)).toBeLessThanOrEqual(12);
      expect(read(rows).filter((line) => /s\d+: ready/u.test(line))).toHaveLength(count);
      expect(rows.some((r) => r.kind === 'submenu' && r.id === 'servers')).toBe(count > 6);
    }
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
