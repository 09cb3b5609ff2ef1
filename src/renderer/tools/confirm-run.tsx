// The question before a tool that can change or delete things runs.
import { Button, Group, Modal } from '@mantine/core';
import type { JsonObject, Tool } from '../../shared/model';
import { useWords } from '../ui/words';
import classes from './tools.module.css';

interface Props {
  readonly tool: Tool;
  /** The arguments to confirm; the dialog is open while there are any. */
  readonly args: JsonObject | undefined;
  readonly onCancel: () => void;
  readonly onRun: (args: JsonObject) => void;
}

export function ConfirmRun({ tool, args, onCancel, onRun }: Props) {
  const { t } = useWords();
  return (
    <Modal
      opened={args !== undefined}
      onClose={onCancel}
      title={t('window.tools.try.confirmTitle', { tool: tool.name })}
      closeButtonProps={{ 'aria-label': t('window.common.close') }}
    >
      <div className={classes.dialog}>
        <p>{t('window.tools.try.confirm')}</p>
        <pre className={classes.dialogCode}>{JSON.stringify(args ?? {}, null, 2)}</pre>
        <Group justify="flex-end" gap="xs">
          <Button variant="subtle" onClick={onCancel} data-autofocus>
            {t('window.common.cancel')}
          </Button>
          <Button variant="filled" onClick={() => args && onRun(args)}>
            {t('window.tools.try.run')}
          </Button>
        </Group>
      </div>
    </Modal>
  );
}
