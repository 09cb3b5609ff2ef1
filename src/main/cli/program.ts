// The commands and options as commander sees them; each command is one function that gives an exit code.
import { Command, CommanderError } from 'commander';
import { AppError } from '../../shared/errors';
import { type Translate, texts } from '../../shared/messages';
import { type AddOptions, add, remove, shellWord } from './add';
import { clients } from './clients';
import { EXIT, type ExitCode, type Host, type Command as Run } from './context';
import { tellFailure } from './failures';
import { type KeyOptions, key } from './key';
import { list } from './list';
import { type LoginOptions, login, logout } from './login';
import { type SyncOptions, sync, undo } from './sync';
import { tools } from './tools';

/** Runs one command line (without node and script) and gives its exit code; failures are told on standard error. */
export async function runCli(argv: readonly string[], host: Host): Promise<ExitCode> {
  const t = texts(host.language);
  const { words, command } = readArguments(argv);
  let code: ExitCode = EXIT.fine;
  const done = (result: ExitCode) => {
    code = result;
  };
  try {
    await createProgram(host, t, command, done).parseAsync([...words], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return endOfCommander(error, host, t);
    return tellFailure(error, host.terminal, t);
  }
}

/** Takes apart what commander cannot: a command after `--`, and a `claude mcp add` line pasted as many words. */
export function readArguments(argv: readonly string[]): {
  readonly words: readonly string[];
  readonly command?: readonly string[];
} {
  if (argv[0] !== 'add') return { words: argv };
  if (argv[1] === 'claude') return { words: ['add', argv.slice(1).map(shellWord).join(' ')] };
  const at = argv.indexOf('--');
  return at === -1 ? { words: argv } : { words: argv.slice(0, at), command: argv.slice(at + 1) };
}

type Done = (code: ExitCode) => void;

function createProgram(host: Host, t: Translate, command: readonly string[] | undefined, done: Done): Command {
  const program = new Command('mcp-tray');
  const titles: Readonly<Record<string, string>> = {
    'Usage:': t('cli.help.usage'),
    'Commands:': t('cli.help.commands'),
    'Options:': t('cli.help.options'),
    'Arguments:': t('cli.help.arguments'),
  };
  program
    .description(t('cli.about'))
    .configureHelp({ styleTitle: (title) => host.terminal.paint('bold', titles[title] ?? title) })
    .configureOutput({
      writeOut: (text) => host.terminal.out(text.trimEnd()),
      writeErr: (text) => host.terminal.err(text.trimEnd()),
      // Told in the reader's language by endOfCommander.
      outputError: () => undefined,
    })
    .exitOverride()
    .version(host.version, '-V, --version', t('cli.help.version'))
    .helpOption('-h, --help', t('cli.help.help'))
    .helpCommand('help [command]', t('cli.help.helpCommand'));
  const run: RunWith = async (work, connects = true) => done(await withSession(host, work, connects));
  addServerCommands(program, t, run, command);
  addSignInCommands(program, t, run);
  addClientCommands(program, t, run);
  program
    .command('serve')
    .description(t('cli.help.serve'))
    .option('--port <port>', t('cli.help.port'), '0')
    .option('--no-open', t('cli.help.noOpen'))
    .option('--background [minutes]', t('cli.help.background'))
    .action(async ({ port, open, background }: { port: string; open: boolean; background?: string | true }) => {
      const unused = background !== undefined && { background: minutesOf(background, t) };
      done(await host.serve({ port: portOf(port, t), open, ...unused }, t));
    });
  program
    .command('bridge')
    .description(t('cli.help.bridge'))
    .argument('<server>')
    .action((server: string) => host.bridge(server));
  return program;
}

/** `connects`: whether the command needs to know how servers are; what only edits files starts none. */
type RunWith = (work: Run, connects?: boolean) => Promise<void>;

function addServerCommands(program: Command, t: Translate, run: RunWith, command?: readonly string[]): void {
  const many = (value: string, before: readonly string[]) => [...before, value];
  program
    .command('add')
    .description(t('cli.help.add'))
    .argument('<server...>', t('cli.help.addName'))
    .option('-H, --header <header>', t('cli.help.header'), many, [])
    .option('-e, --env <variable>', t('cli.help.env'), many, [])
    .option('-t, --transport <transport>', t('cli.help.transport'))
    .option('-y, --yes', t('cli.help.addYes'))
    .action((words: string[], options: AddOptions) => run((context) => add(context, { words, command, options })));
  program
    .command('remove')
    .description(t('cli.help.remove'))
    .argument('<name>')
    .action((name: string) => run((context) => remove(context, name), false));
  program
    .command('list')
    .description(t('cli.help.list'))
    .option('--json', t('cli.help.json'))
    .action((options: { json?: boolean }) => run((context) => list(context, options)));
  program
    .command('tools')
    .description(t('cli.help.tools'))
    .argument('[server]')
    .option('--json', t('cli.help.json'))
    .action((server: string | undefined, options: { json?: boolean }) =>
      run((context) => tools(context, server, options)),
    );
}

function addSignInCommands(program: Command, t: Translate, run: RunWith): void {
  program
    .command('login')
    .description(t('cli.help.login'))
    .argument('<name>')
    .option('--device', t('cli.help.device'))
    .option('--paste', t('cli.help.paste'))
    .option('--client-id <id>', t('cli.help.clientId'))
    .option('--client-secret', t('cli.help.clientSecret'))
    .action((name: string, options: LoginOptions) => run((context) => login(context, name, options)));
  program
    .command('logout')
    .description(t('cli.help.logout'))
    .argument('<name>')
    .action((name: string) => run((context) => logout(context, name)));
  program
    .command('key')
    .description(t('cli.help.key'))
    .argument('<name>')
    .option('-H, --header <name>', t('cli.help.keyHeader'), 'Authorization')
    .action((name: string, options: KeyOptions) => run((context) => key(context, name, options)));
}

function addClientCommands(program: Command, t: Translate, run: RunWith): void {
  program
    .command('clients')
    .description(t('cli.help.clients'))
    .option('--json', t('cli.help.json'))
    .action((options: { json?: boolean }) => run((context) => clients(context, options)));
  program
    .command('sync')
    .description(t('cli.help.sync'))
    .argument('[client...]')
    .option('-n, --dry-run', t('cli.help.dryRun'))
    .option('-y, --yes', t('cli.help.syncYes'))
    .action((wanted: string[], options: SyncOptions) => run((context) => sync(context, wanted, options)));
  program
    .command('undo')
    .description(t('cli.help.undo'))
    .argument('[client]')
    .action((client: string | undefined) => run((context) => undo(context, client), false));
}

/** Runs a command with the core, in the language the person chose. */
async function withSession(host: Host, work: Run, connects: boolean): Promise<ExitCode> {
  const { terminal, clock, waits, hasBrowser, onInterrupt } = host;
  const session = await host.openSession(connects);
  try {
    const { settings } = await session.handlers['app:snapshot'](undefined);
    const t = texts(settings.language === 'system' ? host.language : settings.language);
    try {
      return await work({ terminal, clock, waits, hasBrowser, onInterrupt, session, t });
    } catch (error) {
      return tellFailure(error, terminal, t);
    }
  } finally {
    await session.close();
  }
}

function portOf(text: string, t: Translate): number {
  const port = /^\d{1,5}$/u.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new AppError('usage', { problem: t('cli.usage.port', { what: text }) });
}

/** How long an instance in the background waits for somebody to use it. */
const USUAL_MINUTES = 10;

function minutesOf(text: string | true, t: Translate): number {
  const minutes = text === true ? USUAL_MINUTES : /^\d{1,5}(\.\d+)?$/u.test(text) ? Number(text) : 0;
  if (minutes > 0) return minutes * 60_000;
  throw new AppError('usage', { problem: t('cli.usage.minutes', { what: String(text) }) });
}

/** Help and version end here too; everything else commander refuses is a usage error in our words. */
function endOfCommander(error: CommanderError, host: Host, t: Translate): ExitCode {
  if (error.exitCode === 0) return EXIT.fine;
  if (error.code === 'commander.help') return EXIT.usage;
  // What stands behind `=` may be a secret that was meant for an option that takes none.
  const what = (/'([^']*)'/u.exec(error.message)?.[1] ?? '').replace(/=.*$/su, '');
  return tellFailure(new AppError('usage', { problem: usageProblem(error.code, what, t) }), host.terminal, t);
}

function usageProblem(code: string, what: string, t: Translate): string {
  switch (code) {
    case 'commander.unknownCommand':
      return t('cli.usage.unknownCommand', { what });
    case 'commander.unknownOption':
      return t('cli.usage.unknownOption', { what });
    case 'commander.optionMissingArgument':
      return t('cli.usage.optionValue', { what });
    case 'commander.excessArguments':
      return t('cli.usage.tooMany');
    default:
      return t('cli.usage.missing', { what });
  }
}
