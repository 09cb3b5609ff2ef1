// Puts the tray face on a started core: registrar, window, tray and the acts between them.
import path from 'node:path';
import { app, clipboard, ipcMain } from 'electron';
import type { Clock, Logger, Stop } from '../ports';
import { type Acts, createActs } from './acts';
import type { WantKind } from './attention';
import { AT_LOGIN } from './autostart';
import type { Core } from './core';
import { followTheme, setApplicationMenu } from './host';
import { registerIpc } from './ipc';
import type { MenuAct } from './menu-row';
import { startNotices } from './notices';
import { showNotification } from './notification';
import { opensAtStart } from './place';
import { startTray, type TrayFace } from './tray';
import { createMainWindow } from './window';

export interface FaceOptions {
  readonly core: Core;
  /** Whether the person has just done something about a server of this name. */
  readonly isOwn: (server: string) => boolean;
  readonly clock: Clock;
  readonly log: Logger;
  readonly stateFolder: string;
  /** Folder of the built bundles, and of the pictures. */
  readonly out: string;
  readonly resources: string;
}
export interface Face {
  /** `route` is a fragment such as `#/clients`, or empty. */
  show(route: string): void;
  stop: Stop;
}

const NOTE_MS = 60_000;

export function startFace(options: FaceOptions): Face {
  const { core, isOwn, clock, log, out, resources, stateFolder } = options;
  const page = path.join(out, 'renderer/index.html');
  const window = createMainWindow({
    page,
    preload: path.join(out, 'preload/index.cjs'),
    icon: path.join(resources, 'icon.png'),
    placeFile: path.join(stateFolder, 'window.json'),
    log,
    stays: () => tray === undefined || core.snapshot().trayless === true,
    openLink: (url) => {
      // A refused link stays unopened; the page that asked is our own and has nobody else to tell.
      core.handlers['app:openLink']({ url }).catch((error: unknown) =>
        log.warn('a link was not opened', { error: String(error) }),
      );
    },
  });
  let tray: TrayFace | undefined;
  const onNote = () => tray?.redraw();
  const { show } = window;
  const copy = (text: string) => clipboard.writeText(text);
  const acts = createActs({ core, clock, log, show, quit: () => app.quit(), copy, noteMs: NOTE_MS, onNote });
  setApplicationMenu();
  const stops = [registerIpc({ ipcMain, core, page, log, windows: window.contents }), followTheme(core), acts.stop];
  tray = putUpTray(options, acts);
  if (tray) stops.push(tray.stop);
  stops.push(
    startNotices({
      core,
      isOwn,
      show: showNotification,
      act: (server, kind) => acts.run(actOf(server, kind)),
      showAll: () => show('#/servers'),
      now: () => clock.now(),
    }),
  );
  if (opensAtStart({ atLogin: startedAtLogin(), tray: tray !== undefined, servers: core.snapshot().servers.length }))
    show('');
  return {
    show,
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}

/** What a click on a notification does. */
function actOf(server: string, kind: WantKind): MenuAct {
  if (kind === 'problem') return { kind: 'open', route: `#/servers/${encodeURIComponent(server)}/doctor` };
  if (kind === 'changed') return { kind: 'open', route: `#/servers/${encodeURIComponent(server)}` };
  // Asking the keychain again is what brings its prompt up.
  return { kind: kind === 'unlock' ? 'reconnect' : 'sign-in', server };
}

/** Without a tray the window is all there is, so that it must come up: the app goes on, and the log says why. */
function putUpTray({ core, clock, log, resources }: FaceOptions, acts: Acts): TrayFace | undefined {
  try {
    return startTray({ core, clock, icons: path.join(resources, 'tray'), run: acts.run, note: acts.note });
  } catch (error) {
    log.error('there is no tray to put the icon in', { error: String(error) });
    return undefined;
  }
}

/** macOS tells it; the other systems start us with the argument. */
function startedAtLogin(): boolean {
  return process.argv.includes(AT_LOGIN) || app.getLoginItemSettings().wasOpenedAtLogin === true;
}
