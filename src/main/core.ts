// The behaviour that spans rooms: what a snapshot says, when clients are looked at again, how a server is added.
import path from 'node:path';
import { AppError } from '../shared/errors';
import type { Exported } from '../shared/exported';
import { type Translate, texts } from '../shared/messages';
import type {
  ApplyResult,
  ClientId,
  Delivery,
  DriftChoice,
  Plan,
  Repaired,
  Restored,
  Server,
  ServerDraft,
  SharedList,
  Snapshot,
  Uninstalled,
} from '../shared/model';
import type { Brokering, BrokerParts } from './brokering';
import { clientActs } from './client-acts';
import { diagnosticsOf } from './diagnostics';
import type { Names } from './import-finding';
import { createImporting, type Importing } from './importing';
import { languageInForce } from './language';
import { createLeftovers } from './leftovers';
import { createOffers, type Offers } from './offers';
import type {
  AsyncStop,
  Clients,
  Clock,
  Connections,
  HeldSecrets,
  ListedSecrets,
  Logger,
  OpenUrl,
  Paths,
  Projects,
  Settings,
  SharedConfig,
  SignIns,
  Stop,
} from './ports';
import type { Doctor } from './ports-exam';
import type { Trust } from './ports-trust';
import type { Updates } from './ports-updates';
import { type ProjectActs, projectActs } from './project-acts';
import { createBrokering } from './running-broker';
import { createServerEdits, type ServerEdits } from './server-edits';
import { createSigning, type Signing } from './signing';
import { type ShowAddress, snapshotOf } from './snapshot';
import { createTurns } from './turns';
import { uninstall } from './uninstall';
import { createWatch } from './watch';

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
  readonly secrets: ListedSecrets;
  readonly openUrl: OpenUrl;
  /** Shows a folder in the file manager. @throws AppError folder-not-shown */
  readonly openFolder: (folder: string) => Promise<void>;
  readonly startAtLogin?: StartAtLogin;
  /** True where the desktop shows no tray icons; of the tray app alone. */
  readonly trayless?: boolean;
  /** Of the tray app. */
  readonly updates?: Updates;
  /** What a client that knows only commands starts to reach a server. */
  readonly bridgeCommand: (server: string) => { readonly command: string; readonly args: readonly string[] };
  /** False for a single command: nothing is watched, and secrets kept in memory would be gone with it. */
  readonly lasting: boolean;
  /** False for a command that only edits files: no server is connected or started. */
  readonly connects: boolean;
  /** Ends the instance, after an answer that is under way. */
  readonly end?: () => void;
}

/** Everything the core is made of, already started. */
export interface Rooms extends CorePorts {
  readonly configFile: string;
  readonly config: SharedConfig;
  readonly connections: Connections;
  readonly clients: Clients;
  readonly projects: Projects;
  readonly signIns: SignIns;
  readonly doctor: Doctor;
  readonly trust: Trust;
  readonly broker: BrokerParts;
  /** Ends what the broker's ways to servers left open. */
  readonly stopUpstreams: AsyncStop;
  readonly parsePaste: (text: string) => ServerDraft[];
  /** Names of the secrets in the keychain that drafts refer to, and the drafts with others in the place of these. */
  readonly draftNames: (drafts: readonly ServerDraft[]) => readonly string[];
  readonly withOwnNames: (drafts: readonly ServerDraft[], taken: ReadonlySet<string>) => ServerDraft[];
  readonly exportServers: (list: SharedList, servers: readonly Server[], home: string) => Exported;
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
  /** Takes what looks like a secret out of a text. */
  readonly redact: (text: string) => string;
  readonly entryHasSecret: (server: Server) => boolean;
  /** Names of the secrets an entry refers to in the keychain. */
  readonly keychainNames: (server: Server) => readonly string[];
  readonly showAddress: ShowAddress;
  /** Secrets of clients' entries while a person decides. */
  readonly foundSecrets: HeldSecrets;
  readonly names: Names;
  /** Which servers are the same, secrets by value. */
  readonly sameServer: {
    readonly meaningOf: (draft: ServerDraft) => string;
    readonly withKeychain: (server: Server, get: (name: string) => Promise<string | undefined>) => Promise<ServerDraft>;
    /** Why a draft cannot be in the shared config. */
    readonly draftProblem: (draft: ServerDraft) => AppError | undefined;
  };
  /** True for an entry that reaches a server by our broker or bridge, whoever wrote it. */
  readonly leadsToUs: (draft: ServerDraft) => boolean;
}

/** The core as handlers and hosts use it. */
export interface App
  extends Pick<Rooms, 'settings' | 'config' | 'connections' | 'openUrl'>,
    ProjectActs,
    ServerEdits,
    Offers,
    Omit<Importing, 'importedAt'> {
  snapshot(): Snapshot;
  /** Calls back, coalesced, whenever the snapshot may have changed. */
  onChange(listener: () => void): Stop;
  /** The translator of the language in force. */
  translate(): Translate;
  plan(client: ClientId): Promise<Plan>;
  apply(client: ClientId, planId: string): Promise<ApplyResult>;
  undo(client: ClientId): Promise<ApplyResult>;
  /** Brings the client's first file back, and turns every server off for it. @throws AppError nothing-to-restore, file-* */
  restore(client: ClientId): Promise<Restored>;
  planRestore(client: ClientId): Promise<Plan>;
  /** Takes everything of ours out of clients' files and the keychain; then the host ends the app. */
  uninstall(): Promise<Uninstalled>;
  /** Resolves when what was written to clients' files stands; tells what had to be written again. */
  settled(): Promise<readonly Repaired[]>;
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
  /** @throws AppError folder-not-shown */
  openFolder(which: 'config' | 'state' | 'logs'): Promise<void>;
  /** How everything stands, as text for a report: free of secrets. */
  diagnostics(): Promise<string>;
  /** @throws AppError not-on-this-face */
  updates(): Updates;
  /** Ends the instance once this is answered. @throws AppError not-on-this-face */
  quit(): Promise<void>;
  /** All servers where no name is given. @throws AppError server-unknown */
  exported(names: readonly string[]): Exported;
  readonly signing: Signing;
  /** Finds out why a server does not work; a connection that waits to be tried again is tried when all is well. */
  /** What changed in servers since they were last said to be fine. */
  readonly trust: Pick<Trust, 'review' | 'accept'>;
  readonly doctor: Pick<Doctor, 'diagnose' | 'diagnosis'>;
  /** After wake or network return. */
  nudge(): void;
  stop: AsyncStop;
}

/** Joins started rooms into the app. Stopping the app stops every room. */
export async function joinRooms(rooms: Rooms): Promise<App> {
  const { config, connections, settings } = rooms;
  const brokering = createBrokering(
    rooms,
    () => watch.look(),
    () => watch.poke(),
  );
  const watch = createWatch(rooms, brokering, () => connectServers(rooms));
  const leftovers = createLeftovers(rooms);
  const inTurn = createTurns();
  const importing = await createImporting(rooms, brokering, watch, inTurn);
  const edits = createServerEdits(rooms, inTurn);
  const app: App = {
    settings,
    config,
    connections,
    openUrl: rooms.openUrl,
    snapshot: () => snapshotOf(rooms, brokering, watch.clientStates(), importing.importedAt()),
    onChange: watch.onChange,
    translate: () => texts(languageInForce(rooms)),
    ...edits,
    ...createOffers(edits.parse),
    exported: (names) => exported(rooms, names),
    ...importing,
    ...clientActs(rooms, brokering, watch),
    ...projectActs(rooms, brokering, () => texts(languageInForce(rooms))),
    uninstall: () => inTurn(() => uninstall(rooms, brokering)),
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
    ...reporting(rooms, () => app.snapshot()),
    ...hostActs(rooms),
    signing: createSigning(rooms),
    trust: rooms.trust,
    doctor: doctorOf(rooms),
    nudge: () => {
      rooms.signIns.nudge();
      connections.nudge();
      brokering.nudge();
    },
    stop: async () => {
      await Promise.all([watch.stop(), leftovers.stop(), rooms.doctor.stop()]);
      // First the door: what comes in now would find the rooms behind it closed.
      await brokering.stop();
      await stopRooms(rooms);
    },
  };
  connectServers(rooms);
  await brokering.start();
  await watch.lookAtClients();
  if (rooms.lasting) await leftovers.sweep();
  return app;
}

async function stopRooms(rooms: Rooms): Promise<void> {
  const { config, clients, projects, connections, signIns, trust } = rooms;
  const stops = [config, clients, projects, connections, signIns, trust].map((room) => room.stop());
  await Promise.all([...stops, rooms.stopUpstreams()]);
}

function reporting(rooms: Rooms, snapshot: () => Snapshot): Pick<App, 'openFolder' | 'diagnostics'> {
  const { paths, platform, clock, redact } = rooms;
  const logFolder = path.join(paths.state, 'logs');
  const folders = { config: paths.config, state: paths.state, logs: logFolder };
  const machine = `${platform} ${process.arch}, Node ${process.versions.node}`;
  return {
    openFolder: (which) => rooms.openFolder(folders[which]),
    diagnostics: () =>
      diagnosticsOf({ snapshot: snapshot(), logFolder, machine, home: paths.home, now: clock.now(), redact }),
  };
}

/** For the answer to get out before the instance ends. */
const ANSWER_MS = 300;

function hostActs({ updates, end, clock }: Rooms): Pick<App, 'updates' | 'quit'> {
  return {
    updates: () => {
      if (!updates) throw new AppError('not-on-this-face');
      return updates;
    },
    quit: async () => {
      if (!end) throw new AppError('not-on-this-face');
      clock.after(ANSWER_MS, end);
    },
  };
}

function doctorOf({ doctor, connections }: Rooms): App['doctor'] {
  const diagnose: Doctor['diagnose'] = async (name) => {
    const diagnosis = await doctor.diagnose(name);
    if (diagnosis.verdict?.outcome === 'fine') connections.check(name);
    return diagnosis;
  };
  return { diagnose, diagnosis: doctor.diagnosis };
}

function exported({ config, exportServers, paths }: Rooms, names: readonly string[]): Exported {
  const list = config.list();
  const unknown = names.find((name) => !list.servers.some((server) => server.name === name));
  if (unknown !== undefined) throw new AppError('server-unknown', { name: unknown });
  const chosen = names.length === 0 ? list.servers : list.servers.filter((server) => names.includes(server.name));
  return exportServers(list, chosen, paths.home);
}

/** A file that is broken says nothing about servers: nothing is stopped or forgotten because of it. */
function connectServers({ connects, connections, config, signIns, trust }: Rooms): void {
  if (config.problem()) return;
  const { servers } = config.list();
  // Makes each known to the sign-ins, the ones that are off too: a person may sign in or out before turning one on.
  for (const server of servers) if (server.type !== 'stdio') signIns.fetchFor(server);
  if (connects) connections.use(servers);
  trust.keepOnly(servers.map((server) => server.name));
}
