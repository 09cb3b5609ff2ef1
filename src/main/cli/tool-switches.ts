// `mcp-tray tools SERVER --off TOOL…` and `--on TOOL…`: what brokered clients neither see nor may call.
import { AppError } from '../../shared/errors';
import { type Context, EXIT, type ExitCode } from './context';
import { plain } from './layout';
import { serverIn, settled } from './settle';

export interface Switches {
  readonly on: readonly string[];
  readonly off: readonly string[];
}

/** Switches all or none. @throws AppError server-unknown; tool-unknown for a name that is neither offered nor off */
export async function switchTools(context: Context, name: string, { on, off }: Switches): Promise<ExitCode> {
  const { session, terminal, t, waits } = context;
  const server = serverIn(await settled(context, waits.settle, (one) => one.name === name), name);
  const offered = server.catalogSource === 'none' ? undefined : await session.handlers['server:catalog']({ name });
  const known = new Set([...(offered?.tools ?? []).map((tool) => tool.name), ...server.disabledTools]);
  const strange = [...off, ...on].find((tool) => !known.has(tool));
  // Without a list nobody can say that there is no such tool.
  if (strange !== undefined && (offered || on.includes(strange)))
    throw new AppError('tool-unknown', { server: name, tool: strange });
  const { clients } = await session.write(async (handlers) => {
    for (const tool of off) await handlers['server:setTool']({ name, tool, on: false });
    for (const tool of on) await handlers['server:setTool']({ name, tool, on: true });
    return handlers['app:snapshot'](undefined);
  });
  for (const tool of off) terminal.out(t('cli.tools.off', { tool: plain(tool), server: plain(name) }));
  for (const tool of on) terminal.out(t('cli.tools.on', { tool: plain(tool), server: plain(name) }));
  const cells = clients.filter((c) => c.installed).flatMap((c) => c.cells.filter((cell) => cell.server === name));
  if (off.length > 0 && cells.some((cell) => cell.delivery === 'direct')) terminal.out(t('cli.tools.direct'));
  if (cells.some((cell) => cell.status === 'update')) terminal.out(t('cli.deliver.next'));
  return EXIT.fine;
}
