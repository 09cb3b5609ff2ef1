// How clients get the server, the one way to change that for all of them, and how its processes are shared.
import { Button, Switch } from '@mantine/core';
import type { Delivery, ServerSummary } from '../../shared/model';
import { request } from '../api';
import { brokerAdds } from '../clients/grid';
import { useSnapshot } from '../store';
import { useAction, useToast } from '../ui/toast';
import { useWords } from '../ui/words';
import { deliverySummary } from './delivery';
import classes from './server.module.css';

export function DeliverySection({ server }: { server: ServerSummary }) {
  const { t } = useWords();
  const { clients } = useSnapshot();
  const { brokered, direct, trouble, chosen } = deliverySummary(server, clients);
  const adds = brokerAdds(server);
  if (brokered.length + direct.length === 0 && server.perClient === undefined) return null;
  return (
    <section className={classes.section} aria-labelledby="delivery-title">
      <h2 id="delivery-title">{t('window.delivery.title')}</h2>
      <dl className={classes.facts}>
        <Names label={t('common.delivery.brokered')} names={brokered} />
        <Names label={t('common.delivery.direct')} names={direct} />
      </dl>
      {brokered.length > 0 && adds !== 'nothing' ? (
        <p className={classes.muted}>
          {t(adds === 'secret' ? 'window.delivery.addsSecret' : 'window.delivery.addsSignIn')}
        </p>
      ) : null}
      {server.perClient === undefined ? null : <PerClient name={server.name} on={server.perClient} />}
      {brokered.length > 0 ? (
        <ForAll
          server={server}
          delivery="direct"
          word={t('window.delivery.direct')}
          hint={
            trouble
              ? t('window.clients.menu.not', { why: t(`common.cannot.${trouble}`) })
              : t(adds === 'sign-in' ? 'window.delivery.directHintSignIn' : 'window.delivery.directHint')
          }
          disabled={trouble !== undefined}
        />
      ) : null}
      {chosen ? (
        <ForAll
          server={server}
          delivery="default"
          word={t('window.delivery.default')}
          hint={t('window.delivery.defaultHint')}
        />
      ) : null}
    </section>
  );
}

function Names({ label, names }: { label: string; names: readonly string[] }) {
  const { t } = useWords();
  if (names.length === 0) return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd>{names.join(t('common.listSeparator'))}</dd>
    </div>
  );
}

function ForAll(props: {
  server: ServerSummary;
  delivery: Delivery | 'default';
  word: string;
  hint: string;
  disabled?: boolean;
}) {
  const { t } = useWords();
  const { busy, run } = useAction();
  const toastDone = useToast();
  const { server, delivery, word, hint, disabled = false } = props;
  const choose = async () => {
    await request('server:setDelivery', { name: server.name, delivery });
    toastDone({ title: t('window.delivery.done'), message: t('window.delivery.doneMore') });
  };
  const hintId = `delivery-${delivery}`;
  return (
    <div className={classes.choice}>
      <p id={hintId}>{hint}</p>
      <Button
        size="xs"
        disabled={busy || disabled}
        aria-describedby={hintId}
        onClick={(event) => {
          // The button may go with what it changes.
          event.currentTarget.closest('[data-keeps-focus]')?.querySelector<HTMLElement>('[data-title]')?.focus();
          run(choose);
        }}
      >
        {word}
      </Button>
    </div>
  );
}

function PerClient({ name, on }: { name: string; on: boolean }) {
  const { t } = useWords();
  const { busy, run } = useAction();
  return (
    <div className={classes.choice}>
      <div>
        <b id="per-client">{t('window.delivery.perClient')}</b>
        <p id="per-client-hint">{t('window.delivery.perClientHint')}</p>
      </div>
      <Switch
        aria-labelledby="per-client"
        aria-describedby="per-client-hint"
        checked={on}
        // Not disabled meanwhile: that would take the focus away.
        onChange={(event) => {
          const checked = event.currentTarget.checked;
          if (!busy) run(() => request('server:setPerClient', { name, on: checked }));
        }}
      />
    </div>
  );
}
