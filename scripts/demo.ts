// `npm run demo`: local servers standing for what people meet, in a temporary home. No account, no network, and
// nothing of the person who runs it is read or written. Ends, and cleans up, with Ctrl+C.
import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline/promises';
import { startDown } from '../test/support/servers/down';
import type { Peer } from '../test/support/servers/listen';
import { startModernHttp } from '../test/support/servers/modern-http';
import { startOpenSse } from '../test/support/servers/open-sse';
import { startPublicServer } from '../test/support/servers/public-server';
import { startSignIn } from '../test/support/servers/sign-in';

const root = path.resolve(import.meta.dirname, '..');
const at = (...parts: string[]) => path.join(root, ...parts);

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

/** Offers to sync; the command shows its plan and asks before it writes. */
async function offerSync(env: NodeJS.ProcessEnv): Promise<void> {
  if (spawnSync('claude', ['--version'], { env, shell: process.platform === 'win32' }).status !== 0) {
    console.log('Claude Code is not installed, so the demo does not offer to sync to it.');
    return;
  }
  const command = 'node bin/mcp-tray.mjs sync';
  if (!process.stdin.isTTY) {
    console.log(
      `Claude Code is installed. To sync into the temporary home: HOME=${env.HOME} MCP_TRAY_HOME=${env.MCP_TRAY_HOME} ${command}`,
    );
    return;
  }
  const asking = readline.createInterface({ input: process.stdin, output: process.stdout });
  const answer = await asking.question(
    'Claude Code is installed. Show what would be synced into the temporary home? [y/N] ',
  );
  asking.close();
  if (!/^y/iu.test(answer.trim())) return;
  spawnSync(process.execPath, [at('bin/mcp-tray.mjs'), 'sync'], { env, cwd: root, stdio: 'inherit' });
  console.log(`See it there: HOME=${env.HOME} claude mcp list`);
}

const [sse, http, open, signIn, down] = await Promise.all([
  startOpenSse(),
  startModernHttp({ legacy: true }),
  startPublicServer(),
  startSignIn(),
  startDown(),
]);
const peers: Peer[] = [sse, http, open, signIn, down];
const home = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-demo-'));
const env = environment(home);
const config = path.join(home, 'mcp-tray/config');
await mkdir(config, { recursive: true });
await writeFile(
  path.join(config, 'mcp.json'),
  sharedConfig({ sse: sse.url, http: http.url, open: open.url, signIn: signIn.url, down: down.url }),
);
console.log(`The demo lives in ${home} and goes away with Ctrl+C.`);

const app = spawn(process.execPath, [at('scripts/start.mjs'), ...process.argv.slice(2)], {
  cwd: root,
  env,
  stdio: ['ignore', 'inherit', 'inherit'],
});
const ended = new Promise<number>((resolve) => app.once('exit', (code) => resolve(code ?? 0)));
const onSignal = () => void app.kill('SIGTERM');
process.on('SIGINT', onSignal);
process.on('SIGTERM', onSignal);
void offerSync(env);
process.exitCode = await ended;
await Promise.all(peers.map((peer) => peer.stop()));
await rm(home, { recursive: true, force: true, maxRetries: 3 });
process.exit();
