// Tells the person when a server starts to need them, once for each cause; a click does what is needed.
import type { MessageKey, Translate } from '../../shared/messages';
import type { Stop } from '../ports';
import { attend, type Memory, type Notice, type WantKind } from './attention';
import type { Core } from './core';

/** A notification as the system shows it. */
export interface Shown {
  readonly title: string;
  readonly body: string;
  readonly onClick: () => void;
}
export interface NoticeOptions {
  readonly core: Pick<Core, 'snapshot' | 'onChange' | 'translate'>;
  readonly isOwn: (server: string) => boolean;
  /** Shows a notification; the stop takes it away. */
  readonly show: (shown: Shown) => Stop;
  /** Signs in, brings the keychain's prompt up, or shows Doctor. */
  readonly act: (server: string, kind: WantKind) => void;
  /** Shows all of them, where there is more than one. */
  readonly showAll: () => void;
  readonly now: () => number;
}

const BODY_CHARACTERS = 200;
const WORDS = {
  'sign-in': { title: 'tray.notice.title', body: 'tray.notice.body' },
  'more-access': { title: 'tray.notice.moreTitle', body: 'tray.notice.moreBody' },
  unlock: { title: 'tray.notice.lockedTitle', body: 'tray.notice.lockedBody' },
  changed: { title: 'tray.notice.changedTitle', body: 'tray.notice.changedBody' },
  problem: { title: 'tray.notice.problemTitle', body: 'tray.notice.problemBody' },
} as const satisfies Record<WantKind, { readonly title: MessageKey; readonly body: MessageKey }>;

/** One notification, about as many servers as started to need the person at once. */
interface Standing {
  readonly servers: Set<string>;
  readonly close: Stop;
}

export function startNotices({ core, isOwn, show, act, showAll, now }: NoticeOptions): Stop {
  let memory: Memory = new Map();
  let standing: readonly Standing[] = [];
  /** A notification goes when none of its servers needs it any more. */
  const over = (servers: readonly string[]) => {
    for (const { servers: left } of standing) for (const server of servers) left.delete(server);
    for (const one of standing) if (one.servers.size === 0) one.close();
    standing = standing.filter((one) => one.servers.size > 0);
  };
  const put = (notices: readonly Notice[], words: Omit<Shown, 'onClick'>, onClick: () => void) => {
    const servers = notices.map((notice) => notice.server);
    over(servers);
    const clicked = () => {
      over(servers);
      onClick();
    };
    standing = [...standing, { servers: new Set(servers), close: show({ ...words, onClick: clicked }) }];
  };
  const look = () => {
    const snapshot = core.snapshot();
    const attention = attend(memory, snapshot, { isOwn, now: now(), wants: snapshot.settings });
    memory = attention.memory;
    over(attention.over);
    const { notices } = attention;
    const [first] = notices;
    if (!first) return;
    const t = core.translate();
    if (notices.length === 1) put(notices, wordsOf(first, t), () => act(first.server, first.kind));
    else put(notices, wordsOfMany(notices, t), showAll);
  };
  look();
  const stopListening = core.onChange(look);
  return () => {
    stopListening();
    for (const one of standing) one.close();
    standing = [];
  };
}

function wordsOf({ server, kind, reason = '' }: Notice, t: Translate): Omit<Shown, 'onClick'> {
  const words = WORDS[kind];
  const params = { name: server, reason: reason.slice(0, BODY_CHARACTERS) };
  return { title: t(words.title, params), body: t(words.body, params).trim() };
}

function wordsOfMany(notices: readonly Notice[], t: Translate): Omit<Shown, 'onClick'> {
  const names = notices.map((notice) => notice.server).join(t('common.listSeparator'));
  const title = t('tray.notice.manyTitle', { count: notices.length });
  return { title, body: t('tray.notice.manyBody', { names: names.slice(0, BODY_CHARACTERS) }) };
}
