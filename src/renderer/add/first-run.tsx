// The window before there is a server: one field, one button; what it reads is reviewed before anything happens.
import { Anchor } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ServerDraft } from '../../shared/model';
import { useFindings } from '../import/use-import';
import { formatRoute, type Route } from '../route';
import { Empty } from '../ui/parts';
import { EmptyTray } from '../ui/shapes';
import { useWords } from '../ui/words';
import classes from './add.module.css';
import { PasteForm } from './paste-form';
import { Review } from './review';

/** Shown by itself once for as long as the window is open. */
let wasOffered = false;

/** Leads to what clients have of their own, where there is anything. */
function useOfferImport(go: (route: Route) => void): void {
  const { findings } = useFindings();
  const hasSome = findings.kind === 'here' && findings.value.servers.length > 0;
  useEffect(() => {
    if (!hasSome || wasOffered) return;
    wasOffered = true;
    go({ view: 'import' });
  }, [hasSome, go]);
}

export function FirstRun({ go }: { go: (route: Route) => void }) {
  const { t } = useWords();
  useOfferImport(go);
  const [drafts, setDrafts] = useState<readonly ServerDraft[]>();
  if (drafts) {
    return (
      <div className={classes.body}>
        <Review drafts={drafts} go={go} onBack={() => setDrafts(undefined)} />
      </div>
    );
  }
  return (
    <Empty order={1} icon={<EmptyTray />} title={t('window.servers.empty')} hint={t('window.servers.emptyHint')}>
      <PasteForm place="first-run" onDrafts={setDrafts} />
      <Anchor href={formatRoute({ view: 'import' })} className={classes.byHand ?? ''}>
        {t('window.import.title')}
      </Anchor>
      <Anchor href={formatRoute({ view: 'add' })} className={classes.byHand ?? ''}>
        {t('window.add.byHand')}
      </Anchor>
    </Empty>
  );
}
