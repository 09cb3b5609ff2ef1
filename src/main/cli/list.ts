// `mcp-tray list`: every server, how it is, and what to do where something is wrong.
import { assertNever } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import type { ServerSummary } from '../../shared/model';
import { isSigningIn, sayOverall, sayServer, sayTokens } from '../../shared/say';
import { type Context, EXIT, type ExitCode, type Style, worse } from './context';
import { tellProblem } from './failures';
import { plain, table } from './layout';
import { nextCommand } from './next';
import { exitOfServers, settled } from './settle';

export async function list(context: Context, options: { readonly json?: boolean }): Promise<ExitCode> {
  const { terminal, t, clock, waits } = context;
  const snapshot = await settled(context, waits.settle);
  const { servers, configProblem } = snapshot;
  if (options.json) terminal.out(JSON.stringify(servers, null, 2));
  else {
    if (servers.length > 0) for (const line of serverTable(servers, context, clock.now())) terminal.out(line);
    for (const line of actions(servers, t)) terminal.out(line);
    terminal.out(terminal.paint('dim', sayOverall(snapshot, t)));
  }
  if (configProblem) tellProblem(configProblem.problem, terminal);
  return worse(exitOfServers(servers), configProblem ? EXIT.failed : EXIT.fine);
}

function serverTable(servers: readonly ServerSummary[], { terminal, t }: Context, now: number): string[] {
  const title = (text: string) => terminal.paint('bold', text);
  const columns = [
    { title: title(t('cli.columns.state')) },
    { title: title(t('cli.columns.name')) },
    { title: title(t('cli.columns.transport')) },
    { title: title(t('cli.columns.tokens')), align: 'right' as const },
    { title: title(t('cli.columns.status')) },
  ];
  const rows = servers.map((server) => [
    terminal.paint(styleOf(server), stateWord(server, t)),
    plain(server.name),
    t(`common.transport.${server.transport}`),
    server.catalogSource === 'none' ? '' : sayTokens(server.tokens, t),
    plain(sayServer(server, t, now)),
  ]);
  return table(columns, rows);
}

/** The next action of each server that has a problem. */
function actions(servers: readonly ServerSummary[], t: Translate): string[] {
  return servers.flatMap((server) => {
    const { name, state } = server;
    if (!('problem' in state) || isSigningIn(server)) return [];
    return [`${plain(name)}: ${plain(nextCommand(server, t) ?? state.problem.action)}`];
  });
}

/** One word for the state; the same for a person who sees no colours. */
export function stateWord({ state }: ServerSummary, t: Translate): string {
  switch (state.kind) {
    case 'off':
      return t('cli.state.off');
    case 'connecting':
      return t('cli.state.connecting');
    case 'ready':
      return t('cli.state.ready');
    case 'sign-in-needed':
      return t('cli.state.signIn');
    case 'needs-input':
      return t('cli.state.needsInput');
    case 'failed':
      return t('cli.state.failed');
    default:
      return assertNever(state);
  }
}

function styleOf({ state }: ServerSummary): Style {
  switch (state.kind) {
    case 'off':
    case 'connecting':
      return 'dim';
    case 'ready':
      return 'green';
    case 'sign-in-needed':
    case 'needs-input':
      return 'yellow';
    case 'failed':
      return 'red';
    default:
      return assertNever(state);
  }
}
