// What changed in a server, item by item, with what it was before; each tool can be accepted or switched off.
import { Button, Modal } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { TrustChange, TrustItem, TrustReview } from '../../shared/trust';
import { RequestError, request } from '../api';
import { useSnapshot } from '../store';
import { useAction, useToast } from '../ui/toast';
import { Visible } from '../ui/visible';
import { useWords } from '../ui/words';
import classes from './trust.module.css';

interface Props {
  readonly server: string;
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function TrustDialog({ server, opened, onClose }: Props) {
  const { t } = useWords();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size={640}
      title={t('trust.title', { name: server })}
      closeButtonProps={{ 'aria-label': t('window.common.close') }}
    >
      {opened ? <Review server={server} onClose={onClose} /> : null}
    </Modal>
  );
}

/** Asked again whenever something of it may have changed. */
function useReview(server: string): TrustReview | null | undefined {
  const { servers } = useSnapshot();
  const summary = servers.find((s) => s.name === server);
  const cue = `${summary?.fingerprint}:${summary?.trust?.asks ?? 0}:${summary?.trust?.quiet ?? 0}`;
  const [review, setReview] = useState<TrustReview | null>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the cue says when to ask again
  useEffect(() => {
    let open = true;
    request('server:trust', { name: server })
      .then((next) => open && setReview(next))
      .catch((error: unknown) => {
        // A server that was removed meanwhile has nothing to review.
        if (!(error instanceof RequestError)) throw error;
      });
    return () => {
      open = false;
    };
  }, [server, cue]);
  return review;
}

function Review({ server, onClose }: Pick<Props, 'server' | 'onClose'>) {
  const { t, language } = useWords();
  const { busy, run } = useAction();
  const toast = useToast();
  const review = useReview(server);
  if (review === undefined) return null;
  if (review === null) return <p>{t('trust.nothing')}</p>;
  const { id, since, items } = review;
  const accept = (tools?: string[]) =>
    run(async () => {
      await request('server:acceptTrust', { name: server, id, ...(tools && { tools }) });
      if (tools && items.length > 1) return;
      onClose();
      toast({ title: t('trust.accepted') });
    });
  const off = (tool: string) =>
    run(async () => {
      await request('server:setTool', { name: server, tool, on: false });
      await request('server:acceptTrust', { name: server, id, tools: [tool] });
    });
  const date = new Date(since).toLocaleDateString(language, { dateStyle: 'medium' });
  return (
    <>
      <p className={classes.since}>{t('trust.since', { date })}</p>
      <ul className={classes.items}>
        {[...items].sort(byUrgency).map((item) => (
          <Item key={item.tool ?? ''} item={item} busy={busy} onAccept={accept} onOff={off} />
        ))}
      </ul>
      <div className={classes.acts}>
        <Button variant="filled" disabled={busy} onClick={() => accept()} data-autofocus>
          {t('trust.accept')}
        </Button>
      </div>
    </>
  );
}

const byUrgency = (a: TrustItem, b: TrustItem) => Number(b.asks) - Number(a.asks);

interface ItemProps {
  readonly item: TrustItem;
  readonly busy: boolean;
  readonly onAccept: (tools: string[]) => void;
  readonly onOff: (tool: string) => void;
}

function Item({ item, busy, onAccept, onOff }: ItemProps) {
  const { t } = useWords();
  const { tool, asks, changes } = item;
  const isGone = changes.some((change) => change.kind === 'tool-removed');
  // Changes have no identity but their place: the review is fixed.
  const keyed = changes.map((change, place) => ({ change, key: `${place}:${change.kind}` }));
  return (
    <li className={classes.item} data-asks={asks || undefined}>
      <div className={classes.itemHead}>
        {tool === undefined ? <b>{t('trust.server')}</b> : <code>{tool}</code>}
        {asks ? <span className={classes.badge}>{t('trust.asks')}</span> : null}
        {tool !== undefined && asks && !isGone ? (
          <span className={classes.itemActs}>
            <Button
              size="xs"
              disabled={busy}
              aria-label={t('trust.acceptNamed', { tool })}
              onClick={() => onAccept([tool])}
            >
              {t('trust.acceptOne')}
            </Button>
            <Button
              size="xs"
              variant="subtle"
              disabled={busy}
              aria-label={t('trust.offNamed', { tool })}
              onClick={() => onOff(tool)}
            >
              {t('trust.off')}
            </Button>
          </span>
        ) : null}
      </div>
      {keyed.map(({ change, key }) => (
        <Change key={key} change={change} />
      ))}
    </li>
  );
}

function Change({ change }: { change: TrustChange }) {
  const { t } = useWords();
  const parameter = 'parameter' in change ? (change.parameter ?? '') : '';
  const said =
    change.kind === 'wording' ? t(`trust.wording.${change.what}`) : t(`trust.change.${change.kind}`, { parameter });
  return (
    <div className={classes.change}>
      <p>{said}</p>
      {'before' in change ? (
        <dl className={classes.diff}>
          <dt>{t('trust.before')}</dt>
          <dd data-kind="before">
            <Visible text={change.before} />
          </dd>
          <dt>{t('trust.after')}</dt>
          <dd data-kind="after">
            <Visible text={change.after} />
          </dd>
        </dl>
      ) : null}
    </div>
  );
}
