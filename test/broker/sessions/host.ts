// What the sessions go through: the built app itself, `mcp-tray serve`, signed in once by a person. One client gets the
// entry that the app wrote into its file, the other the bridge, as clients do that know only commands.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LAUNCHER, makeHome } from '../../e2e/command-line';
import { asker } from '../../e2e/open-page';

export interface HostNeeds {
  /** The server the sessions use, and its name in them. */
  readonly mcpUrl: string;
  readonly server: string;
  /** The person's browser, for `BROWSER`. */
  readonly browser: string;
}

export type ClientKind = 'claude' | 'qwen';

export interface Host {
  /** The entry for the server in each client's own file. */
  readonly entries: Readonly<Record<ClientKind, Readonly<Record<string, unknown>>>>;
  /** What it printed; the last lines. */
  said(): string;
  stop(): Promise<void>;
}

const MOST_SAID = 4_000;
const SIGN_IN_MS = 60_000;

/** Resolves when a person has signed in to the server. */
export async function startHost({ mcpUrl, server, browser }: HostNeeds): Promise<Host> {
  const home = await makeHome({ BROWSER: browser });
  await home.file('.claude.json', '{}');
  const serving = await home.serve('--no-open');
  let said = '';
  serving.child.stderr?.on('data', (chunk) => {
    said = `${said}${chunk}`.slice(-MOST_SAID);
  });
  const stop = async () => {
    await serving.stop();
    await home.remove();
  };
  try {
    const ask = await asker(home);
    await ask('servers:add', { drafts: [{ name: server, type: 'http', url: mcpUrl }] });
    await until(ask, (kind) => kind === 'sign-in-needed');
    await ask('server:signIn', { name: server, how: 'browser' });
    await until(ask, (kind) => kind === 'ready');
    const { id } = await ask('client:plan', { client: 'claude-code' });
    await ask('client:apply', { client: 'claude-code', planId: id });
    const written = JSON.parse(await readFile(path.join(home.folder, '.claude.json'), 'utf8'));
    const env = { MCP_TRAY_HOME: path.join(home.folder, 'mcp-tray'), MCP_TRAY_KEYCHAIN: 'memory' };
    const bridge = { command: process.execPath, args: [LAUNCHER, 'bridge', server], env };
    return { entries: { claude: written.mcpServers[server], qwen: bridge }, said: () => said, stop };
  } catch (error) {
    await stop();
    throw new Error(`the host did not start: ${said}`, { cause: error });
  }
}

/** Waits for the only server's state. */
async function until(ask: Awaited<ReturnType<typeof asker>>, test: (kind: string) => boolean): Promise<void> {
  const deadline = Date.now() + SIGN_IN_MS;
  for (;;) {
    const { servers } = await ask('app:snapshot', undefined);
    const kind = servers[0]?.state.kind ?? 'none';
    if (test(kind)) return;
    if (Date.now() > deadline) throw new Error(`the server is still ${kind}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
