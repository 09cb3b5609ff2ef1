// Toasts, bottom right: what was done goes after six seconds, what failed stays until it is closed.
import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useCallback, useState } from 'react';
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
export function toastDone({ title, message, action }: Done): void {
  const id = notifications.show({
    title,
    role: 'status',
    icon: <Shape name="check" />,
    message: (
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <span>{message}</span>
        {action ? (
          <Button
            size="xs"
            onClick={() => {
              notifications.hide(id);
              action.run();
            }}
          >
            {action.label}
          </Button>
        ) : null}
      </Group>
    ),
  });
}

/** Says at once, and until it is closed, why the person's own action failed. */
function toastFailed(error: RequestError): void {
  const { message, action, details } = error.wire;
  notifications.show({
    title: message,
    role: 'alert',
    autoClose: false,
    icon: <Shape name="failed" />,
    message: (
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <span>{action}</span>
        {details ? <CopyText text={`${message}\n${action}\n\n${details}`} label="details" /> : null}
      </Group>
    ),
  });
}

export interface Action {
  readonly busy: boolean;
  readonly run: (work: () => Promise<void>) => void;
}

/** Runs what a person asked for: one at a time, and a failure becomes a toast. Anything but a RequestError is a bug and is rethrown. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const run = useCallback((work: () => Promise<void>) => {
    setBusy(true);
    void work()
      .catch((error: unknown) => {
        if (!(error instanceof RequestError)) throw error;
        toastFailed(error);
      })
      .finally(() => setBusy(false));
  }, []);
  return { busy, run };
}

/** The close button's name, for every toast. */
export function useCloseLabel(): string {
  return useWords().t('window.common.close');
}
