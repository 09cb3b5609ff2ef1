// `mcp-tray import`: what clients have of their own, taken over after showing what would change; and given back.
import type { Translate } from '../../shared/messages';
import type {
  ClientId,
  ClientSummary,
  Findings,
  FoundServer,
  FoundVersion,
  ImportedServer,
  ImportPlan,
  ImportResult,
  ServerDraft,
  Snapshot,
} from '../../shared/model';
import { dotsForPasted } from '../../shared/pasted';
import { shellWord } from './add';
import { type Context, EXIT, type ExitCode, worse } from './context';
import { codeOf, tellProblem } from './failures';
import { plain } from './layout';
import { clientIn } from './settle';
import { diffLine, show } from './sync';

export interface ImportOptions {
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** Clients write their own files meanwhile: a plan may be stale by the time it is applied. */
const MOST_PLANS = 5;

export async function importServers(
  context: Context,
  wanted: readonly string[],
  options: ImportOptions,
): Promise<ExitCode> {
  const { terminal, session } = context;
  const snapshot = await session.handlers['app:snapshot'](undefined);
  const only = wanted.map((id) => clientIn(snapshot, id).id);
  const look = async () => within(await session.handlers['import:find'](undefined), only);
  const found = await look();
  if (options.json && !options.yes) {
    terminal.out(JSON.stringify(found, null, 2));
    return found.servers.length > 0 ? worse(EXIT.outOfSync, exitOf(found)) : exitOf(found);
  }
  const quiet = options.json === true;
  if (!quiet) tellFound(context, found, snapshot);
  if (found.servers.length === 0) {
    if (quiet) terminal.out(JSON.stringify(NOTHING, null, 2));
    return exitOf(found);
  }
  const servers = everything(found);
  const plan = await session.handlers['import:plan']({ servers });
  if (!quiet) tellPlan(context, plan, snapshot);
  if (!(await agreed(context, options))) return worse(EXIT.outOfSync, exitOf(found));
  const result = await write(context, { servers, plan }, look, options.yes ? MOST_PLANS : 1);
  if (quiet) terminal.out(JSON.stringify(result, null, 2));
  else tellResult(context, result, snapshot, plan);
  return worse(exitOfResult(result), exitOf(found));
}

export async function undoImport(context: Context, { json }: ImportOptions): Promise<ExitCode> {
  const { terminal, t, session } = context;
  const snapshot = await session.handlers['app:snapshot'](undefined);
  const result = await session.write((handlers) => handlers['import:undo'](undefined));
  if (json) terminal.out(JSON.stringify(result, null, 2));
  else {
    tellRows(context, result, snapshot);
    terminal.out(t(exitOfResult(result) === EXIT.fine ? 'cli.import.undone' : 'cli.import.undonePartly'));
  }
  return exitOfResult(result);
}

const NOTHING: ImportResult = { added: [], clients: [] };

/** 1 where a client's file could not be read. */
const exitOf = ({ clients }: Findings): ExitCode => (clients.some((c) => c.problem) ? EXIT.failed : EXIT.fine);
const exitOfResult = ({ clients }: ImportResult): ExitCode =>
  clients.some((row) => 'problem' in row) ? EXIT.failed : EXIT.fine;

/** What concerns these clients; none means all. */
function within(found: Findings, only: readonly ClientId[]): Findings {
  if (only.length === 0) return found;
  const isMeant = ({ client }: { readonly client: ClientId }) => only.includes(client);
  const servers = found.servers.flatMap((server): FoundServer[] => {
    const versions = server.versions.map((one) => ({ ...one, places: one.places.filter(isMeant) }));
    const left = versions.filter((one) => one.places.length > 0);
    if (left.length === 0) return [];
    const { existing, ...rest } = server;
    // Whether it is there already is said of the first version only.
    return [{ ...rest, versions: left, ...(existing && left[0] === versions[0] && { existing }) }];
  });
  return { clients: found.clients.filter(isMeant), servers, left: found.left.filter(isMeant) };
}

/** Every server, its first version, for the clients that have it. */
function everything({ servers }: Findings): ImportedServer[] {
  return servers.flatMap(({ versions: [first] }) => {
    if (!first) return [];
    const { draft, places } = first;
    return [{ draft, places, clients: [...new Set(places.map((place) => place.client))] }];
  });
}

async function agreed({ terminal, t }: Context, { dryRun, yes }: ImportOptions): Promise<boolean> {
  if (dryRun) return false;
  if (yes) return true;
  if (!terminal.ask) {
    terminal.err(t('cli.sync.yesNeeded'));
    return false;
  }
  const answer = await terminal.ask(t('cli.import.ask'));
  if (!answer) terminal.out(t('cli.sync.notWritten'));
  return answer;
}

interface Chosen {
  readonly servers: ImportedServer[];
  readonly plan: ImportPlan;
}

/** Where everything was agreed to beforehand, files that changed meanwhile are looked at and planned anew. */
async function write(
  { session }: Context,
  first: Chosen,
  look: () => Promise<Findings>,
  tries: number,
): Promise<ImportResult> {
  let { servers, plan } = first;
  for (let left = tries; ; left--) {
    try {
      const args = { servers, id: plan.id };
      return await session.write((handlers) => handlers['import:apply'](args));
    } catch (error) {
      const code = codeOf(error);
      if (left <= 1 || (code !== 'plan-stale' && code !== 'import-gone')) throw error;
      servers = everything(await look());
      if (servers.length === 0) return NOTHING;
      plan = await session.handlers['import:plan']({ servers });
    }
  }
}

function tellFound({ terminal, t }: Context, found: Findings, { clients }: Snapshot): void {
  const { servers, left } = found;
  const none = servers.length === 0;
  terminal.out(none ? t('cli.import.none') : terminal.paint('bold', t('cli.import.found', { count: servers.length })));
  for (const { name, versions, existing } of servers) {
    const [first, ...others] = versions;
    if (!first) continue;
    terminal.out(`  ${terminal.paint('green', plain(name))}  ${addressOf(first.draft)}`);
    terminal.out(`    ${t('cli.import.where', { places: placesOf(first, name, clients, t) })}`);
    if (existing) terminal.out(`    ${t('cli.import.existing')}`);
    else if (first.secrets > 0) terminal.out(`    ${t('cli.import.secrets', { count: first.secrets })}`);
    for (const other of others) {
      const params = { address: addressOf(other.draft), places: placesOf(other, name, clients, t) };
      terminal.out(`    ${terminal.paint('yellow', t('cli.import.version', params))}`);
    }
  }
  for (const { client, name, problem } of left) {
    const params = { client: nameOf(client, clients), name: plain(name), why: plain(problem.message) };
    terminal.out(`  ${terminal.paint('yellow', t('cli.import.left', params))}`);
  }
  for (const { problem } of found.clients) if (problem) tellProblem(problem, terminal);
}

function addressOf({ type, url = '', command = '', args = [] }: ServerDraft): string {
  const words = [command, ...args].map(dotsForPasted).map(shellWord).join(' ');
  return plain(type === 'stdio' ? words : dotsForPasted(url));
}

function placesOf({ places }: FoundVersion, name: string, clients: readonly ClientSummary[], t: Translate): string {
  const said = places.map((place) => {
    const client = nameOf(place.client, clients);
    return place.name === name ? client : t('cli.import.called', { client, name: plain(place.name) });
  });
  return said.join(', ');
}

const nameOf = (id: ClientId, clients: readonly ClientSummary[]): string =>
  clients.find((client) => client.id === id)?.name ?? id;

function tellPlan(context: Context, plan: ImportPlan, snapshot: Snapshot): void {
  const { terminal, t } = context;
  if (plan.config.length > 0) {
    terminal.out(terminal.paint('bold', t('cli.import.config', { file: plain(plan.configFile) })));
    for (const line of plan.config) terminal.out(`    ${diffLine(line, context)}`.trimEnd());
  }
  for (const one of plan.plans) show(one, clientIn(snapshot, one.client), context, { drift: 'cli.sync.drift' });
  terminal.out(t('cli.import.ways', { direct: plan.direct, brokered: plan.brokered }));
}

function tellResult(context: Context, result: ImportResult, snapshot: Snapshot, { brokered }: ImportPlan): void {
  const { terminal, t, session } = context;
  tellRows(context, result, snapshot);
  const names = plain(result.added.join(', '));
  terminal.out(result.added.length > 0 ? t('cli.import.done', { names }) : t('cli.import.taken'));
  if (brokered > 0 && !session.lasting) terminal.out(t('cli.sync.brokered'));
}

function tellRows({ terminal, t }: Context, result: ImportResult, { clients }: Snapshot): void {
  for (const row of result.clients) {
    const client = nameOf(row.client, clients);
    if ('problem' in row) {
      terminal.err(t('cli.import.failed', { client }));
      tellProblem(row.problem, terminal);
    } else if (row.written > 0) terminal.out(t('cli.import.wrote', { client, count: row.written }));
  }
}
