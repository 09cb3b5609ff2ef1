// What the tray menu says: pure, from one snapshot. Words only, at most twelve top rows, and opening it asks nothing.
import { assertNever } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import type { ClientSummary, Snapshot } from '../../shared/model';
import { sayOverall } from '../../shared/say';
import { label, type MenuAct, type MenuRow } from './menu-row';
import { needRows, serverRow } from './menu-servers';

const TOP_ROWS = 12;
/** State sentence, Sync now, Open, Settings, Start at login, Quit. */
const FIXED_ROWS = 6;
const SEPARATOR: MenuRow = { kind: 'separator' };

/** The whole menu. `note` is what became of the last thing chosen in it, such as "Synced, 3 changes written". */
export function menuRows(snapshot: Snapshot, t: Translate, note?: string): readonly MenuRow[] {
  const clients = snapshot.clients.filter((c) => c.installed).map((c) => clientRow(c, t));
  const servers = snapshot.servers.map((s) => serverRow(s, t));
  const needs = needRows(snapshot.servers, t);
  const notes = note === undefined ? [] : [note];
  const room = TOP_ROWS - FIXED_ROWS - notes.length - needs.length;
  // Servers give way first: what they need stands above them anyway.
  const foldServers = servers.length + clients.length > room;
  const foldClients = foldServers && 1 + clients.length > room;
  const open = (id: string, word: 'tray.open' | 'tray.settings', route: string): MenuRow => ({
    kind: 'item',
    id,
    label: t(word),
    act: { kind: 'open', route },
  });
  const sections: (readonly MenuRow[])[] = [
    [sayOverall(snapshot, t), ...notes].map((s) => ({ kind: 'text', label: label(s) })),
    [...needs, ...(foldServers ? folded('servers', t('tray.servers'), servers) : servers)],
    [
      ...(foldClients ? folded('clients', t('tray.clients'), clients) : clients),
      { kind: 'item', id: 'sync', label: t('tray.sync.now'), act: { kind: 'sync' } },
    ],
    [open('open', 'tray.open', ''), open('settings', 'tray.settings', '#/settings'), ...loginRow(snapshot, t)],
    [{ kind: 'item', id: 'quit', label: t('tray.quit'), act: { kind: 'quit' } }],
  ];
  return sections.filter((rows) => rows.length > 0).flatMap((rows, i) => (i === 0 ? rows : [SEPARATOR, ...rows]));
}

function folded(id: string, word: string, rows: readonly MenuRow[]): readonly MenuRow[] {
  return rows.length === 0 ? [] : [{ kind: 'submenu', id, label: word, rows }];
}

function clientRow(client: ClientSummary, t: Translate): MenuRow {
  const act: MenuAct = { kind: 'open', route: '#/clients' };
  return { kind: 'item', id: `client:${client.id}`, label: label(clientLabel(client, t)), act };
}

function clientLabel({ name, sync }: ClientSummary, t: Translate): string {
  switch (sync.kind) {
    case 'in-sync':
      return t('tray.client.inSync', { name });
    case 'changes':
      return t('tray.client.changes', { name, count: sync.count });
    case 'drift':
      return t('tray.client.drift', { name });
    case 'problem':
      return t('tray.client.problem', { name });
    default:
      return assertNever(sync);
  }
}

function loginRow({ startAtLogin }: Snapshot, t: Translate): readonly MenuRow[] {
  if (startAtLogin === undefined) return [];
  const act: MenuAct = { kind: 'start-at-login', on: !startAtLogin };
  return [{ kind: 'check', id: 'start-at-login', label: t('tray.startAtLogin'), checked: startAtLogin, act }];
}
