// `mcp-tray uninstall`: gives every client its first file back and leaves nothing of ours; the running instance ends.
import type { ClientSummary, Snapshot, Uninstalled } from '../../shared/model';
import { type Context, EXIT, type ExitCode } from './context';
import { tellFailure, tellProblem } from './failures';
import { plain } from './layout';
import { showRestore, tellLeft } from './restore';
import type { SyncOptions } from './sync';

export interface UninstallOptions extends SyncOptions {
  readonly purge?: boolean;
}

/** 1 if something could not be taken away; the rest is. Run again, it goes on with what is left. */
export async function uninstall(context: Context, options: UninstallOptions): Promise<ExitCode> {
  const { terminal, t, session } = context;
  const snapshot = await session.handlers['app:snapshot'](undefined);
  await tellPlan(context, snapshot, options);
  if (options.dryRun) return EXIT.fine;
  if (!options.yes && !terminal.ask) {
    terminal.err(t('cli.sync.yesNeeded'));
    return EXIT.outOfSync;
  }
  if (!options.yes && !(await terminal.ask?.(t('cli.uninstall.ask')))) {
    terminal.out(t('cli.sync.notWritten'));
    return EXIT.outOfSync;
  }
  const result = await session.write((handlers) => handlers['app:uninstall'](undefined));
  tellResult(context, result, snapshot);
  const isClean = await erase(context, result, snapshot, options);
  if (isClean && result.problems.length === 0) terminal.out(t('cli.uninstall.done'));
  return isClean && result.problems.length === 0 ? EXIT.fine : EXIT.failed;
}

async function tellPlan(context: Context, { clients, stateFolder, configFile }: Snapshot, { purge }: UninstallOptions) {
  const { terminal, t, session } = context;
  for (const client of clients.filter(({ canRestore }) => canRestore)) {
    try {
      await showRestore(context, client);
    } catch (error) {
      // Told again, and counted, when it is done.
      terminal.err(t('cli.uninstall.failed', { client: client.name }));
      tellFailure(error, terminal, t);
    }
  }
  terminal.out(t('cli.uninstall.rest', { folder: plain(stateFolder) }));
  if (session.lasting) terminal.out(t('cli.uninstall.running'));
  if (purge) terminal.out(t('cli.uninstall.purge', { file: plain(configFile) }));
}

function tellResult(context: Context, { clients, problems }: Uninstalled, snapshot: Snapshot): void {
  const { terminal, t } = context;
  for (const one of clients) {
    const client = nameOf(snapshot.clients, one.client);
    if (one.kind === 'restored') {
      terminal.out(t('cli.uninstall.restored', { client, file: plain(one.file) }));
      tellLeft(context, client, one.left);
    } else {
      terminal.err(t('cli.uninstall.failed', { client }));
      tellProblem(one.problem, terminal);
    }
  }
  for (const problem of problems) tellProblem(problem, terminal);
}

const nameOf = (clients: readonly ClientSummary[], id: string) => clients.find((c) => c.id === id)?.name ?? id;

/** Backups stay as long as a client needs them. True if nothing is left that should go. */
async function erase(
  { terminal, t, session, erase }: Context,
  { clients, problems }: Uninstalled,
  { stateFolder, configFile }: Snapshot,
  { purge }: UninstallOptions,
): Promise<boolean> {
  if (!(await session.ended())) {
    terminal.err(t('cli.uninstall.stillRuns'));
    return false;
  }
  const isNeeded = clients.some(({ kind }) => kind === 'failed') || problems.some((p) => p.code === 'file-left-behind');
  if (isNeeded) {
    terminal.err(t('cli.uninstall.kept', { folder: plain(stateFolder) }));
    return false;
  }
  await erase('state');
  if (purge) await erase('config');
  else terminal.out(t('cli.uninstall.config', { file: plain(configFile) }));
  return true;
}
