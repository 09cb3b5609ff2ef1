// Every test process: a home of its own, and no way out but loopback.
import { mkdtempSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const home = mkdtempSync(path.join(os.tmpdir(), 'mcp-tray-test-home-'));
process.env.HOME = home;
process.env.USERPROFILE = home;
process.env.XDG_CONFIG_HOME = path.join(home, '.config');
process.env.XDG_STATE_HOME = path.join(home, '.local/state');
process.env.XDG_DATA_HOME = path.join(home, '.local/share');
process.env.MCP_TRAY_HOME = path.join(home, 'mcp-tray');
delete process.env.CLAUDE_CONFIG_DIR;

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/u;
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function guarded(this: net.Socket, ...args: unknown[]) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  const host =
    typeof options === 'object' && options !== null && 'host' in options
      ? String(options.host ?? 'localhost')
      : 'localhost';
  if (!LOOPBACK.test(host)) throw new Error(`a test tried to reach ${host}`);
  return Reflect.apply(connect, this, args);
} as typeof connect;
