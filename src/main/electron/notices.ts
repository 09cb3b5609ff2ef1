// Tells the person when a server starts to need a sign-in, once for each cause; a click signs in.

import type { Stop } from '../ports';
import { attend, type Memory, type Notice } from './attention';
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
  readonly signIn: (server: string) => void;
}

const BODY_CHARACTERS = 200;

export function startNotices({ core, isOwn, show, signIn }: NoticeOptions): Stop {
  let memory: Memory = new Map();
  const open = new Map<string, Stop>();
  const close = (server: string) => {
    open.get(server)?.();
    open.delete(server);
  };
  const tell = ({ server, problem }: Notice) => {
    const t = core.translate();
    close(server);
    const title = t('tray.notice.title', { name: server });
    const reason = problem.message.slice(0, BODY_CHARACTERS);
    const onClick = () => {
      close(server);
      signIn(server);
    };
    open.set(server, show({ title, body: t('tray.notice.body', { reason }), onClick }));
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
