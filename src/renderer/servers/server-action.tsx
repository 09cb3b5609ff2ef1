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
  'turn-on': 'window.action.turnOn',
};

async function act(action: ServerAction, name: string): Promise<void> {
  switch (action) {
    case 'reconnect':
    case 'restart':
    case 'try-again':
      return request('server:reconnect', { name });
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
}

/** The button goes as soon as the state changes; the focus stays with its row or page. */
function keepFocus(button: HTMLElement): void {
  button.closest('[data-keeps-focus]')?.querySelector<HTMLElement>('[data-row], [data-title]')?.focus();
}

export function ServerActionButton({ server, place, tabIndex = 0 }: Props) {
  const { t } = useWords();
  const { busy, run } = useAction();
  const action = actionOf(server);
  if (!action) return null;
  const word = t(WORD[action]);
  const inRow = place === 'row';
  return (
    <Button
      size={inRow ? 'xs' : 'sm'}
      variant={inRow && action === 'turn-on' ? 'subtle' : 'default'}
      disabled={busy}
      tabIndex={tabIndex}
      // In the list the name tells the buttons of the rows apart; Tab reaches one after its row.
      aria-label={t('window.action.named', { action: word, name: server.name })}
      leftSection={inRow || action === 'turn-on' ? undefined : <IconRefresh size={14} stroke={1.35} aria-hidden />}
      onClick={(event) => {
        keepFocus(event.currentTarget);
        run(() => act(action, server.name));
      }}
    >
      {word}
    </Button>
  );
}
