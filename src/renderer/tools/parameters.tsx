// A schema's parameters as a table in words.
import { Table } from '@mantine/core';
import { useMemo } from 'react';
import type { JsonObject } from '../../shared/model';
import { useWords } from '../ui/words';
import { type ParameterRow, parameterTable } from './schema-words';
import classes from './tools.module.css';

export function Parameters({ schema, label }: { schema: JsonObject; label: string }) {
  const { t } = useWords();
  const { rows, cut } = useMemo(() => parameterTable(schema, t), [schema, t]);
  if (rows.length === 0) return <p className={classes.muted}>{t('window.tools.noParams')}</p>;
  return (
    <>
      <Table className={classes.params ?? ''} withRowBorders={false} aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('window.tools.parameter')}</Table.Th>
            <Table.Th>{t('window.tools.type')}</Table.Th>
            <Table.Th>{t('window.tools.meaning')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Row key={row.path} row={row} />
          ))}
        </Table.Tbody>
      </Table>
      {cut ? <p className={classes.muted}>{t('window.tools.limits.more')}</p> : null}
    </>
  );
}

function Row({ row }: { row: ParameterRow }) {
  const { t } = useWords();
  return (
    <Table.Tr>
      <Table.Td style={{ paddingInlineStart: row.depth * 14 }}>
        <code title={row.path}>{row.depth === 0 ? row.name : row.path}</code>
      </Table.Td>
      <Table.Td>
        {row.type}
        {row.required ? (
          <>
            {t('common.listSeparator')}
            <b className={classes.required}>{t('window.tools.required')}</b>
          </>
        ) : null}
      </Table.Td>
      <Table.Td>
        {row.meaning}
        {row.limits.length > 0 ? (
          <span className={classes.limits}>{row.limits.join(t('common.listSeparator'))}</span>
        ) : null}
      </Table.Td>
    </Table.Tr>
  );
}
