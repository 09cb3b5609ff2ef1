// What taking MCP Tray out again comes to.
import type { WireError } from './errors';
import type { ApplyResult, ClientId } from './model';

/** What bringing a client's first file back changed. */
export interface Restored extends ApplyResult {
  /** Entries that someone else changed since; they stay. */
  readonly left: readonly string[];
}
/** What `app:uninstall` came to; each failure leaves the rest done. */
export interface Uninstalled {
  /** Of the clients that had something of ours. */
  readonly clients: readonly UninstalledClient[];
  /** What else could not be taken away. */
  readonly problems: readonly WireError[];
}
export type UninstalledClient =
  | ({ readonly kind: 'restored' } & Restored)
  | { readonly kind: 'failed'; readonly client: ClientId; readonly file: string; readonly problem: WireError };
