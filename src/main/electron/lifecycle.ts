// How the app begins and ends: one instance, a second start shows the window, and quitting waits for what was started.
import { app, powerMonitor } from 'electron';
import type { AsyncStop, Clock, Logger } from '../ports';

export interface LifecycleOptions {
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
  readonly show: () => void;
  /** After wake or unlock: failed connections are tried again at once. */
  readonly nudge: () => void;
  readonly stop: AsyncStop;
  /** The longest quitting waits for `stop`. Milliseconds. */
  readonly stopMs: number;
}

/** Hooks the application's events. Closing the last window is not among the reasons to quit. */
export function followLifecycle(options: LifecycleOptions): void {
  const { show, nudge } = options;
  app.on('second-instance', show);
  app.on('activate', show);
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
