// What the core may ask of the tray app it runs in. Interfaces only; other faces have none of it.
import type { AppError } from '../shared/errors';
import type { HostState } from '../shared/host-state';
import type { Stop } from './ports';

export interface Updates {
  status(): HostState<AppError>['updates'];
  /** Looks for a newer version; nothing is fetched. @throws AppError update-off, update-check-failed */
  check(): Promise<void>;
  /** @throws AppError update-none, update-download-failed, update-refused */
  download(): Promise<void>;
  /** Ends the app and starts the newer one. @throws AppError update-none */
  install(): Promise<void>;
}

export interface HostPort {
  readonly updates: Updates;
  /** True once it is known that this desktop shows no tray icons. */
  noTray(): boolean;
  onChange(listener: () => void): Stop;
}
