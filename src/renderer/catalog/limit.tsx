// How much a client takes from tools, in a sentence; more than that shows as a caution, in words as well.
import type { ClientId } from '../../shared/model';
import { Shape } from '../ui/shapes';
import { useWords } from '../ui/words';
import classes from './catalog.module.css';
import { isOver, limitOf } from './client-limits';

export function Limit({ client, tools }: { client: ClientId; tools: number }) {
  const { t } = useWords();
  const limit = limitOf(client);
  if (!limit) return null;
  const over = isOver(limit, tools);
  return (
    <span className={classes.limit} data-over={over || undefined}>
      {over ? <Shape name="partial" size={13} /> : null}
      <span>
        {t(`window.allTools.limit.${limit.client}`)}
        {over ? (
          <span className={classes.over}>{t('window.allTools.over', { count: tools - (limit.tools ?? 0) })}</span>
        ) : null}
      </span>
    </span>
  );
}
