// The demo's surroundings: local servers standing for what people meet, and a temporary home that knows them.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ownBrokerPort } from '../test/support/free-port';
import { startDown } from '../test/support/servers/down';
import type { Peer } from '../test/support/servers/listen';
import { startModernHttp } from '../test/support/servers/modern-http';
import { startOpenSse } from '../test/support/servers/open-sse';
import { startPublicServer } from '../test/support/servers/public-server';
import { startSignIn } from '../test/support/servers/sign-in';

const root = path.resolve(import.meta.dirname, '..');
/** A path in the repository. */
export const at = (...parts: string[]): string => path.join(root, ...parts);

export interface Demo {
  readonly home: string;
  /** The environment in which MCP Tray and Claude Code live in that home. */
  readonly env: NodeJS.ProcessEnv;
  /** Ends the servers and removes the home. */
  stop(): Promise<void>;
}

/** Starts the servers and writes the shared config. */
export async function startDemo(): Promise<Demo> {
  const [sse, http, open, signIn, down] = await Promise.all([
    startOpenSse(),
    startModernHttp({ legacy: true }),
    startPublicServer(),
    startSignIn(),
    startDown(),
  ]);
  const peers: Peer[] = [sse, http, open, signIn, down];
  const home = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-demo-'));
  const config = path.join(home, 'mcp-tray/config');
  // Beside an MCP Tray that runs for real.
  await ownBrokerPort(config);
  const urls = { sse: sse.url, http: http.url, open: open.url, signIn: signIn.url, down: down.url };
  await writeFile(path.join(config, 'mcp.json'), sharedConfig(urls));
  return {
    home,
    env: environment(home),
    stop: async () => {
      await Promise.all(peers.map((peer) => peer.stop()));
      await rm(home, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** The demo's mcp.json, written as a person would: with comments. */
function sharedConfig(urls: Record<'sse' | 'http' | 'open' | 'signIn' | 'down', string>): string {
  return `{
  // A demo: every server runs on this machine and goes away with the demo.
  "mcpServers": {
    "notes-sse":    { "type": "sse", "url": "${urls.sse}" },
    "notes-http":   { "type": "http", "url": "${urls.http}" },
    "notes-stdio":  { "type": "stdio", "command": "node", "args": [${JSON.stringify(at('test/support/servers/stdio-notes.ts'))}] },
    "public":       { "type": "http", "url": "${urls.open}" },   // answers 404 on every OAuth path: fine
    "needs-signin": { "type": "http", "url": "${urls.signIn}" },
    "down":         { "type": "http", "url": "${urls.down}" }    // nobody listens there
  }
}
`;
}

function environment(home: string): NodeJS.ProcessEnv {
  const env = {
    ...process.env,
    HOME: home,
    USERPROFILE: home,
    XDG_CONFIG_HOME: path.join(home, '.config'),
    XDG_STATE_HOME: path.join(home, '.local/state'),
    XDG_DATA_HOME: path.join(home, '.local/share'),
    MCP_TRAY_HOME: path.join(home, 'mcp-tray'),
    MCP_TRAY_KEYCHAIN: 'memory',
    PATH: `${at('node_modules/.bin')}${path.delimiter}${process.env.PATH ?? ''}`,
  };
  return Object.fromEntries(Object.entries(env).filter(([name]) => name !== 'CLAUDE_CONFIG_DIR'));
}
