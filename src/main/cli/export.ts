// `mcp-tray export`: servers as others can add them; what they will lack is said on standard error.
import { type Context, EXIT, type ExitCode } from './context';
import { plain } from './layout';

export interface ExportOptions {
  readonly link?: boolean;
}

/** All servers where no name is given. */
export async function exportServers(
  { session, terminal, t }: Context,
  names: readonly string[],
  { link }: ExportOptions,
): Promise<ExitCode> {
  const exported = await session.handlers['servers:export']({ names: [...names] });
  terminal.out(link ? exported.link : exported.json.trimEnd());
  const list = (of: readonly string[]) => plain(of.join(t('common.listSeparator')));
  if (exported.secrets.length > 0) terminal.err(t('cli.export.secrets', { names: list(exported.secrets) }));
  if (exported.local.length > 0) terminal.err(t('cli.export.local', { names: list(exported.local) }));
  return EXIT.fine;
}
