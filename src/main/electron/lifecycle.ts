// How the app begins and ends: one instance, a second start shows the window, and quitting waits for what was started.
import { app, powerMonitor } from 'electron';
import type { AsyncStop, Clock, Logger } from '../ports';

export interface LifecycleOptions {
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
  /** `route` is a fragment such as `#/clients`, or empty. */
  readonly show: (route: string) => void;
  /** Keeps an install link for the person to look at; gives the route that shows it. */
  readonly offer: (link: string) => string;
  /** After wake or unlock: failed connections are tried again at once. */
  readonly nudge: () => void;
  readonly stop: AsyncStop;
  /** The longest quitting waits for `stop`. Milliseconds. */
  readonly stopMs: number;
}

/** Hooks the application's events. Closing the last window is not among the reasons to quit. */
export function followLifecycle(options: LifecycleOptions): void {
  const { show, nudge, offer } = options;
  app.on('second-instance', (_event, argv) => show(routeIn(argv, offer)));
  app.on('activate', () => show(''));
  app.on('window-all-closed', () => undefined);
  powerMonitor.on('resume', nudge);
  powerMonitor.on('unlock-screen', nudge);
  quitAfterStop(options);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
}

function quitAfterStop({ stop, stopMs, clock, log }: LifecycleOptions): void {
  let state: 'running' | 'stopping' | 'stopped' = 'running';
  app.on('before-quit', (event) => {
    if (state === 'stopped') return;
    event.preventDefault();
    if (state === 'stopping') return;
    state = 'stopping';
    const late = new Promise<void>((resolve) => void clock.after(stopMs, resolve));
    const orderly = stop().catch((error: unknown) => log.error('stopping failed', { error: String(error) }));
    void Promise.race([orderly, late]).then(() => {
      state = 'stopped';
      app.quit();
    });
  });
}

/** Links of ours. Windows and Linux give them to a start of the app, macOS tells them. */
const SCHEME = 'mcp-tray';
const LINK = /^mcp-tray:/iu;

/**
 * Asks the system for our links, and hands on the ones it gives: a link alone never adds or starts anything. macOS tells the
 * link that started the app before anything is there to show it, so this begins before that.
 * @param argv of this start of the app
 */
export function takeLinks(argv: readonly string[]): {
  /** From now on what is opened is shown, what was opened already first. */
  readonly follow: (options: Pick<LifecycleOptions, 'show' | 'offer'>) => void;
} {
  // Unpackaged, the system would start Electron itself, without the app.
  if (app.isPackaged) app.setAsDefaultProtocolClient(SCHEME);
  const early = [...argv];
  let open = (link: string): void => {
    early.push(link);
  };
  app.on('open-url', (event, url) => {
    event.preventDefault();
    open(url);
  });
  return {
    follow: ({ show, offer }) => {
      open = (link) => show(routeIn([link], offer));
      const route = routeIn(early, offer);
      if (route !== '') show(route);
    },
  };
}

function routeIn(argv: readonly string[], offer: (link: string) => string): string {
  const link = argv.find((word) => LINK.test(word));
  return link === undefined ? '' : offer(link);
}
