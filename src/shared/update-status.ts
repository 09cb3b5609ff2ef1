// How it stands with updates of the tray app.
import type { WireError } from './errors';

/** `off`: no feed was configured when this app was packaged, or it is not packaged. Times are epoch ms. */
export type UpdateStatus<E = WireError> =
  | { readonly kind: 'off' }
  | { readonly kind: 'current'; readonly checkedAt?: number }
  | { readonly kind: 'checking' }
  | { readonly kind: 'available'; readonly version: string }
  | { readonly kind: 'downloading'; readonly version: string; readonly percent: number }
  | { readonly kind: 'ready'; readonly version: string }
  | { readonly kind: 'failed'; readonly problem: E };
