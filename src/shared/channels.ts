// The two IPC channels of the tray app: every request goes through one, every event through the other.
export const REQUEST_CHANNEL = 'mcp-tray:request';
export const EVENT_CHANNEL = 'mcp-tray:event';
