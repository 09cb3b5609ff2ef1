// `mcp-tray doctor`: why a server does not work, one check after the other.
import { type Check, type CheckOutcome, COMMAND_CHECKS, type Diagnosis, REMOTE_CHECKS } from '../../shared/diagnosis';
import { AppError } from '../../shared/errors';
import type { ServerSummary, Snapshot } from '../../shared/model';
import { needForCode } from '../../shared/needs';
import { sayCheck } from '../../shared/say-diagnosis';
import { type Context, EXIT, type ExitCode, type Style, worse } from './context';
import { tellProblem } from './failures';
import { plain, widthOf } from './layout';

/** Servers that are examined at once. */
const AT_ONCE = 4;
const MARK: Readonly<Record<CheckOutcome, string>> = {
  passed: '✓',
  failed: '▲',
  'needs-you': '◆',
  running: '○',
  'not-needed': '–',
  'not-reached': '○',
};
const STYLE: Partial<Record<CheckOutcome, Style>> = {
  passed: 'green',
  failed: 'red',
  'needs-you': 'yellow',
  'not-needed': 'dim',
  'not-reached': 'dim',
};

/** Of one server everything; of all, what is wrong. @throws AppError server-unknown */
export async function doctor(
  context: Context,
  wanted: string | undefined,
  { json }: { readonly json?: boolean },
): Promise<ExitCode> {
  const { session, terminal } = context;
  const snapshot = await session.handlers['app:snapshot'](undefined);
  const servers = snapshot.servers.filter(({ name }) => wanted === undefined || name === wanted);
  if (wanted !== undefined && servers.length === 0) throw new AppError('server-unknown', { name: wanted });
  const diagnoses = await diagnosed(context, servers);
  if (json) terminal.out(JSON.stringify(wanted === undefined ? diagnoses : diagnoses[0], null, 2));
  else {
    if (wanted === undefined) tellApp(context, snapshot);
    for (const diagnosis of diagnoses) tell(context, diagnosis, wanted !== undefined);
  }
  if (snapshot.configProblem) tellProblem(snapshot.configProblem.problem, terminal);
  return diagnoses.map(exitOf).reduce(worse, snapshot.configProblem ? EXIT.failed : EXIT.fine);
}

async function diagnosed(context: Context, servers: readonly ServerSummary[]): Promise<Diagnosis[]> {
  const { session, terminal, t } = context;
  const found = new Map<string, Diagnosis>();
  const waiting = servers.map((server) => server.name);
  const work = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      terminal.progress(t('doctor.window.running', { name: plain(name) }));
      found.set(name, await session.handlers['server:diagnose']({ name }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  terminal.progress('');
  return servers.flatMap(({ name }) => found.get(name) ?? []);
}

/** What is true for all servers: the shared config, where secrets are kept, the broker. */
function tellApp({ terminal, t }: Context, { configFile, configProblem, keychain, broker }: Snapshot): void {
  const line = (ok: boolean, text: string) =>
    terminal.out(`${terminal.paint(ok ? 'green' : 'red', MARK[ok ? 'passed' : 'failed'])} ${plain(text)}`);
  line(!configProblem, configProblem?.problem.message ?? configFile);
  line(keychain === 'keychain', t(keychain === 'keychain' ? 'cli.doctor.keychain' : 'cli.doctor.memory'));
  if (broker.kind === 'failed') line(false, `${broker.problem.message} ${broker.problem.action}`);
  else if (broker.kind === 'running') line(true, t('cli.doctor.broker', { address: broker.address }));
}

function tell({ terminal, t }: Context, { server, checks, verdict }: Diagnosis, isWhole: boolean): void {
  if (!verdict) return;
  const { outcome, title, text } = verdict;
  const isWell = outcome === 'fine' || outcome === 'off';
  const mark: CheckOutcome = outcome === 'fine' ? 'passed' : outcome === 'off' ? 'not-needed' : outcome;
  terminal.out(`${paint(mark)} ${terminal.paint('bold', plain(server))}: ${plain(title)}`);
  if (isWell && !isWhole) return;
  terminal.out(`  ${plain(text)}`);
  if (outcome === 'off') return;
  const width = Math.max(...[...REMOTE_CHECKS, ...COMMAND_CHECKS].map((name) => widthOf(t(`doctor.check.${name}`))));
  for (const check of checks) for (const line of lines(check, width)) terminal.out(line);

  function paint(what: CheckOutcome): string {
    const style = STYLE[what];
    return style ? terminal.paint(style, MARK[what]) : MARK[what];
  }

  function lines(check: Check, room: number): string[] {
    const name = t(`doctor.check.${check.name}`);
    const gap = ' '.repeat(room - widthOf(name) + 2);
    const said = `  ${paint(check.outcome)} ${name}${gap}${plain(sayCheck(check, t))}`;
    return [
      said,
      ...(check.evidence ?? []).map((e) => terminal.paint(e.tells ? 'bold' : 'dim', `      ${plain(e.text)}`)),
    ];
  }
}

function exitOf({ verdict }: Diagnosis): ExitCode {
  if (verdict?.outcome === 'fine' || verdict?.outcome === 'off') return EXIT.fine;
  return verdict?.code !== undefined && needForCode(verdict.code) === 'sign-in' ? EXIT.signIn : EXIT.failed;
}
