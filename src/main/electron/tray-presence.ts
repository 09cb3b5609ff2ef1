// Keeps an eye on whether the desktop shows a tray. At login the panel may come up after us, so a first no is asked about
// again; and whoever installs an extension later gets the tray at the next look.
import type { Clock, Logger, Stop } from '../ports';

export interface PresenceOptions {
  /** Whether something shows tray icons; undefined where that needs no asking. @throws Error where nobody knows */
  readonly ask: (() => Promise<boolean>) | undefined;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** How long after each no it is asked again, before that is believed. Milliseconds. */
  readonly waits: readonly number[];
  readonly onChange: () => void;
}
export interface TrayPresence {
  /** True once it is known that nothing shows a tray. */
  missing(): boolean;
  /** Asks again, once. */
  look(): void;
  stop: Stop;
}

export function watchTray({ ask, clock, log, waits, onChange }: PresenceOptions): TrayPresence {
  let missing = false;
  let cancel: Stop = () => undefined;
  let stopped = false;
  const know = (now: boolean) => {
    if (now === missing) return;
    missing = now;
    log.info(now ? 'this desktop shows no tray' : 'this desktop shows a tray');
    onChange();
  };
  const look = async (left: readonly number[]) => {
    cancel();
    const shown = await (ask?.() ?? true);
    if (stopped) return;
    const [wait, ...rest] = left;
    if (shown || wait === undefined) return know(!shown);
    cancel = clock.after(wait, () => start(rest));
  };
  const start = (left: readonly number[]) => {
    // Where nobody knows, the icon may well be there.
    look(left).catch((error: unknown) =>
      log.warn('the desktop cannot be asked for its tray', { error: String(error) }),
    );
  };
  start(waits);
  return {
    missing: () => missing,
    look: () => start([]),
    stop: () => {
      stopped = true;
      cancel();
    },
  };
}
