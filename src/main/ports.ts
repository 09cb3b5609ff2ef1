// What rooms need from the outside world and from each other. Implementations are given in app.ts; rooms import only this.
import type { AppError } from '../shared/errors';
import type {
  ApplyResult,
  Catalog,
  CatalogCounts,
  ClientId,
  ClientSummary,
  ConnectionState,
  Delivery,
  DriftChoice,
  JsonObject,
  LogLine,
  Plan,
  PlanLine,
  RemoteServer,
  Repaired,
  Restored,
  Server,
  ServerDraft,
  SettingsData,
  SharedList,
  ToolResult,
  SignInStatus as WireSignInStatus,
} from '../shared/model';
import type { ProjectScope, ProjectTarget } from '../shared/project-model';
import type { Exam, SignInFacts } from './ports-exam';

/** Ends what was started. Idempotent; resolves when nothing is left running. */
export type Stop = () => void;
export type AsyncStop = () => Promise<void>;

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls back once after `ms`; the returned stop cancels it. */
  after(ms: number, callback: () => void): Stop;
}

/** Absolute folders and files. Nothing else in the core knows where the home directory is. */
export interface Paths {
  readonly home: string;
  readonly config: string;
  readonly state: string;
}

/** Structured, bounded, redacted. Fields never hold secrets; the implementation redacts what looks like one anyway. */
export interface Logger {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Opens a link in the person's browser. @throws AppError link-refused for anything but https, or http on loopback. */
export type OpenUrl = (url: string) => Promise<void>;

/** Named secrets. `kind` tells where they live; `memory` means they are gone when the process ends. */
export interface SecretStore {
  readonly kind: 'keychain' | 'memory';
  /** @throws AppError keychain-locked, keychain-failed */
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
}
/** Can also tell what is in it. */
export interface ListedSecrets extends SecretStore {
  /** Of every secret that is ours. @throws AppError keychain-locked, keychain-failed */
  names(): Promise<readonly string[]>;
}

export interface Settings {
  get(): SettingsData;
  set(patch: Partial<SettingsData>): void;
  onChange(listener: () => void): Stop;
}

/** The shared config file: last good list, what is wrong with the file now, and edits in place. */
export interface SharedConfig {
  list(): SharedList;
  /** Present while the file on disk cannot be used; `goodSince` is when the list in force was read (epoch ms). */
  problem(): { readonly error: AppError; readonly goodSince: number } | undefined;
  onChange(listener: () => void): Stop;
  /** Adds all or none. @throws AppError server-name-invalid, server-name-taken, config-* */
  add(drafts: readonly ServerDraft[]): Promise<void>;
  remove(name: string): Promise<void>;
  setDisabled(name: string, disabled: boolean): Promise<void>;
  /** Sets one header of a remote server. @throws AppError server-unknown, entry-invalid, config-* */
  setHeader(name: string, header: string, value: string): Promise<void>;
  /** @throws AppError server-unknown, config-* */
  setTool(name: string, tool: string, on: boolean): Promise<void>;
  /** @throws AppError server-unknown, entry-invalid for what is no command, config-* */
  setPerClient(name: string, on: boolean): Promise<void>;
  /** What `importServers` would make of the file; nothing is written. @throws AppError as `add`, server-unknown */
  previewImport(change: ConfigImport): Promise<ConfigPreview>;
  /** Resolves with the hash of what was written. @throws AppError plan-stale where the file no longer says `from`, config-* */
  importServers(change: ConfigImport, from: string): Promise<string>;
  /** @throws AppError config-* */
  takeBackImport(change: ConfigTakeBack): Promise<void>;
  /** `undefined` goes back to the default. */
  setDelivery(clients: readonly ClientId[], server: string, delivery: Delivery | undefined): Promise<void>;
  /** `undefined` takes the server out of this folder. @throws AppError server-unknown, config-* */
  setProjectDelivery(target: ProjectTarget, server: string, delivery: Delivery | undefined): Promise<void>;
  stop: AsyncStop;
}

export interface DeliveryChoice {
  readonly client: ClientId;
  readonly server: string;
  /** Absent: the default. */
  readonly delivery?: Delivery | undefined;
}
/** Everything an import changes in the shared config, in one edit. */
export interface ConfigImport {
  readonly add: readonly ServerDraft[];
  readonly deliveries: readonly DeliveryChoice[];
}
export interface ConfigPreview {
  /** What the file says, or what an edit begins with where there is none. */
  readonly before: string;
  readonly after: string;
  /** The list as it would then be. */
  readonly list: SharedList;
  /** Free of secrets. */
  readonly lines: readonly PlanLine[];
}
export interface ConfigTakeBack {
  readonly servers: readonly string[];
  readonly deliveries: readonly DeliveryChoice[];
  /** If the file still has this hash, it gets this text back. */
  readonly wrote?: string | undefined;
  readonly before?: string | undefined;
}

/** One connection as the rest of the core sees it. */
export interface ConnectionView {
  readonly server: Server;
  readonly state: ConnectionState<AppError>;
  readonly latencies: readonly number[];
  readonly counts: CatalogCounts;
  readonly tokens: number;
  readonly catalogSource: 'live' | 'cache' | 'none';
  readonly fingerprint: string;
  readonly catalogProblem?: AppError;
  /** True once the server has answered with a sign-in challenge; remembered across starts. */
  readonly askedForSignIn: boolean;
}

/** Keeps what a paste held in secret until the person has decided. */
export interface HeldSecrets {
  /** The drafts with a handle in the place of each secret. */
  hide(drafts: readonly ServerDraft[]): ServerDraft[];
  /** @throws AppError paste-expired for a handle that is not known any more */
  restore(drafts: readonly ServerDraft[]): ServerDraft[];
  forget(drafts: readonly ServerDraft[]): void;
}

/** Expands `${env:NAME}` and `${keychain:NAME}`. @throws AppError env-missing, secret-missing, keychain-locked */
export type ResolveReferences = (value: string) => Promise<string>;

/** Owns one connection per server of the shared config. */
export interface Connections {
  /** Makes the connections match this list: starts, stops and restarts only what differs. */
  use(servers: readonly Server[]): void;
  views(): readonly ConnectionView[];
  onChange(listener: () => void): Stop;
  /** @throws AppError server-unknown */
  catalog(name: string): Catalog;
  log(name: string): readonly LogLine[];
  /** @throws AppError server-unknown, server-not-ready, tool-unknown, tool-refused, tool-asks-back, request-timeout, and connection codes */
  call(name: string, tool: string, args: JsonObject): Promise<ToolResult>;
  /** Connects anew at once; resolves when the state has settled (not `connecting`). */
  reconnect(name: string): Promise<void>;
  /** For a look at the server apart from its connection. @throws AppError server-unknown, and what the entry says wrong */
  exam(name: string): Promise<Exam>;
  /** Looks at one server at once: tries what failed, probes what is ready. */
  check(name: string): void;
  /** Adds a line to a server's log; the text is free of secrets. */
  note(name: string, source: LogLine['source'], text: string): void;
  /** Resolves when no connection is `connecting`, or after `ms`. */
  settled(ms: number): Promise<void>;
  /** After wake or network return: retries what failed at once and checks what is ready. */
  nudge(): void;
  stop: AsyncStop;
}

/** A server with what a client should get of it. */
export interface Wanted {
  readonly server: Server;
  readonly delivery: Delivery;
  /** False where it is only the default; a client that cannot say the entry then gets it brokered. */
  readonly chosen: boolean;
  /** The entry itself holds or refers to a secret: never written as it is. */
  readonly holdsSecret: boolean;
  readonly door: BrokerDoor;
}
/** What a brokered entry says. */
export interface BrokerDoor {
  readonly url: string;
  /** The client's local key. */
  readonly key: string;
  /** The command that bridges to the broker, for clients that know only commands. */
  readonly bridge: { readonly command: string; readonly args: readonly string[] };
}

/** An entry of a client's own as a server of the shared config. `guessed`: the client does not say by which transport. */
export interface ReadEntry {
  readonly draft: ServerDraft;
  readonly guessed?: boolean;
}
/** One entry in a client's file that is not ours; `problem` says why it has to stay there as it is. */
export type OwnEntry = { readonly name: string } & (ReadEntry | { readonly problem: AppError });

/** Entries of a client's own that become ours. */
export interface TakeOver {
  /** Ties the write to the import it belongs to, so that this can take it back. */
  readonly tag: string;
  /** By the server that is to stand for them; where the client cannot get that server, they stay. */
  readonly entries: readonly { readonly server: string; readonly names: readonly string[] }[];
  /** Servers whose entries are written; all others stay as they are. */
  readonly servers: readonly string[];
}

/** The local AI clients and their config files. */
export interface Clients {
  /** Every client that can be written to. */
  readonly ids: readonly ClientId[];
  /** Reads every client's file; a file that cannot be read is a problem of that client, not of the call. */
  summaries(wanted: (client: ClientId) => readonly Wanted[]): Promise<readonly ClientState[]>;
  /** As its maker writes it. */
  nameOf(client: ClientId): string;
  /** The client's own entries, in file order; ours are none of them. @throws AppError file-*, records-invalid */
  ownEntries(client: ClientId): Promise<readonly OwnEntry[]>;
  /** How the client would reach this server; undefined where it cannot be told about it. */
  wayTo(client: ClientId, wanted: Wanted): Delivery | undefined;
  /** True if any of these reaches the client by the broker with its local key, which then is needed. */
  usesBroker(client: ClientId, wanted: readonly Wanted[]): boolean;
  plan(client: ClientId, wanted: readonly Wanted[], take?: TakeOver): Promise<Plan>;
  /** Writes the plan under the client's own lock. @throws AppError plan-stale, client-file-* , file-* */
  apply(client: ClientId, wanted: readonly Wanted[], planId: string, take?: TakeOver): Promise<ApplyResult>;
  /** Takes back what was written with this tag, also where more was written since; undefined where nothing was. */
  takeBack(client: ClientId, tag: string): Promise<ApplyResult | undefined>;
  /** Brings the file back to what it was before our first write. @throws AppError nothing-to-restore, file-* */
  restore(client: ClientId): Promise<Restored>;
  /** What `restore` would change; nothing is written. */
  planRestore(client: ClientId): Promise<Plan>;
  /** Takes the last apply back, keeping what others changed since. @throws AppError nothing-to-undo, undo-conflict */
  undo(client: ClientId): Promise<ApplyResult>;
  /**
   * Resolves when what was written stands, about a second after the last write; tells what was put right since the last
   * call: a client that takes no lock may write what it had read before over it.
   */
  settled(): Promise<readonly Repaired[]>;
  /** `turnOff`: they removed the entry and keep it removed; without delivery `off` the next plan would add it again. */
  resolveDrift(client: ClientId, server: string, choice: DriftChoice): Promise<{ readonly turnOff: boolean }>;
  /**
   * The local key that stands in the client's file, in an entry that is as we wrote it; undefined where there is none.
   * @throws AppError file-*, records-invalid
   */
  standingKey(client: ClientId): Promise<string | undefined>;
  /** Files we wrote that were not restored, those of places no client uses any more included. @throws AppError file-* */
  remaining(): Promise<readonly string[]>;
  /** Every folder in which a write that was cut short may have left a temporary file. */
  folders(): Promise<readonly string[]>;
  /** Calls back when a client's file or our records change. */
  onChange(listener: () => void): Stop;
  stop: AsyncStop;
}
/** The files that clients have for single folders. Folders are absolute; each call looks at whether they are there. */
export interface Projects {
  /** The folder as the system has it, links followed. @throws AppError project-folder-missing */
  folderOf(folder: string): Promise<string>;
  /** What stands in this folder, by client and scope. @throws AppError project-folder-missing */
  summaries(folder: string, wanted: (target: ProjectTarget) => readonly Wanted[]): Promise<ProjectStates>;
  /** @throws AppError project-scope-unknown, project-file-outside, project-is-account, project-is-inside */
  check(target: ProjectTarget): Promise<void>;
  /** True if one of these puts the client's local key into the file. */
  usesKey(target: ProjectTarget, wanted: readonly Wanted[]): boolean;
  /** @throws what `check` does, project-folder-missing, file-* */
  plan(target: ProjectTarget, wanted: readonly Wanted[]): Promise<Plan>;
  /** As for `Clients`; @throws what `plan` does, and plan-stale */
  apply(target: ProjectTarget, wanted: readonly Wanted[], planId: string): Promise<ApplyResult>;
  /** @throws what `plan` does, nothing-to-undo, undo-conflict */
  undo(target: ProjectTarget): Promise<ApplyResult>;
  /** As for `Clients`; @throws what `plan` does, drift-unknown */
  resolveDrift(target: ProjectTarget, server: string, choice: DriftChoice): Promise<{ readonly turnOff: boolean }>;
  /** As for `Clients`; @throws what `plan` does */
  standingKey(target: ProjectTarget): Promise<string | undefined>;
  /** As for `Clients`; @throws what `plan` does, nothing-to-restore */
  restore(target: ProjectTarget): Promise<Restored>;
  /** As for `Clients`. */
  settled(): Promise<readonly Repaired[]>;
  stop: AsyncStop;
}
export interface ProjectStates {
  readonly clients: readonly (ClientState & { readonly scope: ProjectScope })[];
  readonly without: readonly string[];
}
/** ClientSummary before its problem is put into words. */
export type ClientState = Omit<ClientSummary, 'sync'> & {
  readonly sync:
    | Exclude<ClientSummary['sync'], { kind: 'problem' }>
    | { readonly kind: 'problem'; readonly problem: AppError };
};

/** What the rest of the core needs of a fetch. */
export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** The status before its problem is put into words. */
export type SignInStatus = WireSignInStatus<AppError>;

/** Signs in to remote servers and keeps them signed in. */
export interface SignIns {
  /**
   * The one fetch to a server: shows its token to its origin only, renews it, and never follows a redirect (a 3xx is
   * handed back). Requests that bring their own Authorization header pass untouched. `base` sends them.
   * @throws AppError sign-in-needed, more-access-needed, client-id-needed, api-key-needed, sign-in-service-down and
   * the other sign-in codes
   */
  fetchFor(server: RemoteServer, base?: Fetch): Fetch;
  /** Never throws: a server that never asked is `none`. */
  status(name: string): SignInStatus;
  /**
   * Signs in; resolves when the token is saved. Joins the attempt that runs already. `device` asks for a code to type
   * elsewhere instead of a browser here. @throws AppError with a sign-in code; `sign-in-cancelled` after `cancel`
   */
  start(name: string, how?: 'browser' | 'device'): Promise<void>;
  cancel(name: string): void;
  /** Takes the redirect URL a person pasted. @throws AppError sign-in-not-pending, redirect-url-wrong */
  finish(name: string, pastedRedirectUrl: string): Promise<void>;
  /** Deletes what is saved here, always; `revoked` is true if the service confirmed that it forgot it too. */
  signOut(name: string): Promise<{ revoked: boolean }>;
  /** Keeps a client ID the person registered by hand, for every server of that authorization server. */
  useClient(name: string, client: { readonly clientId: string; readonly clientSecret?: string }): Promise<void>;
  /** Asks the server and its service anew, and changes nothing. @throws AppError server-unknown, url-invalid, and network codes */
  inspect(name: string): Promise<SignInFacts>;
  /** After wake or network return: renews what is due. */
  nudge(): void;
  onChange(listener: (name: string) => void): Stop;
  stop: AsyncStop;
}
