// The one action a server offers, as a button: in the list, in the head of its page.
import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { assertNever } from '../../shared/errors';
import type { MessageKey } from '../../shared/messages';
import type { ServerSummary } from '../../shared/model';
import { request } from '../api';
import { useAction } from '../ui/toast';
import { useWords } from '../ui/words';
import { actionOf, type ServerAction } from './filter';

const WORD: Record<ServerAction, MessageKey> = {
  reconnect: 'window.action.reconnect',
  restart: 'window.action.restart',
  'try-again': 'window.action.tryAgain',
  doctor: 'doctor.name',
  'turn-on': 'window.action.turnOn',
  'sign-in': 'window.signIn.action.signIn',
  'cancel-sign-in': 'window.common.cancel',
  enter: 'window.signIn.action.enter',
  unlock: 'window.signIn.action.unlock',
};
/** In full, where the word alone does not say of what. */
const NAMED: Partial<Record<ServerAction, MessageKey>> = {
  'sign-in': 'window.signIn.action.named.signIn',
  'cancel-sign-in': 'window.signIn.action.named.cancel',
  enter: 'window.signIn.action.named.enter',
  unlock: 'window.signIn.action.named.unlock',
};
/** What needs the person stands out, what ends or begins something at leisure does not. */
const ROW_VARIANT: Partial<Record<ServerAction, 'light' | 'subtle'>> = {
  'turn-on': 'subtle',
  'cancel-sign-in': 'subtle',
  'sign-in': 'light',
  enter: 'light',
  unlock: 'light',
};
const WITH_ICON: readonly ServerAction[] = ['reconnect', 'restart', 'try-again'];

/** Does it at once. @throws RequestError */
export async function actOnServer(action: Exclude<ServerAction, 'enter' | 'doctor'>, name: string): Promise<void> {
  switch (action) {
    case 'reconnect':
    case 'restart':
    case 'try-again':
    case 'unlock':
      return request('server:reconnect', { name });
    case 'sign-in':
      return request('server:signIn', { name, how: 'browser' });
    case 'cancel-sign-in':
      return request('server:cancelSignIn', { name });
    case 'turn-on':
      return request('server:setDisabled', { name, disabled: false });
    default:
      return assertNever(action);
  }
}

interface Props {
  readonly server: ServerSummary;
  readonly place: 'row' | 'page';
  readonly tabIndex?: 0 | -1;
  /** Shows the page on which something is to be entered, or on which a sign-in can be followed. */
  readonly onOpen?: (name: string, focus: 'field' | 'none') => void;
}

/** The button goes as soon as the state changes; the focus stays with its row or page. */
function keepFocus(button: HTMLElement): void {
  button.closest('[data-keeps-focus]')?.querySelector<HTMLElement>('[data-row], [data-title]')?.focus();
}

export function ServerActionButton({ server, place, tabIndex = 0, onOpen }: Props) {
  const { t } = useWords();
  const { busy, run } = useAction();
  const inRow = place === 'row';
  const offered = actionOf(server);
  // On its page Doctor is a tab.
  const action = offered === 'doctor' && !inRow ? 'try-again' : offered;
  if (!action) return null;
  const word = t(WORD[action]);
  return (
    <Button
      size={inRow ? 'xs' : 'sm'}
      variant={(inRow ? ROW_VARIANT[action] : undefined) ?? 'default'}
      disabled={busy}
      tabIndex={tabIndex}
      // In the list the name tells the buttons of the rows apart; Tab reaches one after its row.
      aria-label={t(NAMED[action] ?? 'window.action.named', { action: word, name: server.name })}
      leftSection={
        !inRow && WITH_ICON.includes(action) ? <IconRefresh size={14} stroke={1.35} aria-hidden /> : undefined
      }
      onClick={(event) => {
        if (action === 'enter') return onOpen?.(server.name, 'field');
        if (action === 'doctor') return onOpen?.(server.name, 'none');
        keepFocus(event.currentTarget);
        if (action === 'sign-in') onOpen?.(server.name, 'none');
        return run(() => actOnServer(action, server.name));
      }}
    >
      {word}
    </Button>
  );
}
