// Small parts used by several views: a notice, an empty state, a problem with its next action.
import { Alert, Badge, Collapse, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconEye, IconPencil } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { WireError } from '../../shared/errors';
import type { Tool } from '../../shared/model';
import { CopyText } from './copy';
import { Shape, type ShapeName } from './shapes';
import classes from './ui.module.css';
import { Rich, useWords } from './words';

type Tone = 'plain' | 'bad' | 'accent' | 'caution' | 'ok';

/** Says what is true, what is safe, and one step. `urgent` speaks at once; otherwise it is simply there to read. */
export function Notice(props: {
  tone: Tone;
  shape: ShapeName;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  urgent?: boolean;
}) {
  return (
    <Alert
      className={classes.notice}
      data-tone={props.tone}
      role={props.urgent ? 'alert' : 'note'}
      icon={<Shape name={props.shape} />}
      title={props.title}
      classNames={{
        wrapper: classes.noticeWrap,
        title: classes.noticeTitle,
        icon: classes.noticeIcon,
        body: classes.noticeBody,
        message: classes.noticeMessage,
      }}
    >
      <div className={classes.noticeText}>{props.children}</div>
      {props.action ? <div className={classes.noticeAction}>{props.action}</div> : null}
    </Alert>
  );
}

/** A problem in words, its one next action, and what belongs into a report. */
export function Problem({
  problem,
  shape,
  tone = 'bad',
  action,
  urgent,
}: {
  problem: WireError;
  shape: ShapeName;
  tone?: Tone;
  action?: ReactNode;
  urgent?: boolean;
}) {
  return (
    <div className={classes.stack}>
      <Notice tone={tone} shape={shape} title={problem.message} action={action} urgent={urgent ?? false}>
        {problem.action}
      </Notice>
      {problem.details ? <Details problem={problem} details={problem.details} /> : null}
    </div>
  );
}

function Details({ problem, details }: { problem: WireError; details: string }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const Icon = open ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <UnstyledButton className={classes.disclosure} aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon size={14} stroke={1.35} aria-hidden />
        {t('window.common.details')}
      </UnstyledButton>
      <Collapse expanded={open}>
        <section className={classes.details}>
          <pre>{details}</pre>
          <CopyText label="details" text={[problem.message, problem.action, problem.code, '', details].join('\n')} />
        </section>
      </Collapse>
    </div>
  );
}

interface EmptyProps {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly hint?: string;
  /** 1 where it is all there is on the page. */
  readonly order?: 1 | 2;
  readonly children?: ReactNode;
}

export function Empty({ icon, title, hint, order = 2, children }: EmptyProps) {
  const Heading = order === 1 ? 'h1' : 'h2';
  return (
    <div className={classes.empty}>
      {icon}
      <Heading className={classes.emptyTitle}>{title}</Heading>
      {hint ? (
        <p>
          <Rich text={hint} />
        </p>
      ) : null}
      {children}
    </div>
  );
}

/** What a tool says about itself. */
export function ToolBadges({ tool }: { tool: Pick<Tool, 'readOnly' | 'destructive'> }) {
  const { t } = useWords();
  if (tool.readOnly) {
    return (
      <Badge className={classes.badge} variant="default" leftSection={<IconEye size={12} stroke={1.35} aria-hidden />}>
        {t('window.tools.readOnly')}
      </Badge>
    );
  }
  if (!tool.destructive) return null;
  return (
    <Badge
      className={classes.badge}
      data-tone="caution"
      variant="default"
      leftSection={<IconPencil size={12} stroke={1.35} aria-hidden />}
    >
      {t('window.tools.destructive')}
    </Badge>
  );
}
