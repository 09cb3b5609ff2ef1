// Three facts about what is about to happen, from the plan itself.
import { IconFileText, IconGitCommit, IconKey } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ImportPlan } from '../../shared/model';
import { useWords } from '../ui/words';
import classes from './import.module.css';
import type { Loaded } from './use-import';

export function Facts({ plan }: { plan: Loaded<ImportPlan | undefined> }) {
  const { t } = useWords();
  const known = plan.kind === 'here' ? plan.value : undefined;
  if (plan.kind === 'failed' || (plan.kind === 'here' && !known)) return null;
  const { secrets = 0, direct = 0, brokered = 0, plans = [] } = known ?? {};
  const files = plans.filter(({ writes }) => writes > 0).length;
  const icon = { size: 18, stroke: 1.35, 'aria-hidden': true } as const;
  return (
    <ul className={classes.facts} aria-busy={!known}>
      <Fact icon={<IconKey {...icon} />} title={t('window.import.fact.secrets', { count: secrets })}>
        {t('window.import.fact.secretsMore')}
      </Fact>
      <Fact icon={<IconGitCommit {...icon} />} title={t('window.import.fact.brokered', { count: brokered })}>
        {t('window.import.fact.direct', { count: direct })}
      </Fact>
      <Fact icon={<IconFileText {...icon} />} title={t('window.import.fact.files', { count: files })}>
        {t('window.import.fact.filesMore')}
      </Fact>
    </ul>
  );
}

function Fact({ icon, title, children }: { icon: ReactNode; title: string; children: string }) {
  return (
    <li>
      {icon}
      <div>
        <b>{title}</b>
        <p className={classes.muted}>{children}</p>
      </div>
    </li>
  );
}
