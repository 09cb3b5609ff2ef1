// The only file that joins rooms: each is given its ports here, and what one needs of another.
import path from 'node:path';
import { texts } from '../shared/messages';
import { createClients } from './clients/create-clients';
import { createHeldSecrets } from './config/held-secrets';
import { parsePaste } from './config/paste';
import { createResolver } from './config/references';
import { entryHasSecret, keychainNames, referTo, showAddress, takeSecrets } from './config/secret-values';
import { createSharedConfig } from './config/shared-config';
import { createConnections } from './connections/connections';
import { type App, type CorePorts, joinRooms, languageInForce } from './core';
import { loginShellEnv } from './node/login-shell';
import { createSignIns } from './oauth/sign-ins';

/** A login shell that takes longer is left alone. */
const SHELL_MS = 3000;

/** Starts the core. Stopping the app ends every connection, process, watcher and timer it started. */
export async function createApp(ports: CorePorts): Promise<App> {
  const { clock, log, env, paths, platform } = ports;
  const configFile = path.join(paths.config, 'mcp.json');
  const config = await createSharedConfig({ file: configFile, clock, log, watch: ports.lasting });
  const shell = loginShellEnv({ clock, log, env, platform, timeoutMs: SHELL_MS, fromTerminal: env.TERM !== undefined });
  const resolve = createResolver({ env: async (name) => env[name] ?? (await shell())[name], secrets: ports.secrets });
  const signIns = createSignIns({
    clock,
    log,
    resolve,
    secrets: ports.secrets,
    openUrl: ports.openUrl,
    texts: () => texts(languageInForce(ports)),
    lockFolder: path.join(paths.state, 'locks'),
    clientMetadataUrl: () => ports.settings.get().clientMetadataUrl,
  });
  const connections = createConnections({
    clock,
    log,
    env,
    platform,
    cacheFolder: path.join(paths.state, 'catalogs'),
    resolve,
    signIns,
    shellPath: async () => (await shell()).PATH ?? '',
    clientInfo: { name: 'mcp-tray', version: ports.version },
  });
  // A desktop session lacks what start-up files set, such as CLAUDE_CONFIG_DIR.
  const clients = createClients({ clock, log, env: await shell(), platform, paths });
  const heldSecrets = createHeldSecrets({ clock });
  const words = { parsePaste, heldSecrets, takeSecrets, referTo, entryHasSecret, keychainNames, showAddress };
  return joinRooms({ ...ports, ...words, configFile, config, connections, clients, signIns });
}
