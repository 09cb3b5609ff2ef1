// Whether to offer, once, that MCP Tray starts at login.
import type { Snapshot } from '../../shared/model';

/**
 * True once a client's file holds entries that answer only while MCP Tray runs, on a face that can start at login, until
 * the person has answered.
 */
export function offersStart(snapshot: Pick<Snapshot, 'startAtLogin' | 'settings' | 'clients'>): boolean {
  const { startAtLogin, settings, clients } = snapshot;
  if (startAtLogin !== false || settings.offeredStartAtLogin) return false;
  return clients.some((client) => client.installed && client.holdsKey);
}
