// Whether to offer, once, that MCP Tray starts at login.
import type { CellStatus, Snapshot } from '../../shared/model';

const WRITTEN: readonly CellStatus[] = ['in-sync', 'update'];

/** True once brokered entries stand in a client's file, on a face that can start at login, until the person has answered. */
export function offersStart(snapshot: Pick<Snapshot, 'startAtLogin' | 'settings' | 'clients'>): boolean {
  const { startAtLogin, settings, clients } = snapshot;
  if (startAtLogin !== false || settings.offeredStartAtLogin) return false;
  return clients
    .filter((client) => client.installed)
    .some((client) => client.cells.some((cell) => cell.delivery === 'brokered' && WRITTEN.includes(cell.status)));
}
