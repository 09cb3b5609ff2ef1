// `mcp-tray sync` and `mcp-tray undo`: show what would change in a client's file, ask, write; and take it back.
import { AppError, assertNever } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import type {
  Cell,
  CellStatus,
  ClientId,
  ClientSummary,
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
}

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
      const done = await syncOne(context, client, options);
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
const isBrokeredFor = ({ cells, bridged }: ClientSummary, server: string) =>
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

async function syncOne(context: Context, client: ClientSummary, options: SyncOptions): Promise<Synced> {
  const { terminal, t, session } = context;
  const plan = await session.handlers['client:plan']({ client: client.id });
  show(plan, client, context);
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
  const count = await apply(context, client.id, plan, options.yes ? MOST_PLANS : 1);
  const written = plan.changes.filter((change) => WRITTEN.has(change.status)).map((change) => change.server);
  terminal.out(
    written.length > 0
      ? t('cli.sync.written', { client: client.name, count, id: client.id })
      : t('cli.sync.tightened', { client: client.name, file: plain(plan.file) }),
  );
  return { code: drifted ? EXIT.outOfSync : EXIT.fine, written };
}

/** Applies a plan. Where everything was agreed to beforehand, a file that changed meanwhile is planned anew. */
async function apply({ session }: Context, client: ClientId, first: Plan, tries: number): Promise<number> {
  let plan = first;
  for (let left = tries; ; left--) {
    try {
      const { id } = plan;
      const result = await session.write((handlers) => handlers['client:apply']({ client, planId: id }));
      return result.written;
    } catch (error) {
      if (left <= 1 || codeOf(error) !== 'plan-stale') throw error;
      plan = await session.handlers['client:plan']({ client });
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
export function show(plan: Plan, client: ClientSummary, context: Context): void {
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
    terminal.out(`  ${headOf(change, client, context)}`);
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
    default:
      return assertNever(beside);
  }
}

/** Why an entry cannot be written as it was chosen. */
export function sayCannot({ delivery, cannotDirect, cannotBrokered }: Cell, t: Translate): string {
  const why = delivery === 'brokered' ? cannotBrokered : cannotDirect;
  return t(why === undefined ? 'cli.sync.cannot' : `common.cannot.${why}`);
}

function headOf({ status, server }: PlanChange, { cells }: ClientSummary, { terminal, t }: Context): string {
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
      return terminal.paint('yellow', t('cli.sync.drift', params));
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
