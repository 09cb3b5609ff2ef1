// What the core may ask of the tray app: joins the tray's presence and the updates, and tells of both.
import type { Clock, Logger, Stop } from '../ports';
import type { HostPort } from '../ports-host';
import { hasTrayHost } from './tray-host';
import { type TrayPresence, watchTray } from './tray-presence';
import { createUpdates, type Updater } from './updates';

export interface HostPortOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly atLogin: boolean;
  /** Absent on Windows. */
  readonly uid: number | undefined;
  /** Loads electron-updater; undefined where no feed was configured. */
  readonly loadUpdater: (() => Promise<Updater>) | undefined;
}
export interface Host {
  readonly port: HostPort;
  readonly presence: TrayPresence;
  stop: Stop;
}

const BUS_MS = 2000;
/** A panel that starts with the session is there by then; one that was restarted just now comes back sooner. */
const TRAY_WAITS = { atLogin: [3000, 10_000, 30_000], byHand: [1500] };
const FIRST_LOOK_MS = 60_000;
const DAY_MS = 24 * 60 * 60_000;

export function createHost(options: HostPortOptions): Host {
  const { clock, log, platform, env, uid, loadUpdater } = options;
  const listeners = new Set<() => void>();
  const onChange = () => {
    for (const listener of listeners) listener();
  };
  // Elsewhere the system's own bar always has a place for it.
  const asks = platform === 'linux' && uid !== undefined;
  const ask = asks ? () => hasTrayHost({ env, uid, timeoutMs: BUS_MS }) : undefined;
  const waits = options.atLogin ? TRAY_WAITS.atLogin : TRAY_WAITS.byHand;
  const presence = watchTray({ ask, clock, log, waits, onChange });
  const updates = createUpdates({ load: loadUpdater, clock, log, firstMs: FIRST_LOOK_MS, everyMs: DAY_MS, onChange });
  return {
    presence,
    port: {
      updates,
      noTray: presence.missing,
      onChange: (listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    stop: () => {
      presence.stop();
      updates.stop();
      listeners.clear();
    },
  };
}
