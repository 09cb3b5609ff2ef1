// All changes of an import on one page: mcp.json first, then each client's file.
import { Button, Title } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { ImportPlan, Plan, PlanLine } from '../../shared/model';
import { sayBeside } from '../clients/client-words';
import { DiffLines } from '../clients/diff';
import { shortPath } from '../clients/grid';
import { useSnapshot } from '../store';
import { useAction } from '../ui/toast';
import { Rich, useWords } from '../ui/words';
import classes from './import.module.css';

interface Props {
  readonly plan: ImportPlan;
  readonly apply: (plan: ImportPlan) => Promise<void>;
  readonly onBack: () => void;
}

export function ReviewPage({ plan, apply, onBack }: Props) {
  const { t } = useWords();
  const { busy, run } = useAction();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const count = plan.plans.reduce((sum, one) => sum + one.writes, plan.config.length > 0 ? 1 : 0);
  return (
    <div className={classes.page}>
      <div className={classes.body}>
        <Title order={1} ref={title} tabIndex={-1} data-title>
          {t('window.import.reviewTitle')}
        </Title>
        <p className={classes.muted}>{t('window.import.secretsMove', { count: plan.secrets })}</p>
        <File name={t('window.import.sharedConfig')} file={plan.configFile}>
          <Block title={t('window.import.linesOf', { what: shortPath(plan.configFile) })} lines={plan.config} />
        </File>
        {plan.plans.map((one) => (
          <ClientPlan key={one.client} plan={one} />
        ))}
      </div>
      <footer className={classes.foot}>
        <p>{t('window.import.promiseFoot')}</p>
        <Button variant="subtle" onClick={onBack}>
          {t('window.common.back')}
        </Button>
        <Button variant="filled" disabled={busy} onClick={() => run(() => apply(plan))}>
          {t('window.import.apply', { count })}
        </Button>
      </footer>
    </div>
  );
}

function File({ name, file, children }: { name: string; file: string; children: React.ReactNode }) {
  return (
    <section className={classes.file} aria-label={name}>
      <Title order={2}>
        {name} <code title={file}>{shortPath(file)}</code>
      </Title>
      {children}
    </section>
  );
}

function ClientPlan({ plan }: { plan: Plan }) {
  const { t } = useWords();
  const { clients } = useSnapshot();
  const name = clients.find((c) => c.id === plan.client)?.name ?? plan.client;
  return (
    <File name={name} file={plan.file}>
      {plan.besides.map((beside) => (
        <p key={beside.kind} className={classes.muted}>
          <Rich text={sayBeside(beside, name, t)} />
        </p>
      ))}
      {plan.changes.map(({ server, status, lines }) => (
        <div key={server}>
          <p className={classes.why}>
            <b>{server}</b> {t(`window.import.status.${status}`)}
          </p>
          <Block
            title={t('window.import.linesOf', { what: [server, name].join(t('common.listSeparator')) })}
            lines={lines}
          />
        </div>
      ))}
    </File>
  );
}

/** Long lists are read in their own box, so that the buttons stay in sight. */
function Block({ title, lines }: { title: string; lines: readonly PlanLine[] }) {
  if (lines.length === 0) return null;
  return <DiffLines label={title} lines={lines} />;
}
