// How many changes wait in the clients' files.
import type { ClientSummary } from '../../shared/model';

/** Changes to write plus entries someone else changed, over all clients that can be read. */
export function changesWaiting(clients: readonly Pick<ClientSummary, 'sync' | 'installed'>[]): number {
  return clients.reduce((sum, { sync, installed }) => {
    if (!installed) return sum;
    if (sync.kind === 'changes') return sum + sync.count;
    return sync.kind === 'drift' ? sum + sync.count + sync.changes : sum;
  }, 0);
}
