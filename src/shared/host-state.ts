// What only the tray app has to say: whether there is a tray, and how it stands with updates.
import type { WireError } from './errors';

export interface HostState<E = WireError> {
  /** This desktop shows no tray icons: the window is the only way in. */
  readonly noTray: boolean;
  readonly updates: UpdateStatus<E>;
}

/** `off`: no feed was configured when this app was packaged, or it is not packaged. Times are epoch ms. */
export type UpdateStatus<E = WireError> =
  | { readonly kind: 'off' }
  | { readonly kind: 'current'; readonly checkedAt?: number }
  | { readonly kind: 'checking' }
  | { readonly kind: 'available'; readonly version: string }
  | { readonly kind: 'downloading'; readonly version: string; readonly percent: number }
  | { readonly kind: 'ready'; readonly version: string }
  | { readonly kind: 'failed'; readonly problem: E };
