// `mcp-tray tools`: what the servers offer, with what each tool costs in a model's context.
import { AppError } from '../../shared/errors';
import { spellHidden } from '../../shared/hidden-characters';
import type { ServerSummary, Tool } from '../../shared/model';
import { sayServer, sayTokens } from '../../shared/say';
import { type Context, EXIT, type ExitCode } from './context';
import { tellProblem } from './failures';
import { cut, plain, table, widthOf } from './layout';
import { nextCommand } from './next';
import { exitOfServers, settled } from './settle';

export async function tools(
  context: Context,
  wanted: string | undefined,
  options: { readonly json?: boolean },
): Promise<ExitCode> {
  const { terminal, session } = context;
  const about = (server: ServerSummary) => wanted === undefined || server.name === wanted;
  const snapshot = await settled(context, context.waits.settle, about);
  const servers = snapshot.servers.filter(about);
  if (wanted !== undefined && servers.length === 0) throw new AppError('server-unknown', { name: wanted });
  const entries = [];
  for (const server of servers) {
    // A server without a catalog has nothing to ask for.
    const known = server.catalogSource !== 'none';
    const catalog = known ? await session.handlers['server:catalog']({ name: server.name }) : undefined;
    entries.push({ server, tools: catalog?.tools ?? [] });
  }
  if (options.json) {
    const shape = entries.map((e) => ({
      server: e.server.name,
      state: e.server.state.kind,
      source: e.server.catalogSource,
      tokens: e.server.tokens,
      tools: e.tools,
      disabledTools: e.server.disabledTools,
    }));
    terminal.out(JSON.stringify(shape, null, 2));
  } else for (const entry of entries) show(entry.server, entry.tools, context);
  if (snapshot.configProblem) tellProblem(snapshot.configProblem.problem, terminal);
  return snapshot.configProblem ? EXIT.failed : exitOfServers(servers);
}

function show(server: ServerSummary, list: readonly Tool[], { terminal, t, clock }: Context): void {
  const name = plain(server.name);
  const said = plain(sayServer(server, t, clock.now()));
  const tokens = server.catalogSource === 'none' ? [] : [sayTokens(server.tokens, t)];
  terminal.out([terminal.paint('bold', name), said, ...tokens].join('  '));
  if (server.catalogSource === 'cache' && server.state.kind !== 'connecting') {
    terminal.out(terminal.paint('dim', t('cli.cached', { server: name })));
  }
  for (const line of toolLines(list, terminal.width)) terminal.out(line);
  const gone = server.disabledTools.filter((name) => !list.some((tool) => tool.name === name));
  if (gone.length > 0) terminal.out(terminal.paint('dim', t('cli.tools.gone', { tools: plain(gone.join(', ')) })));
  if ('problem' in server.state) {
    terminal.out(terminal.paint('dim', plain(nextCommand(server, t) ?? server.state.problem.action)));
  }
  if (server.catalogProblem) tellProblem(server.catalogProblem, terminal);

  function toolLines(tools: readonly Tool[], width: number | undefined): string[] {
    const heads = tools.map((tool) => [`  ${plain(tool.name)}`, sayTokens(tool.tokens, t), marks(tool)]);
    const used = Math.max(0, ...table([{ title: '' }, { title: '' }, { title: '' }], heads).map(widthOf));
    const room = width === undefined ? undefined : Math.max(16, width - used - 2);
    const rows = heads.map((head, i) => [...head, cut(plain(firstLine(tools[i])), room)]);
    return table([{ title: '' }, { title: '', align: 'right' }, { title: '' }, { title: '' }], rows).slice(1);
  }

  function marks(tool: Tool): string {
    if (server.disabledTools.includes(tool.name)) return t('cli.marks.off');
    if (tool.destructive) return t('cli.marks.destructive');
    return tool.readOnly ? t('cli.marks.readOnly') : '';
  }
}

function firstLine(tool: Tool | undefined): string {
  return spellHidden(tool?.description.trimStart().split('\n', 1)[0] ?? '');
}
