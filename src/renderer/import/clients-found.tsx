// The clients of this machine with what each has, and the entries that stay as they are.
import { Title } from '@mantine/core';
import type { Findings } from '../../shared/model';
import { shortPath } from '../clients/grid';
import { useSnapshot } from '../store';
import { Shape } from '../ui/shapes';
import { useWords } from '../ui/words';
import classes from './import.module.css';

/** Named in full up to here; the rest is counted. */
const NAMED = 3;

export function ClientsFound({ findings }: { findings: Findings }) {
  const { t } = useWords();
  const { clients } = useSnapshot();
  const here = findings.clients;
  const absent = clients.filter((c) => !here.some(({ client }) => client === c.id)).map((c) => c.name);
  const named = absent.slice(0, NAMED).join(t('common.listSeparator'));
  const rest = absent.length - NAMED;
  return (
    <section aria-labelledby="import-clients">
      <Title order={2} id="import-clients">
        {t('window.import.clients', { count: here.length })}
      </Title>
      <ul className={classes.clients}>
        {here.map(({ client, entries, problem }) => {
          const known = clients.find((c) => c.id === client);
          const file = known?.file ?? '';
          return (
            <li key={client}>
              <Shape name={problem ? 'failed' : 'check'} size={14} />
              <div>
                <b>{known?.name ?? client}</b>
                <code title={file}>{shortPath(file)}</code>
                {problem ? <p className={classes.muted}>{problem.message}</p> : null}
              </div>
              <span>
                {problem
                  ? null
                  : entries === 0
                    ? t('window.import.noEntries')
                    : t('window.import.entries', { count: entries })}
              </span>
            </li>
          );
        })}
      </ul>
      {absent.length > 0 ? (
        <p className={classes.muted}>
          {rest > 0 ? t('window.import.absentMore', { named, count: rest }) : t('window.import.absent', { named })}
        </p>
      ) : null}
    </section>
  );
}

export function Left({ left }: Pick<Findings, 'left'>) {
  const { t } = useWords();
  const { clients } = useSnapshot();
  if (left.length === 0) return null;
  return (
    <details className={classes.left}>
      <summary>{t('window.import.left', { count: left.length })}</summary>
      <ul>
        {left.map(({ client, name, problem }) => (
          <li key={`${client}:${name}`}>
            {t('window.import.leftOne', { name, client: clients.find((c) => c.id === client)?.name ?? client })}{' '}
            {problem.message}
          </li>
        ))}
      </ul>
    </details>
  );
}
