// What can be done from the palette, from the snapshot alone: what needs the person comes first.
import type { MessageKey, Translate } from '../../shared/messages';
import type { ServerSummary, SettingsData, Snapshot } from '../../shared/model';
import { needsYou } from '../../shared/say';
import type { Route } from '../route';
import { actionOf, type ServerAction } from '../servers/filter';
import { shapeOf } from '../sign-in/view';
import type { ShapeName } from '../ui/shapes';
import { phrase } from './phrases';

export type CommandAct =
  | { readonly kind: 'go'; readonly route: Route }
  | { readonly kind: 'server'; readonly action: Exclude<ServerAction, 'doctor' | 'enter'>; readonly server: string }
  | { readonly kind: 'sign-out' | 'turn-off'; readonly server: string }
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'set'; readonly patch: Partial<SettingsData> };

export interface Command {
  readonly id: string;
  readonly group: 'actions' | 'servers' | 'settings';
  readonly label: string;
  /** At the right: where it leads, or how it stands. */
  readonly to: string;
  readonly icon: ShapeName | 'add' | 'import' | 'go' | 'set' | 'copy' | 'again';
  readonly act: CommandAct;
  /** Needs the person: shown before anything is typed. */
  readonly first?: boolean;
  /** What Tab asks more about. */
  readonly about?: string;
}

/** Everything, most pressing first; or what is shown before anything is typed. */
export function commandsOf(snapshot: Snapshot, t: Translate, which: 'all' | 'first' = 'all'): readonly Command[] {
  const { servers } = snapshot;
  const first = [
    ...servers.flatMap((server) => pressing.of(server, t)),
    ...general(snapshot, t),
    ...servers.flatMap((server) => page.of(server, t)),
  ];
  return which === 'first' ? first : [...first, ...servers.flatMap((server) => more.of(server, t)), ...settings(t)];
}

/**
 * Made once for a server as it stands: a snapshot that changes one of 200 servers must not have a thousand sentences put
 * together again.
 */
function perServer(make: (server: ServerSummary, t: Translate) => readonly Command[]) {
  const made = new WeakMap<ServerSummary, { readonly t: Translate; readonly commands: readonly Command[] }>();
  return {
    of(server: ServerSummary, t: Translate): readonly Command[] {
      const known = made.get(server);
      if (known?.t === t) return known.commands;
      const commands = make(server, t);
      made.set(server, { t, commands });
      return commands;
    },
  };
}

const NAMED: Partial<Record<ServerAction, MessageKey>> = {
  'sign-in': 'window.signIn.action.named.signIn',
  'cancel-sign-in': 'window.signIn.action.named.cancel',
  enter: 'window.signIn.action.named.enter',
  unlock: 'window.signIn.action.named.unlock',
};

/** In a word or two: the palette is no place to read causes. */
function stateOf(server: ServerSummary, t: Translate): string {
  const { kind } = server.state;
  return phrase(t, `window.servers.state.${kind === 'ready' && needsYou(server) ? 'sign-in-needed' : kind}`, '');
}

/** What waits for the person. */
const pressing = perServer((server, t): Command[] => {
  const { name } = server;
  const action = actionOf(server);
  const base = {
    group: 'actions',
    to: stateOf(server, t),
    icon: shapeOf(server),
    first: true,
    about: name,
  } as const;
  if (action === 'doctor') {
    const act: CommandAct = { kind: 'go', route: { view: 'servers', server: name, tab: 'doctor' } };
    return [{ ...base, id: `need:${name}`, label: phrase(t, 'tray.need.failed', name), act }];
  }
  const word = action && NAMED[action];
  if (!action || !word) return [];
  const act: CommandAct =
    action === 'enter'
      ? { kind: 'go', route: { view: 'servers', server: name, tab: 'overview' } }
      : { kind: 'server', action, server: name };
  return [{ ...base, id: `need:${name}`, label: phrase(t, word, name), act }];
});

function general({ clients }: Snapshot, t: Translate): Command[] {
  const go = (id: string, label: string, route: Route, icon: Command['icon'], to = ''): Command => ({
    id,
    group: 'actions',
    label,
    to,
    icon,
    act: { kind: 'go', route },
  });
  const reviews = clients.flatMap(({ id, name, sync, installed }) => {
    const count = sync.kind === 'changes' ? sync.count : sync.kind === 'drift' ? sync.changes + sync.count : 0;
    if (!installed || count === 0) return [];
    const to = t('window.find.command.changes', { count });
    const label = t('window.find.command.review', { client: name });
    return [{ ...go(`review:${id}`, label, { view: 'clients' }, 'changed', to), first: true }];
  });
  return [
    ...reviews,
    { ...go('add', t('window.find.command.add'), { view: 'add' }, 'add'), first: true },
    go('import', t('window.find.command.import'), { view: 'import' }, 'import'),
    go('tools', t('window.find.command.tools'), { view: 'tools' }, 'go'),
    ...(['servers', 'clients', 'activity', 'settings'] as const).map((view) =>
      go(`view:${view}`, t(`window.nav.${view}`), { view }, 'go'),
    ),
  ];
}

const page = perServer((server, t): Command[] => {
  const { name } = server;
  const act: CommandAct = { kind: 'go', route: { view: 'servers', server: name } };
  const isReady = server.state.kind === 'ready' && !needsYou(server);
  const to = isReady ? t('common.state.ready', { count: server.counts.tools }) : stateOf(server, t);
  return [{ id: `server:${name}`, group: 'servers', label: name, to, icon: shapeOf(server), act, about: name }];
});

/** Everything else that a server's page and the menu of the tray offer. */
const more = perServer((server, t): Command[] => {
  const { name, address, state, signIn } = server;
  const to = stateOf(server, t);
  const one = (id: string, label: string, icon: Command['icon'], act: CommandAct): Command => ({
    id: `${id}:${name}`,
    group: 'actions',
    label,
    to,
    icon,
    act,
    about: name,
  });
  const named = (word: MessageKey) => phrase(t, 'window.action.named', name, word);
  const again: Command[] =
    state.kind === 'ready' || state.kind === 'failed'
      ? [
          server.transport === 'stdio'
            ? one('restart', named('window.action.restart'), 'again', {
                kind: 'server',
                action: 'restart',
                server: name,
              })
            : one('again', named('window.action.reconnect'), 'again', {
                kind: 'server',
                action: 'reconnect',
                server: name,
              }),
        ]
      : [];
  const turn =
    state.kind === 'off'
      ? one('on', named('window.action.turnOn'), 'ready', { kind: 'server', action: 'turn-on', server: name })
      : one('off', named('window.action.turnOff'), 'off', { kind: 'turn-off', server: name });
  const out: Command[] =
    signIn.kind === 'signed-in'
      ? [one('sign-out', phrase(t, 'window.find.command.signOut', name), 'go', { kind: 'sign-out', server: name })]
      : [];
  const tab = (which: 'log' | 'doctor', label: string) =>
    one(which, label, 'go', { kind: 'go', route: { view: 'servers', server: name, tab: which } });
  return [
    ...again,
    ...out,
    turn,
    tab('doctor', phrase(t, 'window.find.command.doctor', name)),
    tab('log', phrase(t, 'window.find.command.log', name)),
    one('copy', `${phrase(t, 'window.action.copyAddress', '')}: ${name}`, 'copy', { kind: 'copy', text: address }),
  ];
});

function settings(t: Translate): Command[] {
  const set = (id: string, label: string, patch: Partial<SettingsData>): Command => ({
    id,
    group: 'settings',
    label,
    to: t('window.find.command.setting'),
    icon: 'set',
    act: { kind: 'set', patch },
  });
  const theme = (theme: SettingsData['theme'], word: MessageKey) =>
    set(`theme:${theme}`, t('window.find.command.theme', { theme: t(word) }), { theme });
  const language = (language: SettingsData['language'], word: MessageKey) =>
    set(`language:${language}`, t('window.find.command.language', { language: t(word) }), { language });
  return [
    theme('light', 'window.settings.light'),
    theme('dark', 'window.settings.dark'),
    theme('system', 'window.settings.system'),
    language('en', 'window.settings.english'),
    language('ja', 'window.settings.japanese'),
  ];
}
