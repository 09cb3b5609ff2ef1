// The commands and options as commander sees them; each command is one function that gives an exit code.
import type { Command } from 'commander';
import { AppError } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import { type ActivityOptions, activity } from './activity';
import { type AddOptions, add, remove } from './add';
import { broker } from './broker';
import { clients } from './clients';
import type { ExitCode, Host, Needs, Command as Run } from './context';
import { deliver } from './deliver';
import { diagnostics } from './diagnostics';
import { doctor } from './doctor';
import { type ExportOptions, exportServers } from './export';
import { type ImportOptions, importServers, undoImport } from './import';
import { type KeyOptions, key } from './key';
import { list } from './list';
import { type LoginOptions, login, logout } from './login';
import {
  deliverInProject,
  type ProjectOption,
  projectClients,
  projectSync,
  projectUndo,
  requireProject,
} from './project';
import { restore } from './restore';
import { search } from './search';
import { type SyncOptions, sync, undo } from './sync';
import { type Switches, switchTools } from './tool-switches';
import { tools } from './tools';
import { type TrustOptions, trust } from './trust';
import { type UninstallOptions, uninstall } from './uninstall';

type SyncFlags = Omit<SyncOptions, 'drift'> & ProjectOption & { keepTheirs?: boolean; writeOurs?: boolean };
export type Done = (code: ExitCode) => void;
/** Default: it needs to know how servers are. */
export type RunWith = (work: Run, needs?: Needs) => Promise<void>;

export function addServerCommands(program: Command, t: Translate, run: RunWith, command?: readonly string[]): void {
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
    .action((name: string) => run((context) => remove(context, name), 'files'));
  program
    .command('list')
    .description(t('cli.help.list'))
    .option('--json', t('cli.help.json'))
    .action((options: { json?: boolean }) => run((context) => list(context, options)));
  program
    .command('export')
    .description(t('cli.help.export'))
    .argument('[server...]')
    .option('--link', t('cli.help.exportLink'))
    .action((names: string[], options: ExportOptions) =>
      run((context) => exportServers(context, names, options), 'files'),
    );
  program
    .command('tools')
    .description(t('cli.help.tools'))
    .argument('[server]')
    .option('--off <tool...>', t('cli.help.toolsOff'))
    .option('--on <tool...>', t('cli.help.toolsOn'))
    .option('--json', t('cli.help.json'))
    .action((server: string | undefined, { on = [], off = [], json }: Partial<Switches> & { json?: boolean }) => {
      if (on.length + off.length === 0) return run((context) => tools(context, server, { json }));
      if (server === undefined || json) throw new AppError('usage', { problem: t('cli.usage.switches') });
      return run((context) => switchTools(context, server, { on, off }));
    });
}

/** What looks into servers, and into MCP Tray itself. */
export function addLookingCommands(program: Command, t: Translate, run: RunWith): void {
  program
    .command('trust')
    .description(t('cli.help.trust'))
    .argument('[server]')
    .option('--accept', t('cli.help.trustAccept'))
    .option('--json', t('cli.help.json'))
    .action((server: string | undefined, options: TrustOptions) => run((context) => trust(context, server, options)));
  program
    .command('diagnostics')
    .description(t('cli.help.diagnostics'))
    .action(() => run((context) => diagnostics(context)));
  program
    .command('search')
    .description(t('cli.help.search'))
    .argument('<word...>')
    .option('--json', t('cli.help.json'))
    .action((words: string[], options: { json?: boolean }) => run((context) => search(context, words, options)));
  program
    .command('doctor')
    .description(t('cli.help.doctor'))
    .argument('[server]')
    .option('--json', t('cli.help.json'))
    .action((server: string | undefined, options: { json?: boolean }) =>
      run((context) => doctor(context, server, options)),
    );
}

export function addSignInCommands(program: Command, t: Translate, run: RunWith): void {
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
    .option('--secret <name>', t('cli.help.keySecret'))
    .action((name: string, options: KeyOptions) => run((context) => key(context, name, options)));
}

export function addClientCommands(program: Command, t: Translate, run: RunWith): void {
  program
    .command('clients')
    .description(t('cli.help.clients'))
    .option('--json', t('cli.help.json'))
    .option('-p, --project [folder]', t('cli.help.project'))
    .action((options: { json?: boolean } & ProjectOption) =>
      run((context) => (options.project === undefined ? clients(context, options) : projectClients(context, options))),
    );
  program
    .command('sync')
    .description(t('cli.help.sync'))
    .argument('[client...]')
    .option('-n, --dry-run', t('cli.help.dryRun'))
    .option('-y, --yes', t('cli.help.syncYes'))
    .option('--keep-theirs', t('cli.help.keepTheirs'))
    .option('--write-ours', t('cli.help.writeOurs'))
    .option('-p, --project [folder]', t('cli.help.project'))
    .option('--local', t('cli.help.local'))
    .action((wanted: string[], { keepTheirs, writeOurs, ...said }: SyncFlags) => {
      if (keepTheirs && writeOurs) throw new AppError('usage', { problem: t('cli.usage.drift') });
      const options: SyncOptions & ProjectOption = {
        ...said,
        ...(keepTheirs && { drift: 'keep-theirs' }),
        ...(writeOurs && { drift: 'write-ours' }),
      };
      requireProject(options, t);
      return run((context) =>
        options.project === undefined ? sync(context, wanted, options) : projectSync(context, wanted, options),
      );
    });
  program
    .command('undo')
    .description(t('cli.help.undo'))
    .argument('[client]')
    .option('-p, --project [folder]', t('cli.help.project'))
    .option('--local', t('cli.help.local'))
    .action((client: string | undefined, options: ProjectOption) => {
      requireProject(options, t);
      return run(
        (context) => (options.project === undefined ? undo(context, client) : projectUndo(context, client, options)),
        'files',
      );
    });
  program
    .command('deliver')
    .description(t('cli.help.deliver'))
    .argument('<server>')
    .argument('<delivery>')
    .option('-c, --client <client>', t('cli.help.deliverClient'))
    .option('-p, --project [folder]', t('cli.help.project'))
    .option('--local', t('cli.help.local'))
    .action((server: string, word: string, options: { client?: string } & ProjectOption) => {
      requireProject(options, t);
      return run((context) =>
        options.project === undefined
          ? deliver(context, server, word, options)
          : deliverInProject(context, server, word, options),
      );
    });
}

export function addImportCommand(program: Command, t: Translate, run: RunWith): void {
  program
    .command('restore')
    .description(t('cli.help.restore'))
    .argument('<client>')
    .option('-n, --dry-run', t('cli.help.dryRun'))
    .option('-y, --yes', t('cli.help.syncYes'))
    .action((client: string, options: SyncOptions) => run((context) => restore(context, client, options), 'files'));
  program
    .command('import')
    .description(t('cli.help.import'))
    .argument('[client...]')
    .option('-n, --dry-run', t('cli.help.dryRun'))
    .option('-y, --yes', t('cli.help.syncYes'))
    .option('--undo', t('cli.help.importUndo'))
    .option('--json', t('cli.help.json'))
    .action((wanted: string[], { undo: takesBack, ...options }: ImportOptions & { undo?: boolean }) => {
      if (!takesBack) return run((context) => importServers(context, wanted, options), 'files');
      if (wanted.length > 0 || options.dryRun) throw new AppError('usage', { problem: t('cli.usage.importUndo') });
      return run((context) => undoImport(context, options), 'files');
    });
}

export function addBrokerCommands(program: Command, t: Translate, run: RunWith): void {
  program
    .command('activity')
    .description(t('cli.help.activity'))
    .option('-f, --follow', t('cli.help.follow'))
    .option('--json', t('cli.help.json'))
    .action((options: ActivityOptions) => run((context) => activity(context, options), 'instance'));
  program
    .command('broker')
    .description(t('cli.help.broker'))
    .option('--port <port>', t('cli.help.brokerPort'))
    .option('--json', t('cli.help.json'))
    .action(({ port, json }: { port?: string; json?: boolean }) => {
      const moved = port !== undefined && { port: brokerPortOf(port, t) };
      return run((context) => broker(context, { ...moved, ...(json && { json }) }), 'files');
    });
}

export function addUninstallCommand(program: Command, t: Translate, run: RunWith): void {
  program
    .command('uninstall')
    .description(t('cli.help.uninstall'))
    .option('-n, --dry-run', t('cli.help.dryRun'))
    .option('-y, --yes', t('cli.help.uninstallYes'))
    .option('--purge', t('cli.help.purge'))
    .action((options: UninstallOptions) => run((context) => uninstall(context, options), 'files'));
}

/** What is an instance, or stands between a client and one. */
export function addInstanceCommands(program: Command, t: Translate, host: Host, done: Done): void {
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

function brokerPortOf(text: string, t: Translate): number {
  const port = /^\d{1,5}$/u.test(text) ? Number(text) : 0;
  if (port >= 1024 && port <= 65_535) return port;
  throw new AppError('usage', { problem: t('cli.usage.brokerPort', { what: text }) });
}
