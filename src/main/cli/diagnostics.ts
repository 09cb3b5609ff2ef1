// `mcp-tray diagnostics`: what goes into a report about MCP Tray, to be read before it is sent.
import { type Context, EXIT, type ExitCode } from './context';

export async function diagnostics({ session, terminal, t }: Context): Promise<ExitCode> {
  terminal.out(await session.handlers['app:diagnostics'](undefined));
  terminal.hint(t('cli.diagnostics.read'));
  return EXIT.fine;
}
