// What the tray menu says: pure, from one snapshot. Words only, at most twelve top rows, and opening it asks nothing.
import { assertNever } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import type { ClientSummary, ServerSummary, Snapshot } from '../../shared/model';
import { sayOverall } from '../../shared/say';

/** What a row does when it is chosen. */
export type MenuAct =
  | { readonly kind: 'open'; readonly route: string }
  | { readonly kind: 'reconnect'; readonly server: string }
  | { readonly kind: 'turn-on'; readonly server: string }
  | { readonly kind: 'sync' }
  | { readonly kind: 'start-at-login'; readonly on: boolean }
  | { readonly kind: 'quit' };

export type MenuRow =
  | { readonly kind: 'separator' }
  | { readonly kind: 'text'; readonly label: string }
  | { readonly kind: 'item'; readonly id: string; readonly label: string; readonly act: MenuAct }
  | {
      readonly kind: 'check';
      readonly id: string;
      readonly label: string;
      readonly checked: boolean;
      readonly act: MenuAct;
    }
  | { readonly kind: 'submenu'; readonly id: string; readonly label: string; readonly rows: readonly MenuRow[] };

const TOP_ROWS = 12;
/** State sentence, Sync now, Open, Start at login, Quit. */
const FIXED_ROWS = 5;
const LABEL_CHARACTERS = 90;
const SEPARATOR: MenuRow = { kind: 'separator' };

/** The whole menu. `note` is what became of the last thing chosen in it, such as "Synced, 3 changes written". */
export function menuRows(snapshot: Snapshot, t: Translate, note?: string): readonly MenuRow[] {
  const clients = snapshot.clients.filter((c) => c.installed).map((c) => clientRow(c, t));
  const servers = snapshot.servers.map((s) => serverRow(s, t));
  const fold = FIXED_ROWS + clients.length + servers.length > TOP_ROWS;
  const sections: (readonly MenuRow[])[] = [
    [sayOverall(snapshot, t), note].filter((s) => s !== undefined).map((s) => ({ kind: 'text', label: label(s) })),
    fold ? [{ kind: 'submenu', id: 'servers', label: t('tray.servers'), rows: servers }] : servers,
    [...clients, { kind: 'item', id: 'sync', label: t('tray.sync.now'), act: { kind: 'sync' } }],
    [{ kind: 'item', id: 'open', label: t('tray.open'), act: { kind: 'open', route: '' } }, ...loginRow(snapshot, t)],
    [{ kind: 'item', id: 'quit', label: t('tray.quit'), act: { kind: 'quit' } }],
  ];
  return sections.filter((rows) => rows.length > 0).flatMap((rows, i) => (i === 0 ? rows : [SEPARATOR, ...rows]));
}

/** A server: its state in a word; behind it the reason where there is one, its one action, and the way to its page. */
function serverRow(server: ServerSummary, t: Translate): MenuRow {
  const { name, state } = server;
  const reason = 'problem' in state ? [{ kind: 'text' as const, label: label(state.problem.message) }] : [];
  const show: MenuRow = {
    kind: 'item',
    id: `show:${name}`,
    label: t('tray.action.show'),
    act: { kind: 'open', route: `#/servers/${encodeURIComponent(name)}` },
  };
  const rows = [...reason, ...actionRows(server, t), show];
  return { kind: 'submenu', id: `server:${name}`, label: label(serverLabel(server, t)), rows };
}

function serverLabel({ name, state, counts }: ServerSummary, t: Translate): string {
  switch (state.kind) {
    case 'off':
      return t('tray.server.off', { name });
    case 'connecting':
      return t('tray.server.connecting', { name });
    case 'ready':
      return t('tray.server.ready', { name, count: counts.tools });
    case 'sign-in-needed':
      return t('tray.server.signIn', { name });
    case 'needs-input':
      return t('tray.server.needsInput', { name });
    case 'failed':
      return t('tray.server.failed', { name });
    default:
      return assertNever(state);
  }
}

function actionRows(server: ServerSummary, t: Translate): readonly MenuRow[] {
  const { name, state } = server;
  const id = `act:${name}`;
  switch (state.kind) {
    case 'connecting':
      return [];
    case 'off':
      return [{ kind: 'item', id, label: t('tray.action.turnOn'), act: { kind: 'turn-on', server: name } }];
    case 'ready': {
      const word = server.transport === 'stdio' ? 'tray.action.restart' : 'tray.action.reconnect';
      return [{ kind: 'item', id, label: t(word), act: { kind: 'reconnect', server: name } }];
    }
    case 'sign-in-needed':
    case 'needs-input':
    case 'failed':
      return [{ kind: 'item', id, label: t('tray.action.tryAgain'), act: { kind: 'reconnect', server: name } }];
    default:
      return assertNever(state);
  }
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

/** One line, of bounded length. A single & would underline the next letter and vanish. */
function label(sentence: string): string {
  const line = sentence.replaceAll(/\s+/gu, ' ').trim();
  const short = line.length > LABEL_CHARACTERS ? `${line.slice(0, LABEL_CHARACTERS - 1).trimEnd()}…` : line;
  return short.replaceAll('&', '&&');
}
