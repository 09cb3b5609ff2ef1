// Runs one command line: help, usage and failures in the reader's language, an exit code at the end.
import { Command, CommanderError } from 'commander';
import { AppError } from '../../shared/errors';
import { type Translate, texts } from '../../shared/messages';
import { shellWord } from './add';
import {
  addBrokerCommands,
  addClientCommands,
  addImportCommand,
  addInstanceCommands,
  addLookingCommands,
  addServerCommands,
  addSignInCommands,
  addUninstallCommand,
  type Done,
  type RunWith,
} from './commands';
import { EXIT, type ExitCode, type Host, type Needs, type Command as Run } from './context';
import { tellFailure } from './failures';

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
  const run: RunWith = async (work, needs = 'servers') => done(await withSession(host, work, needs));
  addServerCommands(program, t, run, command);
  addLookingCommands(program, t, run);
  addSignInCommands(program, t, run);
  addClientCommands(program, t, run);
  addImportCommand(program, t, run);
  addBrokerCommands(program, t, run);
  addUninstallCommand(program, t, run);
  addInstanceCommands(program, t, host, done);
  return program;
}

/** Runs a command with the core, in the language the person chose. */
async function withSession(host: Host, work: Run, needs: Needs): Promise<ExitCode> {
  const { terminal, clock, waits, folder, hasBrowser, onInterrupt, erase } = host;
  const session = await host.openSession(needs);
  try {
    const { settings } = await session.handlers['app:snapshot'](undefined);
    const language = settings.language === 'system' ? host.language : settings.language;
    const t = texts(language);
    try {
      return await work({ terminal, clock, waits, folder, hasBrowser, onInterrupt, erase, session, t, language });
    } catch (error) {
      return tellFailure(error, terminal, t);
    }
  } finally {
    await session.close();
  }
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
