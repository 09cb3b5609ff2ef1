// What came of an import, client by client, and the way back.
import { Button, Title } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { ImportResult } from '../../shared/model';
import { request } from '../api';
import { shortPath } from '../clients/grid';
import type { Route } from '../route';
import { useSnapshot } from '../store';
import { Shape } from '../ui/shapes';
import { useAction } from '../ui/toast';
import { useWords } from '../ui/words';
import classes from './import.module.css';

interface Props {
  readonly result: ImportResult;
  readonly go: (route: Route) => void;
}

export function ResultPage({ result, go }: Props) {
  const { t } = useWords();
  const { busy, run } = useAction();
  const { importedAt } = useSnapshot();
  const [undone, setUndone] = useState<ImportResult>();
  const title = useRef<HTMLHeadingElement>(null);
  // The button that led here is gone: the title has the focus, and again once everything is taken back.
  useEffect(() => (undone === undefined || undone ? title.current?.focus() : undefined), [undone]);
  const shown = undone ?? result;
  const words = undone ? 'undone' : shown.clients.some((c) => 'problem' in c) ? 'partly' : 'done';
  return (
    <div className={classes.page}>
      <div className={classes.body}>
        <Title order={1} ref={title} tabIndex={-1} data-title data-result>
          {t(`window.import.result.${words}`, { count: result.added.length })}
        </Title>
        <ul className={classes.clients}>
          {shown.clients.map((one) => (
            <Outcome key={one.client} one={one} />
          ))}
        </ul>
      </div>
      <footer className={classes.foot}>
        <p>{undone ? null : t('window.import.result.next')}</p>
        {importedAt !== undefined ? (
          <Button
            disabled={busy}
            leftSection={<IconArrowBackUp size={14} stroke={1.35} aria-hidden />}
            onClick={() => run(async () => setUndone(await request('import:undo')))}
          >
            {t('window.clients.review.undo')}
          </Button>
        ) : null}
        <Button variant="filled" onClick={() => go({ view: 'servers' })}>
          {t('window.import.result.toServers')}
        </Button>
      </footer>
    </div>
  );
}

function Outcome({ one }: { one: ImportResult['clients'][number] }) {
  const { t } = useWords();
  const { clients } = useSnapshot();
  const known = clients.find((c) => c.id === one.client);
  const failed = 'problem' in one;
  return (
    <li>
      <Shape name={failed ? 'failed' : 'check'} size={14} />
      <div>
        <b>{known?.name ?? one.client}</b>
        <code>{shortPath(failed ? (known?.file ?? '') : one.file)}</code>
        {failed ? <p>{`${one.problem.message} ${one.problem.action}`}</p> : null}
      </div>
      <span>{failed ? null : t('window.import.result.written', { count: one.written })}</span>
    </li>
  );
}
