// The Node entry: gives the command line its terminal, its folders and a core, and ends with its exit code.
import os from 'node:os';
import path from 'node:path';
import { version } from '../../package.json';
import { AppError } from '../shared/errors';
import { texts } from '../shared/messages';
import { startInBackground } from './cli/background';
import { EXIT, type Host } from './cli/context';
import { tellFailure } from './cli/failures';
import { runCli } from './cli/program';
import { hasDisplay, serve } from './cli/serve';
import { type Core, openSession } from './cli/session';
import { createTerminal, languageOfEnvironment, localeOfEnvironment } from './cli/terminal';
import type { CorePorts } from './core';
import { bridgeCommandBy } from './node/bridge-command';
import { systemClock as clock } from './node/clock';
import { erase } from './node/erase';
import { appImageOf } from './node/installed';
import { createLogger, followLevel } from './node/logger';
import { pathsOf } from './node/paths';
import type { Stop } from './ports';

const { env, platform, pid, versions, execPath } = process;
const paths = pathsOf({ platform, env, home: os.homedir() });
const log = createLogger({ folder: path.join(paths.state, 'logs'), clock });
const { stdin, stdout, stderr } = process;
const terminal = createTerminal({ stdin, stdout, stderr, interrupt });
const language = languageOfEnvironment(env);
const own = { stateFolder: paths.state, version, clock };

/** A command that has ended may leave nothing behind that keeps its process; should it, the process ends anyway. */
const LINGER_MS = 3000;
/** A client that has closed its side waits for the process to go. */
const BRIDGE_LINGER_MS = 100;
let isBridge = false;
/** What shells give a command that Ctrl+C ended. */
const INTERRUPTED = 130;
const WAITS = { settle: 20_000, added: 20_000, poll: 50, begin: 5000, watch: 250, follow: 500 };
/** BROWSER is how editors on another machine bring links to the person. */
const hasBrowser = Boolean(env.BROWSER) || hasDisplay(platform, env);

/** Ctrl+C as a key instead of a signal; ends the process where nobody listens, as the signal would. */
function interrupt(): void {
  if (!process.emit('SIGINT', 'SIGINT')) process.exit(INTERRUPTED);
}

/** Settled when the core asks this process to end. */
const leaving = Promise.withResolvers<void>();
const launcher = path.resolve(import.meta.dirname, '../../bin/mcp-tray.mjs');
const bridgeCommand = bridgeCommandBy({ launcher, versions, execPath, env, platform });

async function startCore({ lasting, connects }: Pick<CorePorts, 'lasting' | 'connects'>): Promise<Core> {
  // Loaded when it is needed: a command that talks to a running instance does without.
  const [
    { createApp },
    { createHandlers },
    { checkLink, createOpenFolder, createOpenUrl },
    { createSettings },
    { openSecretStore },
  ] = await Promise.all([
    import('./app'),
    import('./handlers'),
    import('./node/open-url'),
    import('./node/settings'),
    import('./secrets/open-secret-store'),
  ]);
  const settings = await createSettings({ folder: paths.config, log, watch: lasting });
  followLevel(log, settings);
  const secrets = await openSecretStore({ env, log });
  const locale = localeOfEnvironment(env);
  // Without a screen the system's opener may start a browser made of text, and type over the terminal.
  const noBrowser = async (link: string) => {
    throw new AppError('link-failed', { url: checkLink(link) });
  };
  const openUrl = hasBrowser ? createOpenUrl({ env, platform }) : noBrowser;
  const noScreen = async (folder: string) => {
    throw new AppError('folder-not-shown', { folder });
  };
  const openFolder = hasBrowser ? createOpenFolder() : noScreen;
  const end = lasting ? { end: leaving.resolve } : {};
  const ports = {
    ...end,
    version,
    locale,
    env,
    platform,
    paths,
    clock,
    log,
    settings,
    secrets,
    openUrl,
    openFolder,
    lasting,
    connects,
  };
  const app = await createApp({ ...ports, face: 'web', bridgeCommand });
  return {
    handlers: createHandlers(app),
    snapshot: app.snapshot,
    onChange: app.onChange,
    translate: app.translate,
    bridgeKey: app.brokering.bridgeKey,
    calls: () => app.brokering.calls(),
    stop: async () => {
      await app.stop();
      await settings.stop();
    },
  };
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ends only by its stop: a second Ctrl+C still waits until the first has tidied up. */
function onInterrupt(listener: () => void): Stop {
  // `on`, not `once`: the lock's own listener ends the process when it finds itself alone with a signal.
  for (const signal of SIGNALS) process.on(signal, listener);
  return () => {
    for (const signal of SIGNALS) process.off(signal, listener);
  };
}

/** Resolves when a signal, or the launcher that is gone, asks this process to end. */
function whenAsked(): Promise<void> {
  return new Promise((resolve) => {
    onInterrupt(resolve);
    process.once('disconnect', resolve);
    process.channel?.unref();
  });
}

async function bridge(server: string): Promise<void> {
  isBridge = true;
  const [{ runBridge }, { createDoors }, { createWireFetch }] = await Promise.all([
    import('./bridge/bridge'),
    import('./cli/doors'),
    import('./broker/wire-fetch'),
  ]);
  const wire = createWireFetch();
  const image = appImageOf(env, execPath);
  const command = image === undefined ? ([execPath, process.argv[1] ?? ''] as const) : ([image] as const);
  const start = () => startInBackground({ command, env, platform, home: os.homedir(), log });
  const { say, ...doors } = createDoors({ ...own, server, language, start });
  const { fetch } = wire;
  try {
    await runBridge({ input: stdin, output: stdout, doors, fetch, clock, log, say, asked: whenAsked() });
  } finally {
    wire.stop();
    stdin.destroy();
  }
}

const host: Host = {
  terminal,
  clock,
  language,
  version,
  waits: WAITS,
  folder: process.cwd(),
  hasBrowser,
  onInterrupt,
  bridge,
  erase: (what) => erase(paths, what),
  openSession: (needs) => {
    const alone = () => startCore({ lasting: false, connects: needs === 'servers' });
    const nothing = () => Promise.reject(new AppError('not-running'));
    return openSession({ ...own, startCore: needs === 'instance' ? nothing : alone });
  },
  serve: (options, t) => {
    const staticFolder = path.resolve(import.meta.dirname, '../renderer');
    const display = hasDisplay(platform, env);
    const asked = Promise.race([whenAsked(), leaving.promise]);
    return serve(
      options,
      {
        ...own,
        terminal,
        log,
        staticFolder,
        pid,
        hasDisplay: display,
        startCore: () => startCore({ lasting: true, connects: true }),
        asked,
      },
      t,
    );
  },
};

function end(code: number): void {
  process.exitCode = code;
  const timer = setTimeout(() => process.exit(), isBridge ? BRIDGE_LINGER_MS : LINGER_MS);
  // Under Electron nothing ends by having nothing to do.
  if (versions.electron === undefined) timer.unref();
  else stdout.write('', () => process.exit());
}

// `mcp-tray list | head` closes our output early, which is no failure. A bridge then has its session to end first.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  if (!isBridge) process.exit(EXIT.fine);
});
process.once('uncaughtException', (error) => {
  log.error('uncaught', { error });
  process.exit(tellFailure(error, terminal, texts(language)));
});

end(await runCli(process.argv.slice(2), host));
