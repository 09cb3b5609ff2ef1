// Copying: a small button that says what it copies and, once, that it did.
import { ActionIcon, Button, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useWords } from './words';

/** An icon that copies `text`; its name says what is copied. */
export function CopyIcon({ text, label, tabIndex }: { text: string; label: string; tabIndex?: number }) {
  const { t } = useWords();
  return (
    <CopyButton value={text} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('window.common.copied') : label}>
          <ActionIcon
            size="sm"
            onClick={copy}
            aria-label={copied ? t('window.common.copied') : label}
            tabIndex={tabIndex}
          >
            {copied ? <IconCheck size={15} stroke={1.35} /> : <IconCopy size={15} stroke={1.35} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

const LABEL = {
  copy: 'window.common.copy',
  details: 'window.common.copyDetails',
  path: 'window.common.copyPath',
} as const;

/** A small button with words that copies `text`; `name` says what, where the words alone do not. */
export function CopyText({ text, label, name }: { text: string; label: 'copy' | 'details' | 'path'; name?: string }) {
  const { t } = useWords();
  return (
    <CopyButton value={text} timeout={1500}>
      {({ copied, copy }) => (
        <Button
          size="xs"
          onClick={copy}
          aria-label={copied ? undefined : name}
          leftSection={<IconCopy size={14} stroke={1.35} aria-hidden />}
        >
          {copied ? t('window.common.copied') : t(LABEL[label])}
        </Button>
      )}
    </CopyButton>
  );
}
