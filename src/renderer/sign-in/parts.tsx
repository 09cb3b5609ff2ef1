// Small parts of the sign-in views: the lead that takes the focus, facts, and a button that copies a link.
import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useSnapshot } from '../store';
import { useWords } from '../ui/words';
import classes from './sign-in.module.css';

/** What is so, and what follows; the focus comes here when the view before it is gone. */
export function Lead({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={classes.lead}>
      <h2 data-result tabIndex={-1}>
        {title}
      </h2>
      {children ? <p>{children}</p> : null}
    </div>
  );
}

export type Fact = readonly [label: string, value: ReactNode];

export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Where sign-ins and keys are kept on this machine. */
export function useKept(): string {
  const { t } = useWords();
  const { keychain } = useSnapshot();
  return t(keychain === 'keychain' ? 'window.signIn.facts.keptKeychain' : 'window.signIn.facts.keptMemory');
}

/** Copies `text`; the word says, for a moment, that it did. */
export function CopyWord({ text, word, name }: { text: string; word: string; name?: string }) {
  const { t } = useWords();
  return (
    <CopyButton value={text} timeout={1500}>
      {({ copied, copy }) => (
        <Button
          variant="subtle"
          onClick={copy}
          aria-label={copied ? undefined : name}
          leftSection={
            copied ? (
              <IconCheck size={14} stroke={1.35} aria-hidden />
            ) : (
              <IconCopy size={14} stroke={1.35} aria-hidden />
            )
          }
        >
          {copied ? t('window.common.copied') : word}
        </Button>
      )}
    </CopyButton>
  );
}
