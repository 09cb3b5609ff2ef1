// Tells the person when a server starts to need them, once for each cause; a click does what is needed.
import type { MessageKey } from '../../shared/messages';
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
  /** Signs in, or brings the keychain's prompt up. */
  readonly act: (server: string, kind: WantKind) => void;
}

const BODY_CHARACTERS = 200;
const WORDS = {
  'sign-in': { title: 'tray.notice.title', body: 'tray.notice.body' },
  'more-access': { title: 'tray.notice.moreTitle', body: 'tray.notice.moreBody' },
  unlock: { title: 'tray.notice.lockedTitle', body: 'tray.notice.lockedBody' },
} as const satisfies Record<WantKind, { readonly title: MessageKey; readonly body: MessageKey }>;

export function startNotices({ core, isOwn, show, act }: NoticeOptions): Stop {
  let memory: Memory = new Map();
  const open = new Map<string, Stop>();
  const close = (server: string) => {
    open.get(server)?.();
    open.delete(server);
  };
  const tell = ({ server, kind, reason = '' }: Notice) => {
    const t = core.translate();
    close(server);
    const words = WORDS[kind];
    const params = { name: server, reason: reason.slice(0, BODY_CHARACTERS) };
    const onClick = () => {
      close(server);
      act(server, kind);
    };
    open.set(server, show({ title: t(words.title, params), body: t(words.body, params).trim(), onClick }));
  };
  const look = () => {
    const attention = attend(memory, core.snapshot(), isOwn);
    memory = attention.memory;
    for (const server of attention.over) close(server);
    for (const notice of attention.notices) tell(notice);
  };
  look();
  const stopListening = core.onChange(look);
  return () => {
    stopListening();
    for (const server of [...open.keys()]) close(server);
  };
}
