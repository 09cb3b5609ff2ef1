// What the tools cost: by client for what each gets, and by server.
import { Table, Title } from '@mantine/core';
import { useMemo } from 'react';
import type { Prepared } from '../../shared/find';
import { sayTokens } from '../../shared/say';
import type { FoundTool } from '../palette/tool-index';
import { formatRoute } from '../route';
import { useSnapshot } from '../store';
import { ScrollBox } from '../ui/scroll-box';
import { useWords } from '../ui/words';
import classes from './catalog.module.css';
import { clientCosts, serverCosts } from './costs';
import { Limit } from './limit';

export function CostTables({ tools }: { tools: readonly Prepared<FoundTool>[] }) {
  const { t } = useWords();
  const { clients, servers } = useSnapshot();
  const byClient = useMemo(
    () =>
      clientCosts(
        clients,
        servers,
        tools.map((p) => p.item),
      ),
    [clients, servers, tools],
  );
  const byServer = useMemo(() => serverCosts(servers), [servers]);
  const sum = byServer.reduce((all, one) => all + one.tokens, 0);
  return (
    <ScrollBox label={t('window.allTools.cost')} className={classes.costs}>
      <p className={classes.hint}>{t('window.allTools.costHint')}</p>
      {byClient.length > 0 ? (
        <section>
          <Title order={2}>{t('window.allTools.perClient')}</Title>
          <Table className={classes.table ?? ''} verticalSpacing={6}>
            <Table.Tbody>
              {byClient.map(({ client, name, tools: count, tokens }) => (
                <Table.Tr key={client}>
                  <Table.Th scope="row">
                    {name}
                    <Limit client={client} tools={count} />
                  </Table.Th>
                  <Table.Td>{t('window.allTools.clientTools', { count })}</Table.Td>
                  <Table.Td>{sayTokens(tokens, t)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      ) : null}
      <section>
        <Title order={2}>{t('window.allTools.perServer')}</Title>
        <Table className={classes.table ?? ''} verticalSpacing={6}>
          <Table.Tbody>
            {byServer.map(({ name, tools: count, tokens }) => (
              <Table.Tr key={name}>
                <Table.Th scope="row">
                  <a href={formatRoute({ view: 'servers', server: name, tab: 'tools' })}>{name}</a>
                </Table.Th>
                <Table.Td>{t('window.allTools.clientTools', { count })}</Table.Td>
                <Table.Td>
                  {sayTokens(tokens, t)}
                  <span className={classes.share}>
                    {t('window.allTools.share', { percent: sum === 0 ? 0 : Math.round((tokens / sum) * 100) })}
                  </span>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </section>
    </ScrollBox>
  );
}
