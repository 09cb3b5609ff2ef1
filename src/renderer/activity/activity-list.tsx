// The requests as rows: when, who, where, what, how long, and how it ended; what was said, where that was kept.
import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { memo, type ReactNode, useState } from 'react';
import type { ActivityRecord } from '../../shared/model';
import { sayCause, sayClient, sayOutcome, sayTook, sayWhen } from '../../shared/say-activity';
import { useSnapshot } from '../store';
import { ScrollBox } from '../ui/scroll-box';
import { Shape } from '../ui/shapes';
import { VirtualList } from '../ui/virtual-list';
import { useWords } from '../ui/words';
import classes from './activity.module.css';
import { OUTCOME_SHAPE, readable } from './records';

const ROW_PX = 33;
const keyOf = (record: ActivityRecord) => String(record.id);
const holdsContent = ({ asked, answered }: ActivityRecord) => asked !== undefined || answered !== undefined;

export function ActivityList({ records }: { records: readonly ActivityRecord[] }) {
  const { t } = useWords();
  const { clients, settings } = useSnapshot();
  const [open, setOpen] = useState<number>();
  const opens = settings.activityContent || records.some(holdsContent);
  return (
    <div className={classes.table} data-opens={opens || undefined}>
      <Head />
      <VirtualList
        items={records}
        keyOf={keyOf}
        estimate={ROW_PX}
        label={t('window.activity.list')}
        className={classes.list}
        pinned={open === undefined ? -1 : records.findIndex((record) => record.id === open)}
        row={(record, tabIndex) => (
          <Row
            record={record}
            client={sayClient(record.client, clients, t)}
            open={record.id === open}
            tabIndex={tabIndex}
            onToggle={setOpen}
          />
        )}
      />
    </div>
  );
}

/** What the columns are; each row says the same by itself. */
function Head() {
  const { t } = useWords();
  return (
    <div className={classes.head} aria-hidden="true">
      <span>{t('common.activity.head.time')}</span>
      <span>{t('common.activity.head.client')}</span>
      <span>{t('common.activity.head.server')}</span>
      <span>{t('common.activity.head.what')}</span>
      <span className={classes.took}>{t('common.activity.head.took')}</span>
      <span>{t('common.activity.head.outcome')}</span>
    </div>
  );
}

interface RowProps {
  readonly record: ActivityRecord;
  readonly client: string;
  readonly open: boolean;
  readonly tabIndex: 0 | -1;
  readonly onToggle: (id: number | undefined) => void;
}

const Row = memo(function Row({ record, client, open, tabIndex, onToggle }: RowProps) {
  const cells = <Cells record={record} client={client} />;
  if (!holdsContent(record)) {
    return (
      // The row takes the focus so that arrows can move through what is only to be read.
      <div className={classes.row} data-row tabIndex={tabIndex}>
        {cells}
      </div>
    );
  }
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <div className={classes.opening} data-open={open || undefined}>
      <UnstyledButton
        className={classes.row}
        data-row
        tabIndex={tabIndex}
        aria-expanded={open}
        onClick={() => onToggle(open ? undefined : record.id)}
      >
        <Chevron size={14} stroke={1.35} aria-hidden className={classes.chevron} />
        {cells}
      </UnstyledButton>
      {open ? <Content record={record} /> : null}
    </div>
  );
});

function Cells({ record, client }: Pick<RowProps, 'record' | 'client'>) {
  const { t, language } = useWords();
  const cause = sayCause(record, t);
  return (
    <>
      <time
        className={classes.time}
        dateTime={new Date(record.at).toISOString()}
        title={new Date(record.at).toLocaleString(language)}
      >
        {sayWhen(record.at, Date.now(), language)}
      </time>
      <Cell className={classes.client} title={client}>
        {client}
      </Cell>
      <Cell className={classes.server} title={record.server}>
        {record.server}
      </Cell>
      <Cell className={classes.what} title={whole(record)}>
        {record.name === undefined ? record.method : <code>{record.name}</code>}
      </Cell>
      <Cell className={classes.took}>{sayTook(record, t)}</Cell>
      <Cell className={classes.outcome}>
        <Shape name={OUTCOME_SHAPE[record.outcome]} size={13} />
        <span>{sayOutcome(record, t)}</span>
      </Cell>
      {cause === undefined ? null : <Cell className={classes.cause}>{cause}</Cell>}
    </>
  );
}

/** What a narrow column cuts. */
function whole({ name, method }: ActivityRecord): string {
  return name === undefined ? method : `${name} (${method})`;
}

/** Read aloud, the cells of a row are told apart by a pause. */
function Cell({ className, title, children }: { className: string | undefined; title?: string; children: ReactNode }) {
  const { t } = useWords();
  return (
    <span className={className} title={title}>
      <VisuallyHidden>{t('common.listSeparator')}</VisuallyHidden>
      {children}
    </span>
  );
}

function Content({ record }: { record: ActivityRecord }) {
  const { t } = useWords();
  return (
    <div className={classes.content}>
      <Said label={t('window.activity.asked')} text={record.asked} />
      <Said label={t('window.activity.answered')} text={record.answered} />
      <p className={classes.kept}>{t('window.activity.kept')}</p>
    </div>
  );
}

function Said({ label, text }: { label: string; text: string | undefined }) {
  const { t } = useWords();
  return (
    <div className={classes.said}>
      <p className={classes.saidLabel}>{label}</p>
      {text === undefined || text === '' ? (
        <p className={classes.kept}>{t('window.activity.nothingKept')}</p>
      ) : (
        <ScrollBox label={label} className={classes.code}>
          <pre>{readable(text)}</pre>
        </ScrollBox>
      )}
    </div>
  );
}
