// The window before there is a server: one field, one button; what it reads is reviewed before anything happens.
import { Anchor } from '@mantine/core';
import { useState } from 'react';
import type { ServerDraft } from '../../shared/model';
import { formatRoute, type Route } from '../route';
import { Empty } from '../ui/parts';
import { EmptyTray } from '../ui/shapes';
import { useWords } from '../ui/words';
import classes from './add.module.css';
import { PasteForm } from './paste-form';
import { Review } from './review';

export function FirstRun({ go }: { go: (route: Route) => void }) {
  const { t } = useWords();
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
      <Anchor href={formatRoute({ view: 'add' })} className={classes.byHand ?? ''}>
        {t('window.add.byHand')}
      </Anchor>
    </Empty>
  );
}
