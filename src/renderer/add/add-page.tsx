// Adding servers: paste or enter by hand, then a review that shows everything, then it is done.
import { SegmentedControl, Title } from '@mantine/core';
import { useState } from 'react';
import type { ServerDraft } from '../../shared/model';
import type { Route } from '../route';
import { useWords } from '../ui/words';
import classes from './add.module.css';
import { ManualForm } from './manual-form';
import { PasteForm } from './paste-form';
import { Review } from './review';

type Way = 'paste' | 'hand';

export function AddPage({ go }: { go: (route: Route) => void }) {
  const { t } = useWords();
  const [way, setWay] = useState<Way>('paste');
  const [drafts, setDrafts] = useState<readonly ServerDraft[]>();
  const data: { value: Way; label: string }[] = [
    { value: 'paste', label: t('window.add.byPaste') },
    { value: 'hand', label: t('window.add.byHand') },
  ];
  return (
    <div className={classes.body}>
      {drafts ? <Review drafts={drafts} go={go} onBack={() => setDrafts(undefined)} /> : null}
      {/* Hidden, not gone: Back from the review finds everything as it was entered. */}
      <div className={classes.stack} hidden={drafts !== undefined}>
        <Title order={1}>{t('window.add.title')}</Title>
        <SegmentedControl
          className={classes.ways ?? ''}
          value={way}
          onChange={setWay}
          data={data}
          aria-label={t('window.add.how')}
        />
        <div hidden={way !== 'paste'}>
          <PasteForm place="page" onDrafts={setDrafts} />
        </div>
        <div hidden={way !== 'hand'}>
          <ManualForm onDraft={(draft) => setDrafts([draft])} />
        </div>
      </div>
    </div>
  );
}
