// Toasts, bottom right: what was done goes after six seconds, what failed stays until it is closed.
import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type ReactNode, useCallback, useState } from 'react';
import type { Translate } from '../../shared/messages';
import { RequestError } from '../api';
import { CopyText } from './copy';
import { Shape } from './shapes';
import { useWords } from './words';

interface Done {
  readonly title: string;
  readonly message?: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** Says politely that something was done, with at most one action. */
export function useToast(): (done: Done) => void {
  const { t } = useWords();
  return useCallback(
    ({ title, message, action }: Done) => {
      const id = notifications.show({
        title,
        role: 'status',
        icon: <Shape name="check" />,
        closeButtonProps: { 'aria-label': t('window.common.close') },
        message: (
          <Line words={message}>
            {action ? (
              <Button size="xs" onClick={() => act(id, action.run)}>
                {action.label}
              </Button>
            ) : null}
          </Line>
        ),
      });
    },
    [t],
  );
}

/** The one action also ends the toast: it has said what it had to. */
function act(id: string, run: () => void): void {
  notifications.hide(id);
  run();
}

function Line({ words, children }: { words: string | undefined; children: ReactNode }) {
  return (
    <Group justify="space-between" gap="xs">
      <span>{words}</span>
      {children}
    </Group>
  );
}

/** Says at once, and until it is closed, why the person's own action failed. */
function toastFailed({ wire }: RequestError, t: Translate): void {
  const { message, action, details } = wire;
  notifications.show({
    title: message,
    role: 'alert',
    autoClose: false,
    icon: <Shape name="failed" />,
    closeButtonProps: { 'aria-label': t('window.common.close') },
    message: (
      <Line words={action}>
        {details ? <CopyText text={[message, action, '', details].join('\n')} label="details" /> : null}
      </Line>
    ),
  });
}

export interface Action {
  readonly busy: boolean;
  readonly run: (work: () => Promise<void>) => void;
}

/** Runs what a person asked for; a failure becomes a toast. Anything but a RequestError is a bug and is rethrown. */
export function useAction(): Action {
  const { t } = useWords();
  const [busy, setBusy] = useState(false);
  const run = useCallback(
    (work: () => Promise<void>) => {
      setBusy(true);
      void work()
        .catch((error: unknown) => {
          if (!(error instanceof RequestError)) throw error;
          toastFailed(error, t);
        })
        .finally(() => setBusy(false));
    },
    [t],
  );
  return { busy, run };
}
