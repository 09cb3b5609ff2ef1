// A server's log: read again while the tab is open, following its end unless the person has scrolled up.
import { Box } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { WireError } from '../../shared/errors';
import type { LogLine } from '../../shared/model';
import { RequestError, request } from '../api';
import { CopyText } from '../ui/copy';
import { Empty, Problem } from '../ui/parts';
import { useWords } from '../ui/words';
import classes from './server.module.css';

const EVERY_MS = 2000;
const NEAR_END_PX = 24;

/** The log of a server, read at once and then every `everyMs` until the component goes. */
function useLog(
  name: string,
  everyMs: number,
): { lines: readonly LogLine[] | undefined; problem: WireError | undefined } {
  const [lines, setLines] = useState<readonly LogLine[]>();
  const [problem, setProblem] = useState<WireError>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let open = true;
    const read = async () => {
      try {
        const next = await request('server:log', { name });
        if (open) setLines(next);
        if (open) setProblem(undefined);
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        if (open) setProblem(error.wire);
      }
      if (open) timer = setTimeout(() => void read(), everyMs);
    };
    void read();
    return () => {
      open = false;
      clearTimeout(timer);
    };
  }, [name, everyMs]);
  return { lines, problem };
}

const TIME = { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 } as const;

/** Time of day to the millisecond, the same in every language: logs are compared with other logs. */
const timeOf = (at: number) => new Date(at).toLocaleTimeString('en-GB', TIME);

export function LogTab({ name }: { name: string }) {
  const { t } = useWords();
  const { lines, problem } = useLog(name, EVERY_MS);
  const box = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  useEffect(() => {
    if (lines && following.current) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [lines]);
  if (problem && !lines) {
    return (
      <div className={classes.body}>
        <Problem problem={problem} shape="failed" />
      </div>
    );
  }
  if (!lines) return <p className={classes.waiting}>{t('window.common.loading')}</p>;
  if (lines.length === 0) return <Empty title={t('window.log.none')} hint={t('window.log.noneHint')} />;
  const text = lines.map((l) => `${timeOf(l.at)} ${l.source} ${l.text}`).join('\n');
  return (
    <>
      <div className={classes.toolbar}>
        <CopyText text={text} label="copy" />
      </div>
      <Box
        ref={box}
        className={classes.log ?? ''}
        role="log"
        aria-live="off"
        aria-label={t('window.log.label', { name })}
        tabIndex={0}
        onScroll={({ currentTarget: e }) => {
          following.current = e.scrollHeight - e.scrollTop - e.clientHeight < NEAR_END_PX;
        }}
      >
        <LogLines lines={lines} />
      </Box>
    </>
  );
}

function LogLines({ lines }: { lines: readonly LogLine[] }) {
  const { t } = useWords();
  // Lines have no identity but their place; the log only grows at its end.
  const keyed = lines.map((line, place) => ({ line, key: `${line.at}:${place}` }));
  return keyed.map(({ line, key }) => (
    <div key={key} className={classes.logLine}>
      <time className={classes.faint}>{timeOf(line.at)}</time>
      <span className={classes.logSource}>{t(`window.log.${line.source}`)}</span>
      <span className={classes.logText}>{line.text}</span>
    </div>
  ));
}
