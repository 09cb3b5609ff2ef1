// `--project`: the same commands for one folder, where a client gets only what was chosen for it there.
import path from 'node:path';
import { AppError } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import type { Delivery } from '../../shared/model';
import type { ProjectClient, ProjectScope, ProjectSummary, ProjectTarget } from '../../shared/project-model';
import { exitOfClient, sayName, saySync } from './clients';
import { type Context, EXIT, type ExitCode, worse } from './context';
import { tellFailure, tellProblem } from './failures';
import { plain, table } from './layout';
import { clientIn, serverNamed, settled } from './settle';
import { isBrokeredFor, type SyncOptions, sayCannot, settle, syncOne, type Way } from './sync';

export interface ProjectOption {
  /** A folder, or true for the current one. */
  readonly project?: string | true;
  /** Entries in a file of the person's own. */
  readonly local?: boolean;
}

/** @throws AppError usage */
export function requireProject({ project, local }: ProjectOption, t: Translate): void {
  if (local && project === undefined) throw new AppError('usage', { problem: t('cli.usage.local') });
}

const folderOf = ({ folder }: Context, { project }: ProjectOption) =>
  path.resolve(folder, typeof project === 'string' ? project : '.');
const scopeOf = ({ local }: ProjectOption): ProjectScope => (local ? 'local' : 'project');

const look = (context: Context, options: ProjectOption): Promise<ProjectSummary> =>
  context.session.handlers['project:list']({ folder: folderOf(context, options) });

export async function projectClients(
  context: Context,
  options: ProjectOption & { readonly json?: boolean },
): Promise<ExitCode> {
  const { terminal, t, waits } = context;
  await settled(context, waits.settle);
  const summary = await look(context, options);
  const { clients, without } = summary;
  if (options.json) terminal.out(JSON.stringify(summary, null, 2));
  else {
    const shown = clients.filter((client) => client.installed || isConcerned(client));
    const titles = [t('cli.columns.client'), t('cli.columns.servers'), t('cli.columns.status'), t('cli.columns.file')];
    const columns = titles.map((title) => ({ title: terminal.paint('bold', title) }));
    const rows = shown.map((c) => [
      sayTarget(c, sayName(c, t), t),
      sayServers(c, t),
      saySync(counted(c), t),
      plain(c.file),
    ]);
    for (const line of table(columns, rows)) terminal.out(line);
    if (without.length > 0) terminal.out(t('cli.project.without', { clients: plain(without.join(', ')) }));
  }
  for (const { sync } of clients) if (sync.kind === 'problem') tellProblem(sync.problem, terminal);
  return clients.map((c) => exitOfClient(counted(c))).reduce(worse, EXIT.fine);
}

/** True where something was chosen, or is still to be taken away. */
const isConcerned = ({ cells, sync }: ProjectClient) => cells.length > 0 || sync.kind !== 'in-sync';

/** Others use the file with clients that are not here. */
const counted = (client: ProjectClient) => ({ ...client, installed: client.installed || isConcerned(client) });

const sayTarget = ({ scope }: ProjectClient, name: string, t: Translate) =>
  scope === 'local' ? t('cli.project.local', { client: name }) : name;

const sayServers = ({ cells }: ProjectClient, t: Translate) =>
  cells
    .map(({ server, delivery }) =>
      t('cli.project.chosen', { server: plain(server), delivery: t(`common.delivery.${delivery}`) }),
    )
    .join(t('common.listSeparator'));

export async function projectSync(
  context: Context,
  wanted: readonly string[],
  options: SyncOptions & ProjectOption,
): Promise<ExitCode> {
  const { terminal, t, waits, session } = context;
  const snapshot = await settled(context, waits.settle);
  const named = new Set(wanted.map((id) => clientIn(snapshot, id).id));
  const { clients, folder } = await look(context, options);
  const chosen = clients.filter(
    (c) => isConcerned(c) && (named.size === 0 || named.has(c.id)) && (!options.local || c.scope === 'local'),
  );
  if (chosen.length === 0) terminal.out(t('cli.project.nothing', { folder: plain(folder) }));
  let code: ExitCode = EXIT.fine;
  let isBrokered = false;
  let isWritten = false;
  for (const client of chosen) {
    try {
      const named = { ...client, name: sayTarget(client, client.name, t) };
      const done = await syncOne(context, named, options, wayOf(client, folder));
      code = worse(code, done.code);
      isWritten ||= done.written.length > 0;
      isBrokered ||= client.scope === 'local' && done.written.some((server) => isBrokeredFor(client, server));
    } catch (error) {
      code = worse(code, tellFailure(error, terminal, t));
    }
  }
  if (isWritten) await settle(context, snapshot.clients);
  if (isBrokered && !session.lasting) terminal.out(t('cli.sync.brokered'));
  return code;
}

function wayOf({ id, scope }: ProjectClient, folder: string): Way {
  const target: ProjectTarget = { folder, client: id, scope };
  return {
    plan: (handlers) => handlers['project:plan'](target),
    apply: (handlers, planId) => handlers['project:apply']({ ...target, planId }),
    settle: (handlers, server, choice) => handlers['project:resolveDrift']({ ...target, server, choice }),
    undo: `${id} --project ${/\s/u.test(folder) ? JSON.stringify(folder) : folder}${scope === 'local' ? ' --local' : ''}`,
    drift: 'cli.project.drift',
  };
}

export async function projectUndo(
  context: Context,
  wanted: string | undefined,
  options: ProjectOption,
): Promise<ExitCode> {
  const { terminal, t, session } = context;
  const { clients, folder } = await look(context, options);
  const client = wanted === undefined ? onlyOne(clients, options, t) : targetIn(clients, wanted, options);
  const target = { folder, client: client.id, scope: client.scope };
  const result = await session.write((handlers) => handlers['project:undo'](target));
  terminal.out(t('cli.undone', { client: sayTarget(client, client.name, t), file: plain(result.file) }));
  await settle(context, clients);
  return EXIT.fine;
}

function onlyOne(clients: readonly ProjectClient[], { local }: ProjectOption, t: Translate): ProjectClient {
  const able = clients.filter((c) => c.canUndo && (!local || c.scope === 'local'));
  const [client, ...others] = able;
  if (!client) {
    throw new AppError('nothing-to-undo', { client: [...new Set(clients.map((c) => c.name))].join(', ') });
  }
  if (others.length === 0) return client;
  const names = able.map((c) => (c.scope === 'local' ? `${c.id} --local` : c.id)).join(', ');
  throw new AppError('usage', { problem: t('cli.usage.whichClient', { names }) });
}

/** @throws AppError client-unknown, project-scope-unknown */
function targetIn(clients: readonly ProjectClient[], id: string, options: ProjectOption): ProjectClient {
  const scope = scopeOf(options);
  const client = clients.find((c) => c.id === id && c.scope === scope);
  if (client) return client;
  throw new AppError('project-scope-unknown', { client: id, scope });
}

const CHOICES: Readonly<Record<string, Delivery>> = { direct: 'direct', brokered: 'brokered', off: 'off' };

export async function deliverInProject(
  context: Context,
  name: string,
  word: string,
  options: ProjectOption & { readonly client?: string },
): Promise<ExitCode> {
  const { session, terminal, t } = context;
  const delivery = Object.hasOwn(CHOICES, word) ? CHOICES[word] : undefined;
  if (!delivery) throw new AppError('usage', { problem: t('cli.usage.projectDelivery', { what: word }) });
  if (options.client === undefined) throw new AppError('usage', { problem: t('cli.usage.projectClient') });
  const { name: server } = await serverNamed(context, name);
  const { id: client } = clientIn(await session.handlers['app:snapshot'](undefined), options.client);
  const target: ProjectTarget = { folder: folderOf(context, options), client, scope: scopeOf(options) };
  const { clients, folder } = await session.write(async (handlers) => {
    await handlers['project:setDelivery']({ ...target, server, delivery });
    return handlers['project:list']({ folder: target.folder });
  });
  const there = targetIn(clients, client, options);
  const said = { server: plain(server), client: sayTarget(there, there.name, t), folder: plain(folder) };
  terminal.out(t('cli.project.done', { ...said, delivery: t(`common.delivery.${delivery}`) }));
  const cell = there.cells.find((one) => one.server === server);
  if (cell?.status === 'waiting') terminal.out(t('cli.deliver.held', { ...said, why: sayCannot(cell, t) }));
  if (there.sync.kind !== 'in-sync') terminal.out(t('cli.project.next'));
  return EXIT.fine;
}
