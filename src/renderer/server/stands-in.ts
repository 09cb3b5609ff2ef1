// Which clients' files hold an entry of ours for a server.
import type { CellStatus, ClientSummary } from '../../shared/model';

const WRITTEN: readonly CellStatus[] = ['in-sync', 'update', 'remove', 'drift'];

/** Names of the clients, in their order. */
export function standsIn(clients: readonly ClientSummary[], server: string): readonly string[] {
  return clients
    .filter((c) => c.installed && c.cells.some((cell) => cell.server === server && WRITTEN.includes(cell.status)))
    .map((c) => c.name);
}
