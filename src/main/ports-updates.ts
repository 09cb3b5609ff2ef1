// What the core may ask of the tray app about newer versions of it. Interfaces only; other faces have none of it.
import type { AppError } from '../shared/errors';
import type { UpdateStatus } from '../shared/update-status';
import type { Stop } from './ports';

export interface Updates {
  status(): UpdateStatus<AppError>;
  /** Looks for a newer version; nothing is fetched. @throws AppError update-off, update-check-failed */
  check(): Promise<void>;
  /** @throws AppError update-none, update-download-failed, update-refused */
  download(): Promise<void>;
  /** Ends the app and starts the newer one. @throws AppError update-none */
  install(): Promise<void>;
  onChange(listener: () => void): Stop;
}
