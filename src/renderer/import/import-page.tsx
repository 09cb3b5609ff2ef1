// Taking over what clients have: what was found, every line that would change, and what came of it.
import { Button, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { Findings } from '../../shared/model';
import type { Route } from '../route';
import { useSnapshot } from '../store';
import { Empty, Problem } from '../ui/parts';
import { Brand } from '../ui/shapes';
import { useWords } from '../ui/words';
import { ClientsFound, Left } from './clients-found';
import { Facts } from './facts';
import { FoundTable } from './found-table';
import classes from './import.module.css';
import { ResultPage } from './result-page';
import { ReviewPage } from './review-page';
import { type Importing, useFindings, useImporting } from './use-import';

interface Props {
  readonly go: (route: Route) => void;
  /** The page is left without an import. */
  readonly onLeave: () => void;
}

export function ImportPage(props: Props) {
  const { t } = useWords();
  const { findings, again } = useFindings();
  switch (findings.kind) {
    case 'loading':
      return <p className={classes.quiet}>{t('window.import.looking')}</p>;
    case 'failed':
      return (
        <div className={classes.body}>
          <Problem problem={findings.problem} shape="failed" urgent />
          <Button onClick={again}>{t('window.import.again')}</Button>
        </div>
      );
    default:
      return <Steps findings={findings.value} {...props} />;
  }
}

function Steps({ findings, go, onLeave }: Props & { findings: Findings }) {
  const importing = useImporting(findings);
  const [reviewing, setReviewing] = useState(false);
  if (importing.result) return <ResultPage result={importing.result} go={go} />;
  const { plan } = importing;
  if (reviewing && plan.kind === 'here' && plan.value) {
    return <ReviewPage plan={plan.value} apply={importing.apply} onBack={() => setReviewing(false)} />;
  }
  return <FoundPage findings={findings} importing={importing} onLeave={onLeave} onReview={() => setReviewing(true)} />;
}

interface FoundProps {
  readonly findings: Findings;
  readonly importing: Importing;
  readonly onLeave: () => void;
  readonly onReview: () => void;
}

function FoundPage({ findings, importing, onLeave, onReview }: FoundProps) {
  const { t } = useWords();
  const { servers } = useSnapshot();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const { plan } = importing;
  const isReady = plan.kind === 'here' && plan.value !== undefined;
  return (
    <div className={classes.page}>
      <div className={classes.body}>
        <header className={classes.head}>
          <Brand size={40} />
          <div>
            <Title order={1} ref={title} tabIndex={-1} data-title>
              {t(servers.length === 0 ? 'window.import.promise' : 'window.import.title')}
            </Title>
            <p className={classes.muted}>{t('window.import.nothingChanged')}</p>
          </div>
        </header>
        {findings.servers.length === 0 ? (
          <Empty title={t('window.import.none')} hint={t('window.import.noneHint')} />
        ) : (
          <div className={classes.columns}>
            <ClientsFound findings={findings} />
            <FoundTable findings={findings} importing={importing} />
          </div>
        )}
        <Left left={findings.left} />
        {plan.kind === 'failed' ? <Problem problem={plan.problem} shape="failed" urgent /> : null}
        <Facts plan={plan} />
      </div>
      <footer className={classes.foot}>
        <p>{t('window.import.promiseFoot')}</p>
        <Button variant="subtle" onClick={onLeave}>
          {t('window.import.notNow')}
        </Button>
        <Button variant="filled" disabled={!isReady} onClick={onReview}>
          {t('window.import.review')}
        </Button>
      </footer>
    </div>
  );
}
