// The rows of the tray menu that are about servers: what needs the person, and every server with what can be done.
import { assertNever } from '../../shared/errors';
import type { MessageKey, Translate } from '../../shared/messages';
import type { ServerSummary } from '../../shared/model';
import { isSigningIn, wantsMoreAccess, wantsSignInSoon } from '../../shared/say';
import { label, type MenuAct, type MenuRow } from './menu-row';
import { type Need, needOf, reasonOf } from './need';

/** What waits for the person, one row for each server in the order of the list; nothing where nothing does. */
export function needRows(servers: readonly ServerSummary[], t: Translate): readonly MenuRow[] {
  const rows = servers.flatMap((server): MenuRow[] => {
    const need = needOf(server);
    if (need === undefined) return changedRow(server, t);
    const { name } = server;
    return [{ kind: 'item', id: `need:${name}`, label: label(t(NEED_WORDS[need], { name })), act: actFor(need, name) }];
  });
  if (rows.length === 0) return [];
  return [{ kind: 'submenu', id: 'needs-you', label: t('tray.needsYou', { n: rows.length }), rows }];
}

/** It works, and may do something it could not. */
function changedRow({ name, trust }: ServerSummary, t: Translate): MenuRow[] {
  if (!trust || trust.asks === 0) return [];
  const act: MenuAct = { kind: 'open', route: pageOf(name) };
  return [{ kind: 'item', id: `need:${name}`, label: label(t('tray.need.changed', { name })), act }];
}

const NEED_WORDS: Readonly<Record<Need, MessageKey>> = {
  cancel: 'tray.need.cancel',
  'sign-in': 'tray.need.signIn',
  client: 'tray.need.client',
  key: 'tray.need.key',
  unlock: 'tray.need.unlock',
  look: 'tray.need.look',
  failed: 'tray.need.failed',
};

function actFor(need: Need, server: string): MenuAct {
  switch (need) {
    case 'cancel':
      return { kind: 'cancel-sign-in', server };
    case 'sign-in':
      return { kind: 'sign-in', server };
    case 'unlock':
      // Asking the keychain again is what brings its prompt up.
      return { kind: 'reconnect', server };
    case 'client':
    case 'key':
    case 'look':
      return { kind: 'open', route: pageOf(server) };
    case 'failed':
      return { kind: 'open', route: `${pageOf(server)}/doctor` };
    default:
      return assertNever(need);
  }
}

const pageOf = (server: string) => `#/servers/${encodeURIComponent(server)}`;

/** A server: its state in a word; behind it the reason where there is one, what can be done, and the way to its page. */
export function serverRow(server: ServerSummary, t: Translate): MenuRow {
  const { name } = server;
  const reason = reasonOf(server);
  const show: MenuRow = {
    kind: 'item',
    id: `show:${name}`,
    label: t('tray.action.show'),
    act: { kind: 'open', route: pageOf(name) },
  };
  const rows: MenuRow[] = [
    ...(reason === undefined ? [] : [{ kind: 'text' as const, label: label(reason) }]),
    ...actionRows(server, t),
    ...signOutRows(server, t),
    {
      kind: 'item',
      id: `log:${name}`,
      label: t('tray.action.log'),
      act: { kind: 'open', route: `${pageOf(name)}/log` },
    },
    { kind: 'item', id: `copy:${name}`, label: t('tray.action.copy'), act: { kind: 'copy', text: server.address } },
    ...turnOffRows(server, t),
    show,
  ];
  return { kind: 'submenu', id: `server:${name}`, label: label(serverLabel(server, t)), rows };
}

function turnOffRows({ name, state }: ServerSummary, t: Translate): readonly MenuRow[] {
  if (state.kind === 'off') return [];
  return [
    { kind: 'item', id: `off:${name}`, label: t('tray.action.turnOff'), act: { kind: 'turn-off', server: name } },
  ];
}

function serverLabel(server: ServerSummary, t: Translate): string {
  const { name, state, counts } = server;
  if (isSigningIn(server)) return t('tray.server.signingIn', { name });
  switch (state.kind) {
    case 'off':
      return t('tray.server.off', { name });
    case 'connecting':
      return t('tray.server.connecting', { name });
    case 'ready':
      if (wantsMoreAccess(server)) return t('tray.server.moreAccess', { name });
      if (wantsSignInSoon(server)) return t('tray.server.signIn', { name });
      return t('tray.server.ready', { name, count: counts.tools });
    case 'sign-in-needed':
    case 'needs-input':
      return t(STATE_WORDS[needOf(server) ?? 'look'], { name });
    case 'failed':
      return t('tray.server.failed', { name });
    default:
      return assertNever(state);
  }
}

const STATE_WORDS: Readonly<Record<Need, MessageKey>> = {
  cancel: 'tray.server.signingIn',
  'sign-in': 'tray.server.signIn',
  client: 'tray.server.client',
  key: 'tray.server.key',
  unlock: 'tray.server.locked',
  look: 'tray.server.needsInput',
  failed: 'tray.server.failed',
};

/** The one action of its state; none while it connects. */
function actionRows(server: ServerSummary, t: Translate): readonly MenuRow[] {
  const { name, state } = server;
  const item = (word: MessageKey, act: MenuAct): MenuRow[] => [
    { kind: 'item', id: `act:${name}`, label: t(word), act },
  ];
  const need = needOf(server);
  if (need !== undefined) {
    const tries = need === 'failed' || need === 'look';
    return item(NEED_ACTIONS[need], tries ? { kind: 'reconnect', server: name } : actFor(need, name));
  }
  switch (state.kind) {
    case 'off':
      return item('tray.action.turnOn', { kind: 'turn-on', server: name });
    case 'ready': {
      const word = server.transport === 'stdio' ? 'tray.action.restart' : 'tray.action.reconnect';
      return item(word, { kind: 'reconnect', server: name });
    }
    case 'connecting':
    case 'sign-in-needed':
    case 'needs-input':
    case 'failed':
      return [];
    default:
      return assertNever(state);
  }
}

const NEED_ACTIONS: Readonly<Record<Need, MessageKey>> = {
  cancel: 'tray.action.cancelSignIn',
  'sign-in': 'tray.action.signIn',
  client: 'tray.action.client',
  key: 'tray.action.key',
  unlock: 'tray.action.unlock',
  look: 'tray.action.tryAgain',
  failed: 'tray.action.tryAgain',
};

function signOutRows({ name, signIn }: ServerSummary, t: Translate): readonly MenuRow[] {
  if (signIn.kind !== 'signed-in') return [];
  const act: MenuAct = { kind: 'sign-out', server: name };
  return [{ kind: 'item', id: `sign-out:${name}`, label: t('tray.action.signOut'), act }];
}
