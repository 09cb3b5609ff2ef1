// A server's prompts and what each takes.
import { Table } from '@mantine/core';
import type { Catalog, Prompt } from '../../shared/model';
import { Empty } from '../ui/parts';
import { VirtualList } from '../ui/virtual-list';
import { useWords } from '../ui/words';
import classes from './server.module.css';

const keyOf = (prompt: Prompt) => prompt.name;

export function PromptsTab({ catalog }: { catalog: Catalog | undefined }) {
  const { t } = useWords();
  if (!catalog) return <p className={classes.waiting}>{t('window.common.loading')}</p>;
  if (catalog.prompts.length === 0) {
    return <Empty title={t('window.prompts.none')} hint={t('window.prompts.noneHint')} />;
  }
  return (
    <VirtualList
      items={catalog.prompts}
      keyOf={keyOf}
      estimate={70}
      label={t('window.prompts.list')}
      className={`${classes.list} ${classes.listAlone}`}
      row={(prompt, tabIndex) => <PromptRow prompt={prompt} tabIndex={tabIndex} />}
    />
  );
}

function PromptRow({ prompt, tabIndex }: { prompt: Prompt; tabIndex: 0 | -1 }) {
  const title = prompt.title !== undefined && prompt.title !== prompt.name ? prompt.title : undefined;
  return (
    <div className={classes.item} data-row tabIndex={tabIndex}>
      <div className={classes.itemFirst}>
        <code className={classes.itemName}>{prompt.name}</code>
        {title ? <span className={classes.faint}>{title}</span> : null}
      </div>
      {prompt.description ? <p className={classes.itemText}>{prompt.description}</p> : null}
      {prompt.arguments.length > 0 ? <Arguments prompt={prompt} /> : null}
    </div>
  );
}

function Arguments({ prompt }: { prompt: Prompt }) {
  const { t } = useWords();
  return (
    <Table className={classes.table ?? ''} withRowBorders={false}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('window.prompts.argument')}</Table.Th>
          <Table.Th>{t('window.tools.meaning')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {prompt.arguments.map((argument) => (
          <Table.Tr key={argument.name}>
            <Table.Td>
              <code>{argument.name}</code>
              {argument.required ? (
                <>
                  {t('common.listSeparator')}
                  <b className={classes.required}>{t('window.tools.required')}</b>
                </>
              ) : null}
            </Table.Td>
            <Table.Td>{argument.description}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
