// Every test file: a home of its own that goes with it, no keychain, and no way out but loopback.
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

const home = mkdtempSync(path.join(os.tmpdir(), 'mcp-tray-test-home-'));
// The first hook to be registered is the last to run, when the file has ended what it started.
afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
process.env.HOME = home;
process.env.USERPROFILE = home;
process.env.APPDATA = path.join(home, 'AppData/Roaming');
process.env.LOCALAPPDATA = path.join(home, 'AppData/Local');
process.env.XDG_CONFIG_HOME = path.join(home, '.config');
process.env.XDG_STATE_HOME = path.join(home, '.local/state');
process.env.XDG_DATA_HOME = path.join(home, '.local/share');
process.env.XDG_CACHE_HOME = path.join(home, '.cache');
process.env.MCP_TRAY_HOME = path.join(home, 'mcp-tray');
process.env.MCP_TRAY_KEYCHAIN = 'memory';
delete process.env.DBUS_SESSION_BUS_ADDRESS;
delete process.env.CLAUDE_CONFIG_DIR;

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/u;
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function guarded(this: net.Socket, ...args: unknown[]) {
  const host = hostOf(args);
  if (!LOOPBACK.test(host)) throw new Error(`a test tried to reach ${host}`);
  return Reflect.apply(connect, this, args);
} as typeof connect;

/** `connect(options)`, `connect(port, host)`, `connect(path)`, and the list `net.connect` makes of any of them. */
function hostOf(args: readonly unknown[]): string {
  const [first, second] = args;
  if (Array.isArray(first)) return hostOf(first);
  if (typeof first === 'object' && first !== null)
    return 'host' in first ? String(first.host ?? 'localhost') : 'localhost';
  return typeof second === 'string' ? second : 'localhost';
}
