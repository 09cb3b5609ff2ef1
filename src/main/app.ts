// The only file that joins rooms: each is given its ports here, and what one needs of another.
import path from 'node:path';
import { AppError } from '../shared/errors';
import { texts } from '../shared/messages';
import { Activity } from './broker/activity';
import { endpointPath } from './broker/address';
import { createBroker } from './broker/broker';
import { createLocalKeys, withKey } from './broker/local-keys';
import { createRevokedKeys } from './broker/revoked-keys';
import { createWireFetch } from './broker/wire-fetch';
import type { BrokerParts } from './brokering';
import { createClients } from './clients/create-clients';
import { createProjects } from './clients/create-projects';
import { namesIn, withOwnNames } from './config/claimed-names';
import { transportOfUrl } from './config/claude-line';
import { exportServers } from './config/export';
import { createHeldSecrets } from './config/held-secrets';
import { nameProblem, toServerName } from './config/names';
import { parsePaste } from './config/paste';
import { createResolver } from './config/references';
import { draftProblem, leadsToUs, meaningOf, withKeychain } from './config/same-server';
import { entryHasSecret, keychainNames, referTo, showAddress, takeSecrets } from './config/secret-values';
import { createSharedConfig } from './config/shared-config';
import { createConnections } from './connections/connections';
import { createUpstreams } from './connections/upstreams';
import { type App, type CorePorts, joinRooms } from './core';
import { createDoctor } from './doctor/create-doctor';
import { languageInForce } from './language';
import { loginShellEnv } from './node/login-shell';
import { freePortNear, whoHoldsPort } from './node/port-holder';
import { redactText } from './node/redact';
import { createSignIns } from './oauth/sign-ins';
import type { Connections, ResolveReferences, SharedConfig, SignIns } from './ports';
import { BRIDGE } from './running-broker';
import { createTrust } from './trust/create-trust';
import { createUpstream } from './upstream-access';

/** A login shell that takes longer is left alone. */
const SHELL_MS = 3000;
/** Secrets of a thousand entries, found some times over. */
const MOST_FOUND = 20_000;

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
    whoHolds: whoHoldsPort,
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
  const { broker, stopUpstreams } = brokerParts({ ...ports, connections, signIns, resolve, shell });
  // A desktop session lacks what start-up files set, such as CLAUDE_CONFIG_DIR.
  const about = { clock, log, env: await shell(), platform, paths };
  const clients = createClients(about);
  const projects = createProjects(about);
  const heldSecrets = createHeldSecrets({ clock });
  const words = { parsePaste, heldSecrets, takeSecrets, referTo, entryHasSecret, keychainNames, showAddress };
  const files = { configFile, config, clients, projects };
  const finding = {
    foundSecrets: createHeldSecrets({ clock, most: MOST_FOUND, expired: 'import-expired' }),
    names: {
      toServerName,
      nameProblem,
      transportOf: transportOfAddress,
    },
    sameServer: { meaningOf, withKeychain, draftProblem },
    leadsToUs,
  };
  const sharing = { draftNames: namesIn, withOwnNames, exportServers };
  return joinRooms({
    ...ports,
    ...words,
    ...finding,
    ...sharing,
    ...files,
    connections,
    signIns,
    redact: redactText,
    trust: createTrust({ clock, log, folder: path.join(paths.state, 'trust'), connections, showAddress }),
    doctor: doctorOf({ ...ports, config, connections, signIns }),
    broker,
    stopUpstreams,
  });
}

interface Examined extends CorePorts {
  readonly config: SharedConfig;
  readonly connections: Connections;
  readonly signIns: SignIns;
}

function doctorOf(around: Examined) {
  const { clock, platform, paths, config, connections, signIns, version, face } = around;
  return createDoctor({
    clock,
    platform,
    home: paths.home,
    translate: () => texts(languageInForce(around)),
    server: (name) => {
      const server = config.list().servers.find((s) => s.name === name);
      if (!server) throw new AppError('server-unknown', { name });
      return server;
    },
    exam: (name) => connections.exam(name),
    inspect: (name) => signIns.inspect(name),
    showAddress,
    redact: redactText,
    about: [`MCP Tray ${version} (${face}), ${platform} ${process.arch}, Node ${process.versions.node}`],
  });
}

interface Around extends CorePorts {
  readonly connections: Connections;
  readonly signIns: SignIns;
  readonly resolve: ResolveReferences;
  readonly shell: () => Promise<Readonly<Record<string, string | undefined>>>;
}

/** Where a reference stands in the host, an address cannot be parsed before it is used. */
const transportOfAddress = (url: string) => (URL.canParse(url) ? transportOfUrl(new URL(url)) : 'http');

/** The broker room, in front of the connections room's ways to servers. */
function brokerParts(around: Around) {
  const { clock, log, env, platform, connections, signIns, resolve, shell, secrets } = around;
  const wire = createWireFetch();
  const upstreams = createUpstreams({
    clock,
    log,
    env,
    platform,
    resolve,
    shellPath: async () => (await shell()).PATH ?? '',
    signed: (server, base) => signIns.fetchFor(server, base),
    base: wire.fetch,
    onLine: (server, source, text) => connections.note(server, source, text),
  });
  const keys = createLocalKeys(secrets, createRevokedKeys(path.join(around.paths.state, 'revoked-keys.json')));
  const activity = new Activity(clock, { keepsContent: () => around.settings.get().activityContent });
  const upstream = createUpstream({ clock, connections, signIns, reach: upstreams.reach });
  const broker: BrokerParts = {
    keys,
    activity,
    pathOf: endpointPath,
    reachedBy: upstream.reachedBy,
    whoHolds: whoHoldsPort,
    freePort: freePortNear,
    start: (port, { bridgeKey, trouble, reading }) =>
      createBroker({
        clock,
        log,
        port,
        activity,
        keys: { ...withKey(keys, bridgeKey, BRIDGE), trouble, reading },
        upstream: upstream.open,
        texts: () => texts(languageInForce(around)),
        onTrouble: (server) => lookIfReady(connections, server),
      }),
  };
  const stopUpstreams = async () => {
    wire.stop();
    await upstreams.stop();
  };
  return { broker, stopUpstreams };
}

/** What a client met and the connection has not: the state, and with it every face, is to say so too. */
function lookIfReady(connections: Connections, server: string): void {
  const view = connections.views().find((v) => v.server.name === server);
  if (view?.state.kind === 'ready') connections.check(server);
}
