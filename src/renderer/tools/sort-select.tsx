// In which order tools are listed.
import { Select } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useWords } from '../ui/words';
import type { ToolSort } from './search';
import classes from './tools.module.css';

export function SortSelect({ sort, onChange }: { sort: ToolSort; onChange: (sort: ToolSort) => void }) {
  const { t } = useWords();
  const data: { value: ToolSort; label: string }[] = [
    { value: 'cost', label: t('window.tools.sortCost') },
    { value: 'name', label: t('window.tools.sortName') },
    { value: 'server', label: t('window.tools.sortServer') },
  ];
  return (
    <Select
      className={classes.sort ?? ''}
      aria-label={t('window.tools.sort')}
      data={data}
      value={sort}
      allowDeselect={false}
      withCheckIcon={false}
      rightSection={<IconChevronDown size={13} stroke={1.35} aria-hidden />}
      onChange={(value) => onChange(data.find((d) => d.value === value)?.value ?? 'cost')}
    />
  );
}
