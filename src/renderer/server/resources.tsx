// A server's resources and resource templates.
import { SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { Catalog } from '../../shared/model';
import { CopyIcon } from '../ui/copy';
import { Empty } from '../ui/parts';
import { VirtualList } from '../ui/virtual-list';
import { useWords } from '../ui/words';
import classes from './server.module.css';

type Kind = 'resources' | 'templates';

interface Row {
  readonly address: string;
  readonly name: string;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly mimeType: string | undefined;
}

const keyOf = (row: Row) => row.address;

function rowsOf(catalog: Catalog, kind: Kind): readonly Row[] {
  const list =
    kind === 'resources'
      ? catalog.resources.map((r) => ({ ...r, address: r.uri }))
      : catalog.templates.map((r) => ({ ...r, address: r.uriTemplate }));
  return list.map(({ address, name, title, description, mimeType }) => ({
    address,
    name,
    title,
    description,
    mimeType,
  }));
}

export function ResourcesTab({ catalog }: { catalog: Catalog | undefined }) {
  const { t } = useWords();
  const [chosen, setChosen] = useState<Kind>();
  const kind = chosen ?? (catalog?.resources.length === 0 && catalog.templates.length > 0 ? 'templates' : 'resources');
  const rows = useMemo(() => (catalog ? rowsOf(catalog, kind) : []), [catalog, kind]);
  if (!catalog) return <p className={classes.waiting}>{t('window.common.loading')}</p>;
  const { resources, templates } = catalog;
  if (resources.length + templates.length === 0) {
    return <Empty title={t('window.resources.none')} hint={t('window.resources.noneHint')} />;
  }
  const data: { value: Kind; label: string }[] = [
    { value: 'resources', label: t('window.resources.resources', { count: resources.length }) },
    { value: 'templates', label: t('window.resources.templates', { count: templates.length }) },
  ];
  return (
    <>
      <div className={classes.toolbar}>
        <SegmentedControl value={kind} onChange={setChosen} data={data} aria-label={t('window.page.tabs.resources')} />
      </div>
      <VirtualList
        key={kind}
        items={rows}
        keyOf={keyOf}
        estimate={62}
        label={data.find((d) => d.value === kind)?.label ?? ''}
        className={classes.list}
        row={(row, tabIndex) => <ResourceRow row={row} tabIndex={tabIndex} />}
      />
    </>
  );
}

function ResourceRow({ row, tabIndex }: { row: Row; tabIndex: 0 | -1 }) {
  const { t } = useWords();
  return (
    // The row takes the focus so that arrows can move through what is only to be read.
    <div className={classes.item} data-row tabIndex={tabIndex}>
      <div className={classes.itemFirst}>
        <b>{row.title ?? row.name}</b>
        {row.mimeType ? <span className={classes.faint}>{row.mimeType}</span> : null}
      </div>
      <div className={classes.itemAddress}>
        <code title={row.address}>{row.address}</code>
        <CopyIcon text={row.address} label={t('window.common.copyNamed', { what: row.address })} tabIndex={tabIndex} />
      </div>
      {row.description ? <p className={classes.itemText}>{row.description}</p> : null}
    </div>
  );
}
