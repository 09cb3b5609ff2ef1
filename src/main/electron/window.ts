// The one window: sandboxed, on our own page only. Closing it gives its renderer back to the system and keeps the tray.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, BrowserWindow, nativeTheme, screen } from 'electron';
import { hasErrno } from '../../shared/errors';
import type { Logger } from '../ports';
import { guard } from './guard';
import { MINIMUM_SIZE, openingAt, parsePlace } from './place';

export interface WindowOptions {
  /** Absolute paths of index.html, of the preload bundle and of the application icon. */
  readonly page: string;
  readonly preload: string;
  readonly icon: string;
  /** Where the window's place is kept. */
  readonly placeFile: string;
  readonly log: Pick<Logger, 'warn' | 'error'>;
  /** True while closing would leave no way back: the window is then minimized, and stays where windows are listed. */
  readonly stays: () => boolean;
  /** Opens a link in the browser; it checks the link itself. */
  readonly openLink: (url: string) => void;
}

export interface MainWindow {
  /** Brings the window up, made anew if it was closed. `route` is a fragment such as `#/clients`, or empty. */
  show(route: string): void;
  /** The window's contents while it is open. */
  contents(): readonly Electron.WebContents[];
}

/** The planes of the page, so that nothing flashes before the first paint. */
const BACKGROUND = { light: '#ffffff', dark: '#201f1e' };

/** The page is the title bar; the overlay tells it, through env(titlebar-area-x), to leave room for the lights. */
const MAC_FRAME = { titleBarStyle: 'hidden' as const, titleBarOverlay: true, trafficLightPosition: { x: 14, y: 12 } };

export function createMainWindow(options: WindowOptions): MainWindow {
  let window: BrowserWindow | undefined;
  let quitting = false;
  app.on('before-quit', () => {
    quitting = true;
  });
  const open = (route: string) => {
    const made = new BrowserWindow(shapeOf(options));
    window = made;
    guard(made.webContents, options.openLink);
    made.once('ready-to-show', () => made.show());
    made.on('close', (event) => {
      keepPlace(made, options);
      if (quitting || !options.stays()) return;
      event.preventDefault();
      made.minimize();
    });
    made.on('closed', () => {
      if (window === made) window = undefined;
      app.dock?.hide();
    });
    void app.dock?.show();
    load(made, options, route);
  };
  return {
    show: (route) => {
      if (!window || window.isDestroyed()) return open(route);
      if (route !== '') load(window, options, route);
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    contents: () => (window && !window.isDestroyed() ? [window.webContents] : []),
  };
}

function shapeOf(options: WindowOptions): Electron.BrowserWindowConstructorOptions {
  const areas = screen.getAllDisplays().map((d) => d.workArea);
  return {
    ...openingAt(readPlace(options.placeFile), areas),
    minWidth: MINIMUM_SIZE.width,
    minHeight: MINIMUM_SIZE.height,
    show: false,
    title: app.name,
    icon: options.icon,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    // Elsewhere the system's own frame stays: its buttons would lie over the page's.
    ...(process.platform === 'darwin' && MAC_FRAME),
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      // Whoever talks a person into pasting a line there has everything the window has.
      devTools: !app.isPackaged,
      spellcheck: false,
    },
  };
}

function load(window: BrowserWindow, { page, log }: WindowOptions, route: string): void {
  window.loadURL(pathToFileURL(page).href + route).catch((error: unknown) => {
    // Closed before it had loaded: nobody is waiting for it any more.
    if (!window.isDestroyed()) log.error('the window could not load its page', { error: String(error) });
  });
}

function readPlace(file: string) {
  try {
    return parsePlace(readFileSync(file, 'utf8'));
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Synchronous, because the app may be on its way out. A place that cannot be kept is told in the log alone. */
function keepPlace(window: BrowserWindow, { placeFile, log }: WindowOptions): void {
  try {
    mkdirSync(path.dirname(placeFile), { recursive: true });
    writeFileSync(placeFile, JSON.stringify(window.getNormalBounds()));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    log.warn('the place of the window could not be kept', { error: String(error) });
  }
}
