// Doctor: the verdict with its one action, then every check in order with what it saw.
import { Button, Title, VisuallyHidden } from '@mantine/core';
import { IconStethoscope } from '@tabler/icons-react';
import type { Check, Diagnosis } from '../../shared/diagnosis';
import type { ServerSummary } from '../../shared/model';
import { sayTook } from '../../shared/say-diagnosis';
import { Empty, Problem } from '../ui/parts';
import { ScrollBox } from '../ui/scroll-box';
import { Shape, type ShapeName } from '../ui/shapes';
import { useWords } from '../ui/words';
import classes from './doctor.module.css';
import { useDiagnosis } from './use-diagnosis';
import { VerdictPanel } from './verdict-panel';

interface Props {
  readonly server: ServerSummary;
  /** Shows where a client ID or a key is entered. */
  readonly onEnter: () => void;
}

export function DoctorTab({ server, onEnter }: Props) {
  const { t } = useWords();
  const { name, state } = server;
  const cause = state.kind === 'failed' ? state.problem.code : undefined;
  const { diagnosis, running, problem, run } = useDiagnosis(name, cause);
  if (problem) {
    return (
      <div className={classes.body}>
        <Problem problem={problem} shape="failed" />
      </div>
    );
  }
  if (!diagnosis && !running && cause === undefined) {
    if (diagnosis === undefined) return null;
    return (
      <Empty
        icon={<IconStethoscope size={32} stroke={1.2} aria-hidden />}
        title={t('doctor.window.empty')}
        hint={t('doctor.window.emptyHint')}
      >
        <Button variant="filled" onClick={run}>
          {t('doctor.window.check')}
        </Button>
      </Empty>
    );
  }
  return (
    <ScrollBox className={classes.body} label={t('doctor.window.checks')}>
      <Head server={server} diagnosis={running ? undefined : diagnosis} onAgain={run} onEnter={onEnter} />
      {diagnosis ? <Checks checks={diagnosis.checks} /> : null}
    </ScrollBox>
  );
}

function Head(props: Props & { diagnosis: Diagnosis | null | undefined; onAgain: () => void }) {
  const { server, diagnosis, onAgain, onEnter } = props;
  const { t } = useWords();
  const verdict = diagnosis?.verdict;
  return (
    <>
      <VisuallyHidden role="status">
        {verdict
          ? t('doctor.window.done', { name: server.name, verdict: verdict.title })
          : t('doctor.window.running', { name: server.name })}
      </VisuallyHidden>
      {diagnosis && verdict ? (
        <VerdictPanel
          server={server.name}
          verdict={verdict}
          report={diagnosis.report ?? ''}
          {...{ onAgain, onEnter }}
        />
      ) : (
        <section className={classes.verdict} data-tone="plain">
          <Title order={2} className={classes.title ?? ''}>
            <Shape name="connecting" />
            {t('doctor.window.running', { name: server.name })}
          </Title>
          <p>{t('doctor.window.runningHint')}</p>
        </section>
      )}
    </>
  );
}

const SHAPE: Readonly<Record<Check['outcome'], ShapeName>> = {
  passed: 'check',
  failed: 'failed',
  'needs-you': 'sign-in-needed',
  running: 'connecting',
  'not-needed': 'off',
  'not-reached': 'off',
};

function Checks({ checks }: { checks: readonly Check[] }) {
  const { t } = useWords();
  return (
    <ol className={classes.checks}>
      {checks.map((check) => (
        <li key={check.name} data-outcome={check.outcome}>
          <span className={classes.shape}>
            <Shape name={SHAPE[check.outcome]} size={14} />
          </span>
          <span className={classes.name}>{t(`doctor.check.${check.name}`)}</span>
          <span className={classes.seen}>
            {check.outcome === 'not-reached' ? null : (
              <VisuallyHidden>{`${t(`doctor.outcome.${check.outcome}`)}: `}</VisuallyHidden>
            )}
            {check.seen}
          </span>
          <span className={classes.took}>
            {check.milliseconds === undefined ? null : sayTook(check.milliseconds, t)}
          </span>
          {check.evidence ? <Evidence lines={check.evidence} /> : null}
        </li>
      ))}
    </ol>
  );
}

function Evidence({ lines }: { lines: NonNullable<Check['evidence']> }) {
  // Lines have no identity but their place, and do not change.
  const keyed = lines.map((line, place) => ({ ...line, key: `${place}:${line.text}` }));
  return (
    <pre className={classes.evidence}>
      {keyed.map(({ key, text, tells }) => (
        <span key={key} data-tells={tells || undefined}>
          {text}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}
