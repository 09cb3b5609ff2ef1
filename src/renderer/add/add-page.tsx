// Adding servers: paste or enter by hand, then a review that shows everything, then it is done.
import { Anchor, SegmentedControl, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { WireError } from '../../shared/errors';
import type { ServerDraft } from '../../shared/model';
import { RequestError, request } from '../api';
import { formatRoute, type Route } from '../route';
import { Problem } from '../ui/parts';
import { useWords } from '../ui/words';
import classes from './add.module.css';
import { ManualForm } from './manual-form';
import { PasteForm } from './paste-form';
import { Review } from './review';

type Way = 'paste' | 'hand';

interface Props {
  /** The number of an install link that was opened. */
  readonly offer: number | undefined;
  readonly go: (route: Route) => void;
}

export function AddPage({ offer, go }: Props) {
  const { t } = useWords();
  const [way, setWay] = useState<Way>('paste');
  const [drafts, setDrafts] = useState<readonly ServerDraft[]>();
  const problem = useOffer(offer, setDrafts);
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
        <Anchor href={formatRoute({ view: 'import' })} className={classes.byHand ?? ''}>
          {t('window.import.title')}
        </Anchor>
        {problem ? <Problem problem={problem} shape="failed" urgent /> : null}
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

/** Reads the link that was opened; what is wrong with it stands above the fields. */
function useOffer(offer: number | undefined, onDrafts: (drafts: readonly ServerDraft[]) => void) {
  const [problem, setProblem] = useState<WireError>();
  useEffect(() => {
    if (offer === undefined) return undefined;
    let isGone = false;
    request('servers:offered', { id: offer }).then(
      (drafts) => (isGone ? undefined : onDrafts(drafts)),
      (error: unknown) => {
        if (!(error instanceof RequestError)) throw error;
        if (!isGone) setProblem(error.wire);
      },
    );
    return () => {
      isGone = true;
    };
  }, [offer, onDrafts]);
  return problem;
}
