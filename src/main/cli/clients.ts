// `mcp-tray clients`: the AI clients of this machine and how their files stand against the shared config.
import { assertNever } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import type { ClientSummary } from '../../shared/model';
import { type Context, EXIT, type ExitCode, worse } from './context';
import { tellProblem } from './failures';
import { plain, table } from './layout';
import { settled } from './settle';

export async function clients(context: Context, options: { readonly json?: boolean }): Promise<ExitCode> {
  const { terminal, t, waits } = context;
  // What a client should get depends on which servers ask for a sign-in.
  const { clients: found } = await settled(context, waits.settle);
  if (options.json) terminal.out(JSON.stringify(found, null, 2));
  else {
    const titles = [t('cli.columns.client'), t('cli.columns.status'), t('cli.columns.file')];
    const columns = titles.map((title) => ({ title: terminal.paint('bold', title) }));
    const rows = found.map((c) => [sayName(c, t), saySync(c, t), plain(c.file)]);
    for (const line of table(columns, rows)) terminal.out(line);
  }
  for (const { sync } of found) if (sync.kind === 'problem') tellProblem(sync.problem, terminal);
  return found.map(exitOfClient).reduce(worse, EXIT.fine);
}

/** What nobody has seen on the program itself is said to be so. */
export function sayName({ name, evidence }: ClientSummary, t: Translate): string {
  return evidence === 'program' ? plain(name) : t('cli.clients.untried', { client: plain(name) });
}

export function saySync(client: ClientSummary, t: Translate): string {
  const { sync } = client;
  // A client whose file cannot be read is here, whatever it looks like.
  if (!client.installed && sync.kind !== 'problem') return t('common.client.notInstalled');
  switch (sync.kind) {
    case 'in-sync':
      return t('common.client.inSync');
    case 'changes':
      return t('common.client.changes', { count: sync.count });
    case 'drift':
      return t('common.client.drift');
    case 'problem':
      return t('common.client.problem');
    default:
      return assertNever(sync);
  }
}

/** 1 for a file that cannot be used, 4 for pending changes or drift; a client that is not here is never out of sync. */
export function exitOfClient({ sync, installed }: ClientSummary): ExitCode {
  if (sync.kind === 'problem') return EXIT.failed;
  return sync.kind === 'in-sync' || !installed ? EXIT.fine : EXIT.outOfSync;
}
