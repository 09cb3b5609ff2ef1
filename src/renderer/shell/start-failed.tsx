// The only page that needs no snapshot: the core did not answer the first request.
import { Button, MantineProvider } from '@mantine/core';
import { useMemo } from 'react';
import type { WireError } from '../../shared/errors';
import { languageOf, texts } from '../../shared/messages';
import { cssVariables, theme } from '../theme';
import { Empty } from '../ui/parts';
import { EmptyTray } from '../ui/shapes';
import { WordsContext } from '../ui/words';
import classes from './shell.module.css';

interface StartFailedProps {
  readonly problem: WireError;
  readonly nonce: string;
  readonly onTryAgain: () => void;
}

export function StartFailed({ problem, nonce, onTryAgain }: StartFailedProps) {
  const words = useMemo(() => {
    const language = languageOf(navigator.language);
    return { t: texts(language), language };
  }, []);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      getStyleNonce={() => nonce}
      defaultColorScheme="auto"
    >
      <WordsContext value={words}>
        <main className={classes.alone} role="alert">
          <Empty order={1} icon={<EmptyTray />} title={problem.message} hint={problem.action}>
            <Button variant="filled" onClick={onTryAgain}>
              {words.t('window.start.again')}
            </Button>
          </Empty>
        </main>
      </WordsContext>
    </MantineProvider>
  );
}
