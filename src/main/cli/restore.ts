// `mcp-tray restore`: shows what comes back into a client's file, asks, and brings it back.
import type { ClientSummary } from '../../shared/model';
import { type Context, EXIT, type ExitCode } from './context';
import { plain } from './layout';
import { clientIn } from './settle';
import { type SyncOptions, settle, show } from './sync';

export async function restore(context: Context, wanted: string, options: SyncOptions): Promise<ExitCode> {
  const { terminal, t, session } = context;
  const { clients } = await session.handlers['app:snapshot'](undefined);
  const client = clientIn({ clients }, wanted);
  await showRestore(context, client);
  if (options.dryRun) return EXIT.outOfSync;
  if (!options.yes && !terminal.ask) {
    terminal.err(t('cli.sync.yesNeeded'));
    return EXIT.outOfSync;
  }
  if (!options.yes && !(await terminal.ask?.(t('cli.restore.ask', { client: client.name })))) {
    terminal.out(t('cli.sync.notWritten'));
    return EXIT.outOfSync;
  }
  const { file, left } = await session.write((handlers) => handlers['client:restore']({ client: client.id }));
  terminal.out(t('cli.restore.done', { client: client.name, file: plain(file) }));
  tellLeft(context, client.name, left);
  await settle(context, clients);
  return EXIT.fine;
}

/** Prints what restoring a client's file would change. @throws as `client:planRestore` */
export async function showRestore(context: Context, client: ClientSummary): Promise<void> {
  const plan = await context.session.handlers['client:planRestore']({ client: client.id });
  if (plan.changes.length > 0) return show(plan, client, context, { drift: 'cli.sync.drift' });
  context.terminal.out(context.t('cli.restore.nothing', { client: client.name, file: plain(plan.file) }));
}

/** Names entries that someone else changed. */
export function tellLeft({ terminal, t }: Context, client: string, left: readonly string[]): void {
  if (left.length > 0) terminal.out(t('cli.restore.left', { client, servers: plain(left.join(', ')) }));
}
