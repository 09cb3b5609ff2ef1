// The servers that were found, side by side with the clients that would get them.
import { Checkbox, Select, Title } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import type { ClientId, Findings, FoundServer } from '../../shared/model';
import { dotsForPasted } from '../../shared/pasted';
import { commandLine } from '../add/draft';
import { useSnapshot } from '../store';
import { ScrollBox } from '../ui/scroll-box';
import { useWords } from '../ui/words';
import { type Choice, entriesOf, otherNames, toggled, versionOf, withVersion } from './choice';
import classes from './import.module.css';
import type { Importing } from './use-import';

interface Props {
  readonly findings: Findings;
  readonly importing: Importing;
}

export function FoundTable({ findings, importing }: Props) {
  const { t } = useWords();
  const { clients } = useSnapshot();
  const { servers } = findings;
  const columns = findings.clients.filter(({ problem }) => !problem).map(({ client }) => client);
  const nameOf = (id: ClientId) => clients.find((c) => c.id === id)?.name ?? id;
  return (
    <div className={classes.found}>
      <Title order={2}>{t('window.import.servers', { count: servers.length, entries: entriesOf(servers) })}</Title>
      <ScrollBox className={classes.scroll} label={t('window.import.table')}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('window.import.server')}</th>
              <th scope="col">{t('window.import.seen')}</th>
              {columns.map((id) => (
                <th key={id} scope="col" className={classes.client}>
                  {nameOf(id)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {servers.map((server, i) => {
              const choice = importing.choices[i];
              return choice ? (
                <Row
                  key={server.name}
                  server={server}
                  choice={choice}
                  columns={columns}
                  nameOf={nameOf}
                  onChoice={(next) => importing.choose(i, next)}
                />
              ) : null;
            })}
          </tbody>
        </table>
      </ScrollBox>
    </div>
  );
}

interface RowProps {
  readonly server: FoundServer;
  readonly choice: Choice;
  readonly columns: readonly ClientId[];
  readonly nameOf: (id: ClientId) => string;
  readonly onChoice: (choice: Choice) => void;
}

function Row({ server, choice, columns, nameOf, onChoice }: RowProps) {
  const { t } = useWords();
  const version = versionOf(server, choice);
  if (!version) return null;
  const { draft } = version;
  const whole = draft.type === 'stdio' ? commandLine(draft) : dotsForPasted(draft.url ?? '');
  return (
    <tr data-off={choice.taken ? undefined : true}>
      <th scope="row">
        <Checkbox
          size="xs"
          checked={choice.taken}
          onChange={() => onChoice({ ...choice, taken: !choice.taken })}
          label={
            <>
              <b>{draft.name}</b> <span className={classes.muted}>{t(`common.transport.${draft.type}`)}</span>
            </>
          }
        />
        <code className={classes.whole} title={whole}>
          {whole}
        </code>
      </th>
      <td>
        <Seen server={server} choice={choice} nameOf={nameOf} onChoice={onChoice} />
      </td>
      {columns.map((id) => (
        <td key={id} className={classes.client}>
          <Checkbox
            size="xs"
            checked={choice.taken && choice.clients.includes(id)}
            disabled={!choice.taken}
            aria-label={t('window.import.gets', { server: draft.name, client: nameOf(id) })}
            onChange={() => onChoice(toggled(choice, id))}
          />
        </td>
      ))}
    </tr>
  );
}

/** What is worth knowing of a server before it is taken. */
function Seen({ server, choice, nameOf, onChoice }: Omit<RowProps, 'columns'>) {
  const { t } = useWords();
  const version = versionOf(server, choice);
  if (!version) return null;
  const names = otherNames(version);
  const list = (ids: readonly ClientId[]) => ids.map(nameOf).join(t('common.listSeparator'));
  return (
    <div className={classes.seen}>
      {server.versions.length > 1 ? (
        <Select
          size="xs"
          aria-label={t('window.import.version', { server: server.name })}
          data={server.versions.map(({ places }, i) => ({
            value: String(i),
            label: t('window.import.versionOf', { clients: list(places.map((p) => p.client)) }),
          }))}
          value={String(choice.version)}
          onChange={(value) => onChoice(withVersion(server, choice, Number(value ?? 0)))}
          allowDeselect={false}
        />
      ) : (
        <span>{t('window.import.in', { clients: list([...new Set(version.places.map((p) => p.client))]) })}</span>
      )}
      {server.existing && choice.version === 0 ? <span>{t('window.import.existing')}</span> : null}
      {names.map(({ client, name }) => (
        <span key={`${client}:${name}`}>{t('window.import.called', { name, client: nameOf(client) })}</span>
      ))}
      {version.secrets > 0 ? (
        <span className={classes.secret}>
          <IconKey size={13} stroke={1.35} aria-hidden />
          {t('window.import.secrets', { count: version.secrets })}
        </span>
      ) : null}
    </div>
  );
}
