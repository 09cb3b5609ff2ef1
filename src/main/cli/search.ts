// `mcp-tray search`: tools of all servers by words.
import { find, prepare } from '../../shared/find';
import { sayTokens } from '../../shared/say';
import type { IndexedTool } from '../../shared/tool-index';
import { type Context, EXIT, type ExitCode } from './context';
import { cut, plain, table, widthOf } from './layout';
import { settled } from './settle';

const MOST = 50;
/** Servers whose tools are asked for at once. */
const AT_ONCE = 50;

/** 1 where nothing is found, as `grep` has it. */
export async function search(
  context: Context,
  words: readonly string[],
  { json }: { readonly json?: boolean },
): Promise<ExitCode> {
  const { terminal, t } = context;
  const tools = await indexed(context);
  const found = find(
    prepare(tools, (tool) => tool),
    words.join(' '),
  );
  if (json) terminal.out(JSON.stringify(found, null, 2));
  else {
    for (const line of lines(found.slice(0, MOST), context)) terminal.out(line);
    if (found.length > MOST) terminal.hint(t('cli.search.more', { count: found.length - MOST }));
    if (found.length === 0) terminal.hint(t('window.find.nothing'));
  }
  return found.length > 0 ? EXIT.fine : EXIT.failed;
}

async function indexed(context: Context): Promise<IndexedTool[]> {
  const { servers } = await settled(context, context.waits.settle);
  const names = servers.filter((s) => s.catalogSource !== 'none').map((s) => s.name);
  const tools: IndexedTool[] = [];
  for (let at = 0; at < names.length; at += AT_ONCE) {
    const part = await context.session.handlers['servers:tools']({ names: names.slice(at, at + AT_ONCE) });
    tools.push(...part.flatMap((one) => one.tools));
  }
  return tools;
}

function lines(tools: readonly IndexedTool[], { terminal, t }: Context): string[] {
  const heads = tools.map((tool) => [plain(tool.server), plain(tool.name), sayTokens(tool.tokens, t)]);
  const columns = [{ title: '' }, { title: '' }, { title: '', align: 'right' as const }, { title: '' }];
  const used = Math.max(0, ...table(columns.slice(0, 3), heads).map(widthOf));
  const room = terminal.width === undefined ? undefined : Math.max(16, terminal.width - used - 2);
  const rows = heads.map((head, i) => [...head, cut(plain(tools[i]?.description.split('\n', 1)[0] ?? ''), room)]);
  return table(columns, rows).slice(1);
}
