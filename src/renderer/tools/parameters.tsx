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
  const hasMeaning = rows.some((row) => row.meaning || row.limits.length > 0);
  if (rows.length === 0) return <p className={classes.muted}>{t('window.tools.noParams')}</p>;
  return (
    <>
      <Table className={classes.params ?? ''} withRowBorders={false} aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('window.tools.parameter')}</Table.Th>
            <Table.Th>{t('window.tools.type')}</Table.Th>
            {hasMeaning ? <Table.Th>{t('window.tools.meaning')}</Table.Th> : null}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Row key={row.path} row={row} hasMeaning={hasMeaning} />
          ))}
        </Table.Tbody>
      </Table>
      {cut ? <p className={classes.muted}>{t('window.tools.limits.more')}</p> : null}
    </>
  );
}

function Row({ row, hasMeaning }: { row: ParameterRow; hasMeaning: boolean }) {
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
      {hasMeaning ? (
        <Table.Td>
          {row.meaning}
          {row.limits.length > 0 ? (
            <span className={classes.limits}>{row.limits.join(t('common.listSeparator'))}</span>
          ) : null}
        </Table.Td>
      ) : null}
    </Table.Tr>
  );
}
