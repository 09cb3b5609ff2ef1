// The behaviour that spans rooms: what a snapshot says, when clients are looked at again, how a server is added.
import path from 'node:path';
import { AppError, toWire } from '../shared/errors';
import { type Language, languageOf, type Translate, texts } from '../shared/messages';
import type {
  ApplyResult,
  ClientId,
  Delivery,
  DriftChoice,
  Plan,
  Server,
  ServerDraft,
  Snapshot,
} from '../shared/model';
import { type Brokering, type BrokerParts, createBrokering } from './brokering';
import { coalesce, oneAtATime } from './coalesce';
import { needsSecret, type SecretFacts, wantedFor } from './delivery';
import { sweepTempFiles } from './files/text-file';
import type {
  AsyncStop,
  ClientState,
  Clients,
  Clock,
  Connections,
  ConnectionView,
  HeldSecrets,
  Logger,
  OpenUrl,
  Paths,
  SecretStore,
  Settings,
  SharedConfig,
  SignIns,
  Stop,
} from './ports';
import { createServerEdits, type ServerEdits } from './server-edits';
import { createSigning, type Signing } from './signing';
import { clientSummary, type ShowAddress, serverSummary, wireBroker } from './snapshot';

/** The login item of the tray app; faces that cannot start at login do not have one. */
export interface StartAtLogin {
  get(): boolean;
  set(on: boolean): Promise<void>;
}

/** What a host gives the core. */
export interface CorePorts {
  readonly face: Snapshot['face'];
  readonly version: string;
  /** Locale of the system, such as `ja_JP.UTF-8`; decides the language where the settings do not. */
  readonly locale: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly paths: Paths;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: Settings;
  readonly secrets: SecretStore;
  readonly openUrl: OpenUrl;
  readonly startAtLogin?: StartAtLogin;
  /** False for a single command: nothing is watched, and secrets kept in memory would be gone with it. */
  readonly lasting: boolean;
  /** False for a command that only edits files: no server is connected or started. */
  readonly connects: boolean;
}

/** Everything the core is made of, already started. */
export interface Rooms extends CorePorts {
  readonly configFile: string;
  readonly config: SharedConfig;
  readonly connections: Connections;
  readonly clients: Clients;
  readonly signIns: SignIns;
  readonly broker: BrokerParts;
  /** Ends what the broker's ways to servers left open. */
  readonly stopUpstreams: AsyncStop;
  readonly parsePaste: (text: string) => ServerDraft[];
  readonly heldSecrets: HeldSecrets;
  /** Splits plaintext secrets off a draft and puts references in their place. */
  readonly takeSecrets: (
    draft: ServerDraft,
    taken: Iterable<string>,
  ) => {
    draft: ServerDraft;
    secrets: readonly { name: string; value: string }[];
  };
  /** The text that refers to a secret the person gave for one place of an entry. */
  readonly referTo: (
    server: string,
    key: string,
    value: string,
    taken: Iterable<string>,
  ) => { text: string; secret: { name: string; value: string } };
  readonly entryHasSecret: (server: Server) => boolean;
  /** Names of the secrets an entry refers to in the keychain. */
  readonly keychainNames: (server: Server) => readonly string[];
  readonly showAddress: ShowAddress;
}

/** The core as handlers and hosts use it. */
export interface App extends Pick<Rooms, 'settings' | 'config' | 'connections' | 'openUrl'>, ServerEdits {
  snapshot(): Snapshot;
  /** Calls back, coalesced, whenever the snapshot may have changed. */
  onChange(listener: () => void): Stop;
  /** The translator of the language in force. */
  translate(): Translate;
  plan(client: ClientId): Promise<Plan>;
  apply(client: ClientId, planId: string): Promise<ApplyResult>;
  undo(client: ClientId): Promise<ApplyResult>;
  resolveDrift(client: ClientId, server: string, choice: DriftChoice): Promise<void>;
  /** For this client, or for every one. */
  setDelivery(client: ClientId | undefined, server: string, delivery: Delivery | undefined): Promise<void>;
  /** Connects anew, and makes the broker's way to the server anew. @throws AppError server-unknown */
  reconnect(name: string): Promise<void>;
  /** Moves the broker; clients are planned anew. @throws AppError broker-port-taken */
  setBrokerPort(port: number): Promise<void>;
  /** @throws AppError keychain-locked, keychain-failed */
  revokeKey(client: ClientId): Promise<void>;
  /** What clients did through the broker, and what opens it for `mcp-tray bridge`. */
  readonly brokering: Pick<Brokering, 'activity' | 'bridgeKey' | 'calls'>;
  setStartAtLogin(on: boolean): Promise<void>;
  readonly signing: Signing;
  /** After wake or network return. */
  nudge(): void;
  stop: AsyncStop;
}

const SNAPSHOT_MS = 40;

/** Joins started rooms into the app. Stopping the app stops every room. */
export async function joinRooms(rooms: Rooms): Promise<App> {
  const { config, connections, clients, settings } = rooms;
  const brokering = createBrokering(
    rooms,
    () => watch.look(),
    () => watch.poke(),
  );
  const watch = createWatch(rooms, brokering);
  const app: App = {
    settings,
    config,
    connections,
    openUrl: rooms.openUrl,
    snapshot: () => snapshotOf(rooms, brokering, watch.clientStates()),
    onChange: watch.onChange,
    translate: () => texts(languageInForce(rooms)),
    ...createServerEdits(rooms),
    ...clientActs(rooms, brokering, watch.lookAtClients),
    reconnect: async (name) => {
      brokering.renew(name);
      await connections.reconnect(name);
    },
    setBrokerPort: async (port) => {
      await brokering.setPort(port);
      await watch.lookAtClients();
    },
    brokering,
    setStartAtLogin: async (on) => {
      if (!rooms.startAtLogin) throw new AppError('not-on-this-face');
      await rooms.startAtLogin.set(on);
      watch.poke();
    },
    signing: createSigning(rooms),
    nudge: () => {
      rooms.signIns.nudge();
      connections.nudge();
      brokering.nudge();
    },
    stop: async () => {
      await watch.stop();
      // First the door: what comes in now would find the rooms behind it closed.
      await brokering.stop();
      await Promise.all([
        config.stop(),
        clients.stop(),
        connections.stop(),
        rooms.signIns.stop(),
        rooms.stopUpstreams(),
      ]);
    },
  };
  connectServers(rooms);
  await brokering.start();
  await watch.lookAtClients();
  if (rooms.lasting) await sweepLeftovers(rooms, watch.clientStates());
  return app;
}

type ClientActs = Pick<App, 'plan' | 'apply' | 'undo' | 'resolveDrift' | 'setDelivery' | 'revokeKey'>;

/** What is done to clients' files; each is looked at again afterwards. */
function clientActs(rooms: Rooms, brokering: Brokering, look: () => Promise<void>): ClientActs {
  const { clients, config } = rooms;
  const wantedNow = async (client: ClientId) => {
    const wanted = wantedOrThrow(rooms, brokering, client);
    if (!wanted.some((w) => w.delivery === 'brokered')) return wanted;
    await brokering.prepare(client);
    return wantedOrThrow(rooms, brokering, client);
  };
  const change = async <T>(work: Promise<T>): Promise<T> => {
    const value = await work;
    await look();
    return value;
  };
  return {
    plan: async (client) => clients.plan(client, await wantedNow(client)),
    apply: async (client, planId) => change(clients.apply(client, await wantedNow(client), planId)),
    undo: (client) => change(clients.undo(client)),
    resolveDrift: async (client, server, choice) => {
      const { turnOff } = await clients.resolveDrift(client, server, choice);
      if (turnOff) await config.setDelivery([client], server, 'off');
      await look();
    },
    setDelivery: (client, server, delivery) =>
      change(config.setDelivery(client === undefined ? clients.ids : [client], server, delivery)),
    revokeKey: (client) => change(brokering.revoke(client)),
  };
}

/** A writer that was killed may have left its temporary file beside the file it meant. */
async function sweepLeftovers({ configFile, clock, log }: Rooms, clients: readonly ClientState[]): Promise<void> {
  const folders = new Set([configFile, ...clients.map((c) => c.file)].map((file) => path.dirname(file)));
  for (const folder of folders) {
    try {
      const removed = await sweepTempFiles(folder, clock.now());
      if (removed.length > 0) log.info('temporary files of an earlier run were removed', { folder, removed });
    } catch (error) {
      // A folder that cannot be read is told where it is used; tidying up is no reason not to start.
      if (!(error instanceof AppError)) throw error;
      log.warn('a folder could not be tidied up', { folder, code: error.code });
    }
  }
}

/** A file that is broken says nothing about servers: nothing is stopped or forgotten because of it. */
function connectServers({ connects, connections, config, signIns }: Rooms): void {
  if (config.problem()) return;
  const { servers } = config.list();
  // Makes each known to the sign-ins, the ones that are off too: a person may sign in or out before turning one on.
  for (const server of servers) if (server.type !== 'stdio') signIns.fetchFor(server);
  if (connects) connections.use(servers);
}

/** Watches the rooms and tells listeners, coalesced; keeps the last look at the clients' files. */
function createWatch(rooms: Rooms, brokering: Brokering) {
  const listeners = new Set<() => void>();
  let states: readonly ClientState[] = [];
  let seen = '';
  const tell = coalesce(rooms.clock, SNAPSHOT_MS, () => {
    for (const listener of listeners) listener();
  });
  const looking = oneAtATime(async () => {
    const found = await rooms.clients.summaries((client) => wanted(rooms, brokering, client));
    const unknown = unknownList(rooms);
    states = unknown ? found.map((c) => (c.installed ? unknownSync(c, unknown) : c)) : found;
    tell.poke();
  });
  const look = () => {
    looking
      .run()
      .catch((error: unknown) => rooms.log.error('clients could not be looked at', { error: String(error) }));
  };
  const stops: Stop[] = [
    rooms.config.onChange(() => {
      connectServers(rooms);
      look();
    }),
    rooms.connections.onChange(() => {
      tell.poke();
      // Only a server that starts or stops asking for a sign-in changes what clients should get.
      const asked = rooms.connections.views().map((v) => `${v.server.name}:${v.askedForSignIn}`);
      if (seen === asked.join()) return;
      seen = asked.join();
      look();
    }),
    rooms.clients.onChange(look),
    rooms.settings.onChange(tell.poke),
    rooms.signIns.onChange(tell.poke),
  ];
  return {
    clientStates: () => states,
    lookAtClients: looking.run,
    look,
    poke: tell.poke,
    onChange: (listener: () => void): Stop => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: async () => {
      for (const stop of stops) stop();
      await looking.stop();
      tell.stop();
      listeners.clear();
    },
  };
}

function facts(rooms: Rooms): SecretFacts {
  const { entryHasSecret, connections, signIns } = rooms;
  const isSignedIn = (name: string) => signIns.status(name).kind === 'signed-in';
  return { entryHasSecret, views: connections.views(), isSignedIn };
}

function wanted(rooms: Rooms, brokering: Brokering, client: ClientId) {
  return wantedFor(client, rooms.config.list(), facts(rooms), brokering.doorsOf(client));
}

/**
 * The same where something may be written by it. Half an edit of `mcp.json` must not take entries out of a client's file.
 * @throws AppError config-syntax, config-invalid, file-* while the shared config cannot be used
 */
function wantedOrThrow(rooms: Rooms, brokering: Brokering, client: ClientId) {
  const problem = rooms.config.problem();
  if (problem) throw problem.error;
  return wanted(rooms, brokering, client);
}

/** Why nobody can say what clients should get: the shared config is broken and there is no good list yet. */
function unknownList({ config }: Rooms): AppError | undefined {
  return config.list().servers.length === 0 ? config.problem()?.error : undefined;
}

function unknownSync(client: ClientState, problem: AppError): ClientState {
  return { ...client, sync: { kind: 'problem', problem }, cells: [] };
}

/** The language of the settings, or of the system where they leave it open. */
export function languageInForce({ settings, locale }: Pick<CorePorts, 'settings' | 'locale'>): Language {
  const { language } = settings.get();
  return language === 'system' ? languageOf(locale) : language;
}

function snapshotOf(rooms: Rooms, brokering: Brokering, clientStates: readonly ClientState[]): Snapshot {
  const language = languageInForce(rooms);
  const t = texts(language);
  const known = facts(rooms);
  const problem = rooms.config.problem();
  return {
    version: rooms.version,
    face: rooms.face,
    language,
    settings: rooms.settings.get(),
    ...(rooms.startAtLogin && { startAtLogin: rooms.startAtLogin.get() }),
    configFile: rooms.configFile,
    stateFolder: rooms.paths.state,
    ...(problem && { configProblem: { problem: toWire(problem.error, t), goodSince: problem.goodSince } }),
    keychain: rooms.secrets.kind,
    broker: wireBroker(brokering.status(), t),
    latestActivity: brokering.latestActivity(),
    servers: known.views.map((v) => summaryOf(rooms, v, known, t)),
    clients: clientStates.map((c) => clientSummary(c, t)),
  };
}

function summaryOf(rooms: Rooms, view: ConnectionView, known: SecretFacts, t: Translate) {
  const { server } = view;
  const facts = {
    needsSecret: needsSecret(server, known),
    holdsSecret: rooms.entryHasSecret(server),
    disabledTools: rooms.config.list().disabledTools[server.name] ?? [],
    signIn: rooms.signIns.status(server.name),
    show: rooms.showAddress,
  };
  return serverSummary(view, facts, t);
}
