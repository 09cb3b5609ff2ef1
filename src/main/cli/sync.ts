// `mcp-tray sync` and `mcp-tray undo`: show what would change in a client's file, ask, write; and take it back.

import type { Handlers } from '../../shared/contract';
import { AppError, assertNever } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import type {
  ApplyResult,
  Cell,
  CellStatus,
  ClientSummary,
  DriftChoice,
  Plan,
  PlanBeside,
  PlanChange,
  PlanLine,
} from '../../shared/model';
import { type Context, EXIT, type ExitCode, worse } from './context';
import { codeOf, tellFailure } from './failures';
import { plain } from './layout';
import { clientIn, settled } from './settle';

export interface SyncOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  /** What is done about entries that someone else changed. */
  readonly drift?: DriftChoice;
}

/** How one client's entries are written, for the account or for a folder. */
export interface Way {
  plan(handlers: Handlers): Promise<Plan>;
  apply(handlers: Handlers, planId: string): Promise<ApplyResult>;
  settle(handlers: Handlers, server: string, choice: DriftChoice): Promise<void>;
  /** What `mcp-tray undo` is told to take it back. */
  readonly undo: string;
  /** Told of an entry that someone else changed. */
  readonly drift: 'cli.sync.drift' | 'cli.project.drift';
}

const forAccount = ({ id }: ClientSummary): Way => ({
  plan: (handlers) => handlers['client:plan']({ client: id }),
  apply: (handlers, planId) => handlers['client:apply']({ client: id, planId }),
  settle: (handlers, server, choice) => handlers['client:resolveDrift']({ client: id, server, choice }),
  undo: id,
  drift: 'cli.sync.drift',
});

/** Claude Code writes its own file all the time: a plan may be stale by the time it is applied. */
const MOST_PLANS = 5;
const WRITTEN: ReadonlySet<CellStatus> = new Set(['add', 'update', 'remove']);

export async function sync(context: Context, wanted: readonly string[], options: SyncOptions): Promise<ExitCode> {
  const { terminal, t, waits, session } = context;
  // Whether a server may be written directly depends on whether it asks for a sign-in.
  const snapshot = await settled(context, waits.settle);
  const chosen =
    wanted.length > 0 ? wanted.map((id) => clientIn(snapshot, id)) : snapshot.clients.filter((c) => c.installed);
  if (chosen.length === 0) terminal.out(t('cli.sync.noClient'));
  let code: ExitCode = EXIT.fine;
  let isBrokered = false;
  let isWritten = false;
  for (const client of chosen) {
    try {
      const done = await syncOne(context, client, options, forAccount(client));
      code = worse(code, done.code);
      isWritten ||= done.written.length > 0;
      isBrokered ||= done.written.some((server) => isBrokeredFor(client, server));
    } catch (error) {
      code = worse(code, tellFailure(error, terminal, t));
    }
  }
  if (isWritten) await settle(context, snapshot.clients);
  if (isBrokered && !session.lasting) terminal.out(t('cli.sync.brokered'));
  return code;
}

/** True for an entry that answers only while MCP Tray runs. */
export const isBrokeredFor = ({ cells, bridged }: ClientSummary, server: string) =>
  !bridged && cells.some((cell) => cell.server === server && cell.delivery === 'brokered');

/** A client that takes no lock may write what it had read before over ours: the time for that is waited out. */
export async function settle({ session, terminal, t }: Context, clients: readonly ClientSummary[]): Promise<void> {
  for (const { client, servers } of await session.write((handlers) => handlers['clients:settle'](undefined))) {
    const name = clients.find(({ id }) => id === client)?.name ?? client;
    terminal.out(t('cli.sync.repaired', { client: name, servers: plain(servers.join(', ')) }));
  }
}

interface Synced {
  readonly code: ExitCode;
  /** Servers whose entries were written. */
  readonly written: readonly string[];
}

/** Shows what would change, asks, and writes it. */
export async function syncOne(
  context: Context,
  client: ClientSummary,
  options: SyncOptions,
  way: Way,
): Promise<Synced> {
  const { terminal, t } = context;
  const plan = await settledPlan(context, options, way);
  show(plan, client, context, way);
  const drifted = plan.changes.some((change) => change.status === 'drift');
  const left = { code: EXIT.outOfSync, written: [] };
  if (plan.writes === 0) return drifted ? left : { ...left, code: EXIT.fine };
  if (options.dryRun) return left;
  if (!options.yes && !terminal.ask) {
    terminal.err(t('cli.sync.yesNeeded'));
    return left;
  }
  if (!options.yes && !(await terminal.ask?.(t('cli.sync.ask')))) {
    terminal.out(t('cli.sync.notWritten'));
    return left;
  }
  const count = await apply(context, way, plan, options.yes ? MOST_PLANS : 1);
  const written = plan.changes.filter((change) => WRITTEN.has(change.status)).map((change) => change.server);
  terminal.out(
    written.length > 0
      ? t('cli.sync.written', { client: client.name, count, id: plain(way.undo) })
      : t('cli.sync.tightened', { client: client.name, file: plain(plan.file) }),
  );
  return { code: drifted ? EXIT.outOfSync : EXIT.fine, written };
}

/** The plan, made anew once what someone else changed has been settled as the person said. */
async function settledPlan({ session }: Context, { drift, dryRun }: SyncOptions, way: Way): Promise<Plan> {
  const plan = await way.plan(session.handlers);
  const drifted = plan.changes.filter(({ status }) => status === 'drift');
  if (drift === undefined || dryRun || drifted.length === 0) return plan;
  await session.write(async (handlers) => {
    for (const { server } of drifted) await way.settle(handlers, server, drift);
  });
  return way.plan(session.handlers);
}

/** Applies a plan. Where everything was agreed to beforehand, a file that changed meanwhile is planned anew. */
async function apply({ session }: Context, way: Way, first: Plan, tries: number): Promise<number> {
  let plan = first;
  for (let left = tries; ; left--) {
    try {
      const { id } = plan;
      const result = await session.write((handlers) => way.apply(handlers, id));
      return result.written;
    } catch (error) {
      if (left <= 1 || codeOf(error) !== 'plan-stale') throw error;
      plan = await way.plan(session.handlers);
    }
  }
}

export async function undo(context: Context, wanted: string | undefined): Promise<ExitCode> {
  const { terminal, t, session } = context;
  const { clients } = await session.handlers['app:snapshot'](undefined);
  const client = wanted === undefined ? onlyOne(context, clients) : clientIn({ clients }, wanted);
  const result = await session.write((handlers) => handlers['client:undo']({ client: client.id }));
  terminal.out(t('cli.undone', { client: client.name, file: plain(result.file) }));
  await settle(context, clients);
  return EXIT.fine;
}

function onlyOne({ t }: Context, clients: readonly ClientSummary[]): ClientSummary {
  const [client, ...others] = clients.filter((c) => c.canUndo);
  if (!client) throw new AppError('nothing-to-undo', { client: clients.map((c) => c.name).join(', ') });
  if (others.length === 0) return client;
  const names = [client, ...others].map((c) => c.id).join(', ');
  throw new AppError('usage', { problem: t('cli.usage.whichClient', { names }) });
}

/** Prints what applying a plan would change. */
export function show(plan: Plan, client: ClientSummary, context: Context, way: Pick<Way, 'drift'>): void {
  const { terminal, t } = context;
  const told = plan.changes.filter((c) => c.status !== 'in-sync' && c.status !== 'absent');
  const { name } = client;
  const file = plain(plan.file);
  const nothing = told.length === 0 && plan.writes === 0;
  const head = nothing
    ? t('cli.sync.nothing', { client: name })
    : t('cli.sync.head', { client: name, count: plan.writes, file });
  terminal.out(nothing ? head : terminal.paint('bold', head));
  for (const beside of plan.besides) terminal.out(`  ${terminal.paint('dim', sayBeside(beside, name, context))}`);
  for (const change of told) {
    terminal.out(`  ${headOf(change, client, context, way)}`);
    // What is left as it is has lines too: what writing ours would change. Shown here, they would look like a promise.
    const lines = WRITTEN.has(change.status) ? change.lines : [];
    for (const line of lines) terminal.out(`    ${diffLine(line, context)}`.trimEnd());
  }
}

/** What writing does besides the entries. */
function sayBeside(beside: PlanBeside, client: string, { t }: Context): string {
  const file = plain(beside.file);
  switch (beside.kind) {
    case 'owner-only':
      return t('cli.sync.ownerOnly', { file });
    case 'forgets-trouble':
      return t('cli.sync.forgetsTrouble', { client, file, servers: plain(beside.servers.join(', ')) });
    case 'needs-mcp-tray':
      return t('common.needsMcpTray', { file, servers: plain(beside.servers.join(', ')) });
    default:
      return assertNever(beside);
  }
}

/** Why an entry cannot be written as it was chosen. */
export function sayCannot({ delivery, cannotDirect, cannotBrokered }: Cell, t: Translate): string {
  const why = delivery === 'brokered' ? cannotBrokered : cannotDirect;
  return t(why === undefined ? 'cli.sync.cannot' : `common.cannot.${why}`);
}

function headOf(
  { status, server }: PlanChange,
  { cells }: ClientSummary,
  { terminal, t }: Context,
  way: Pick<Way, 'drift'>,
): string {
  const params = { server: plain(server) };
  const cell = cells.find((one) => one.server === server);
  switch (status) {
    case 'add':
      return terminal.paint('green', t('cli.sync.add', params));
    case 'update':
      return terminal.paint('cyan', t('cli.sync.update', params));
    case 'remove':
      return terminal.paint('red', t('cli.sync.remove', params));
    case 'waiting':
      return terminal.paint(
        'yellow',
        t('cli.sync.waiting', { ...params, why: cell ? sayCannot(cell, t) : t('cli.sync.cannot') }),
      );
    case 'drift':
      return terminal.paint('yellow', t(way.drift, params));
    case 'foreign':
      return terminal.paint('yellow', t('cli.sync.foreign', params));
    case 'in-sync':
    case 'absent':
      return '';
    default:
      return assertNever(status);
  }
}

export function diffLine({ kind, text }: PlanLine, { terminal }: Context): string {
  // Indentation is part of what is shown, so only the end is trimmed.
  const indent = /^\s*/u.exec(text)?.[0].replaceAll('\t', '  ') ?? '';
  const line = indent + plain(text);
  switch (kind) {
    case 'same':
      return terminal.paint('dim', `  ${line}`.trimEnd());
    case 'added':
      return terminal.paint('green', `+ ${line}`);
    case 'removed':
      return terminal.paint('red', `- ${line}`);
    default:
      return assertNever(kind);
  }
}
