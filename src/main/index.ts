// The tray app. Wires the ports, the core, the command line's door and the tray face, and nothing else.
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { app, dialog, shell } from 'electron';
import { AppError, toWire } from '../shared/errors';
import { languageOf, texts } from '../shared/messages';
import { createApp } from './app';
import { handOver } from './electron/hand-over';
import { loginItem, systemLocale } from './electron/host';
import { followLifecycle, takeLinks } from './electron/lifecycle';
import { watchActs } from './electron/own-acts';
import { startFace } from './electron/start';
import { lacksTrayHost } from './electron/tray-host';
import { createUpdates } from './electron/updates';
import { createHandlers } from './handlers';
import { bridgeCommandBy } from './node/bridge-command';
import { systemClock as clock } from './node/clock';
import { appImageOf, commandLineIn } from './node/installed';
import { createLogger, followLevel } from './node/logger';
import { checkLink, createOpenUrl } from './node/open-url';
import { pathsOf } from './node/paths';
import { createSettings } from './node/settings';
import type { AsyncStop } from './ports';
import { openSecretStore } from './secrets/open-secret-store';
import { takeInstance } from './web/instance';
import { startWeb } from './web/web';

const STOP_MS = 5000;
/** A connection that someone restarted has settled by then. */
const OWN_ACT_MS = 30_000;
const out = path.resolve(import.meta.dirname, '..');
const launcher = path.resolve(out, '../bin/mcp-tray.mjs');
const { env, platform, pid, versions, execPath, argv } = process;
/** Beside the archive of a packaged app. */
const packed = app.isPackaged ? process.resourcesPath : undefined;
if (packed !== undefined) handOver({ argv, env, become: process.execve, ...commandLineIn(packed, platform) });

const paths = pathsOf({ platform, env, home: os.homedir() });
const log = createLogger({ folder: path.join(paths.state, 'logs'), clock });
const version = app.getVersion();

const links = takeLinks(argv);

/** What has been started, in that order; it is stopped in the opposite one. */
const started: AsyncStop[] = [];
async function stopAll(): Promise<void> {
  for (let stop = started.pop(); stop; stop = started.pop()) await stop();
}

async function openBySystem(link: string): Promise<void> {
  const url = checkLink(link);
  await shell.openExternal(url).catch((cause: unknown) => {
    throw new AppError('link-failed', { url }, { cause });
  });
}
async function openFolder(folder: string): Promise<void> {
  const refused = await shell.openPath(folder);
  if (refused !== '') throw new AppError('folder-not-shown', { folder });
}
/** Whoever sets BROWSER means it, and the system's way does not ask for it. */
const openUrl = env.BROWSER ? createOpenUrl({ env, platform }) : openBySystem;

async function takeOwnership() {
  const onLost = () => app.quit();
  const ours = { stateFolder: paths.state, version, clock, onLost, replacesBackground: true };
  const taken = await takeInstance(ours);
  if (taken.kind === 'other') throw new AppError('already-running', { address: taken.instance.address });
  started.push(taken.claim.release);
  return taken.claim;
}

/** Where a feed was configured, packaging has written it down beside the archive. */
const hasFeed = packed !== undefined && existsSync(path.join(packed, 'app-update.yml'));
const loadUpdater = hasFeed ? async () => (await import('electron-updater')).default.autoUpdater : undefined;

async function startCore(locale: string | undefined) {
  const settings = await createSettings({ folder: paths.config, log });
  started.push(settings.stop);
  followLevel(log, settings);
  const updates = createUpdates({ load: loadUpdater, clock, log });
  started.push(async () => updates.stop());
  const configHome = env.XDG_CONFIG_HOME ?? path.join(paths.home, '.config');
  const core = await createApp({
    face: 'tray',
    version,
    locale,
    env,
    platform,
    paths,
    clock,
    log,
    settings,
    secrets: await openSecretStore({ env, log }),
    openUrl,
    openFolder,
    trayless: await lacksTrayHost(platform),
    startAtLogin: loginItem(configHome, appImageOf(env, execPath) ?? execPath, texts(languageOf(locale))),
    bridgeCommand: bridgeCommandBy({ launcher, versions, execPath, env, platform, resources: packed }),
    updates,
    lasting: true,
    connects: true,
    end: () => app.quit(),
  });
  started.push(core.stop);
  return { ...core, ...watchActs(createHandlers(core), clock, OWN_ACT_MS) };
}

async function start(): Promise<void> {
  const claim = await takeOwnership();
  const core = await startCore(systemLocale());
  const stateFolder = paths.state;
  const resources = path.resolve(out, '../resources');
  const face = startFace({ core, isOwn: core.isOwn, clock, log, stateFolder, out, resources });
  started.push(async () => face.stop());
  const { show } = face;
  const offer = (link: string) => `#/add/${core.offer(link)}`;
  followLifecycle({ clock, log, show, offer, nudge: core.nudge, stop: stopAll, stopMs: STOP_MS });
  links.follow({ show, offer });
  const web = await startWeb({ ...core, staticFolder: path.join(out, 'renderer'), port: 0, log, clock });
  started.push(web.stop);
  const { bridgeKey } = core.brokering;
  await claim.publish({ address: web.address, key: web.key, bridgeKey, pid, version, face: 'tray' });
}

async function fail(error: unknown): Promise<void> {
  const t = texts(languageOf(systemLocale()));
  const { message, action } = toWire(error, t);
  log.error('the tray app could not start', { error });
  dialog.showErrorBox(t('tray.cannotStart'), `${message}\n${action}`);
  await stopAll();
  app.exit(1);
}

// Before ready: no renderer is ever without a sandbox, whoever makes it.
app.enableSandbox();
// Before ready: the lock of the single instance lives in this folder.
app.setPath('userData', path.join(paths.state, 'electron'));
if (app.requestSingleInstanceLock()) app.whenReady().then(start).catch(fail);
else app.quit();
