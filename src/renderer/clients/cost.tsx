// What one client pays in its model's context for the tools it gets, and how much of them it takes.
import { useMemo } from 'react';
import type { ClientSummary } from '../../shared/model';
import { sayTokens } from '../../shared/say';
import { clientCosts } from '../catalog/costs';
import { Limit } from '../catalog/limit';
import { useToolIndex } from '../palette/tool-index';
import { formatRoute } from '../route';
import { useSnapshot } from '../store';
import { useWords } from '../ui/words';

export function ClientCost({ client }: { client: ClientSummary }) {
  const { t } = useWords();
  const { servers } = useSnapshot();
  // Only what is switched off has to be known tool by tool; all else is in the sums of the servers.
  const partly = useMemo(() => servers.filter((server) => server.disabledTools.length > 0), [servers]);
  const { tools, loading } = useToolIndex(partly, partly.length > 0);
  const cost = useMemo(
    () =>
      clientCosts(
        [client],
        servers,
        tools.map((one) => one.item),
      )[0],
    [client, servers, tools],
  );
  if (!cost || loading) return null;
  return (
    <>
      <dt>{t('window.allTools.cost')}</dt>
      <dd>
        <a href={formatRoute({ view: 'tools' })}>
          {[t('window.allTools.clientTools', { count: cost.tools }), sayTokens(cost.tokens, t)].join(
            t('common.listSeparator'),
          )}
        </a>{' '}
        <Limit client={client.id} tools={cost.tools} />
      </dd>
    </>
  );
}
