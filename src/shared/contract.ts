// The contract between the core and every face: requests a face may make, events it may hear.
import type { Diagnosis } from './diagnosis';
import type { WireError } from './errors';
import type { Exported } from './exported';
import type {
  ActivityRecord,
  ApplyResult,
  Catalog,
  ClientId,
  Delivery,
  DriftChoice,
  Findings,
  ImportedServer,
  ImportPlan,
  ImportResult,
  JsonObject,
  LogLine,
  Plan,
  Repaired,
  Restored,
  ServerDraft,
  SettingsData,
  Snapshot,
  ToolResult,
  Uninstalled,
} from './model';
import type { ProjectSummary, ProjectTarget } from './project-model';
import type { IndexedServer } from './tool-index';
import type { TrustReview } from './trust';

/** Requests, renderer to main. Every argument is one object, parsed in main. */
export interface Requests {
  'app:snapshot'(): Snapshot;
  'app:openLink'(args: { url: string }): void;
  /** Shows a folder of ours in the file manager of this machine. */
  'app:openFolder'(args: { which: 'config' | 'state' | 'logs' }): void;
  /** How everything stands, as text for a report: free of secrets. */
  'app:diagnostics'(): string;
  'app:setStartAtLogin'(args: { on: boolean }): void;
  /** Gives every client its first file back, and takes sign-ins, keys and secrets away. The instance then ends. */
  'app:uninstall'(): Uninstalled;
  /** Ends the instance, the tray included. */
  'app:quit'(): void;
  /** Looks for a newer version; fetches nothing. */
  'update:check'(): void;
  'update:download'(): void;
  /** Ends the app and starts the newer one. */
  'update:install'(): void;
  'settings:set'(args: { patch: Partial<SettingsData> }): void;
  /** Reads a pasted URL, `claude mcp add` line or `mcpServers` JSON; nothing is written or started. Secrets stay in main. */
  'servers:parse'(args: { text: string }): ServerDraft[];
  /** The servers of the link that was opened last, if it has not been looked at; `id` as in the address of the window. */
  'servers:offered'(args: { id: number }): ServerDraft[];
  /** What these servers offer, cut short, to search over all of them. */
  'servers:tools'(args: { names: string[] }): IndexedServer[];
  /** These servers, or all, for others to take over. */
  'servers:export'(args: { names: string[] }): Exported;
  'servers:add'(args: { drafts: ServerDraft[] }): void;
  'server:remove'(args: { name: string }): void;
  'server:setDisabled'(args: { name: string; disabled: boolean }): void;
  /** Connects anew at once; resolves when the connection has settled. */
  'server:reconnect'(args: { name: string }): void;
  /** Starts a sign-in and answers at once; `signIn` of the summary tells how it goes. `device`: a code to type elsewhere. */
  'server:signIn'(args: { name: string; how: 'browser' | 'device' }): void;
  'server:cancelSignIn'(args: { name: string }): void;
  /** Takes the redirect URL that a browser on another machine ended on. */
  'server:finishSignIn'(args: { name: string; url: string }): void;
  /** `revoked`: the service confirmed that it forgot the sign-in too. */
  'server:signOut'(args: { name: string }): { revoked: boolean };
  /** Keeps a client ID registered by hand, and signs in with it. */
  'server:useClient'(args: { name: string; clientId: string; clientSecret?: string }): void;
  /** Keeps an API key in the keychain, refers to it in mcp.json, and connects with it. */
  'server:setKey'(args: { name: string; header: string; key: string }): void;
  /** Keeps secrets the entry refers to, by name, in the keychain, and connects with them. */
  'server:setSecrets'(args: { name: string; secrets: Record<string, string> }): void;
  /** Switches one tool off or on for brokered clients. */
  'server:setTool'(args: { name: string; tool: string; on: boolean }): void;
  /** Whether every brokered session of a command gets a process of its own. */
  'server:setPerClient'(args: { name: string; on: boolean }): void;
  /** Chooses the same delivery for every client of this machine that is not turned off for it; plans show what follows. */
  'server:setDelivery'(args: { name: string; delivery: Delivery | 'default' }): void;
  'server:catalog'(args: { name: string }): Catalog;
  'server:log'(args: { name: string }): LogLine[];
  /** What changed in a server since it was last said to be fine; null where nothing did. */
  'server:trust'(args: { name: string }): TrustReview | null;
  /** Says that these changes are fine: all of them, or of these tools. `id` as in the review that was read. */
  'server:acceptTrust'(args: { name: string; id: string; tools?: string[] }): void;
  /** Finds out why a server does not work, by a session of its own; takes up to two minutes. */
  'server:diagnose'(args: { name: string }): Diagnosis;
  /** The examination that runs, as far as it got, or the last one; null where there was none. */
  'server:diagnosis'(args: { name: string }): Diagnosis | null;
  'tool:call'(args: { server: string; tool: string; args: JsonObject }): ToolResult;
  'client:plan'(args: { client: ClientId }): Plan;
  'client:apply'(args: { client: ClientId; planId: string }): ApplyResult;
  'client:undo'(args: { client: ClientId }): ApplyResult;
  /** What `client:restore` would change; what stays, for someone changed it, is foreign. Writes nothing. */
  'client:planRestore'(args: { client: ClientId }): Plan;
  /** Brings the client's file back to what it was before our first write, and turns every server off for it. */
  'client:restore'(args: { client: ClientId }): Restored;
  /** Answers when what was written to clients' files stands, about a second after the last write; tells what was repaired. */
  'clients:settle'(): Repaired[];
  'client:setDelivery'(args: { client: ClientId; server: string; delivery: Delivery | 'default' }): void;
  'client:resolveDrift'(args: { client: ClientId; server: string; choice: DriftChoice }): void;
  /** Reads what every client has of its own. */
  'import:find'(): Findings;
  /** What importing this would write; writes nothing. */
  'import:plan'(args: { servers: ImportedServer[] }): ImportPlan;
  /** Writes the plan if it still is what `id` says: the keychain, mcp.json, then each client's file. */
  'import:apply'(args: { servers: ImportedServer[]; id: string }): ImportResult;
  /** Takes the last import back: clients' files, then mcp.json, then the keychain. */
  'import:undo'(): ImportResult;
  /** From now on the client's local key opens nothing; its plan has the next one. */
  'client:revokeKey'(args: { client: ClientId }): void;
  /** What stands in one folder; nothing is wanted there but what was chosen for it. */
  'project:list'(args: { folder: string }): ProjectSummary;
  'project:plan'(args: ProjectTarget): Plan;
  'project:apply'(args: ProjectTarget & { planId: string }): ApplyResult;
  'project:undo'(args: ProjectTarget): ApplyResult;
  /** `off`: the server is not written there. */
  'project:setDelivery'(args: ProjectTarget & { server: string; delivery: Delivery }): void;
  'project:resolveDrift'(args: ProjectTarget & { server: string; choice: DriftChoice }): void;
  /** Moves the broker to this port, or tries again on the same one; brokered entries are planned anew. */
  'broker:setPort'(args: { port: number }): void;
  /** The last requests of clients, oldest first. */
  'activity:list'(): ActivityRecord[];
}

/** Events, main to renderer: whole snapshots, coalesced. */
export interface Events {
  'app:changed': Snapshot;
}

export type RequestName = keyof Requests;
export type Arguments<K extends RequestName> = Parameters<Requests[K]> extends [infer A] ? A : undefined;
export type Answer<K extends RequestName> = ReturnType<Requests[K]>;

/** Total: a request without a handler does not compile. Handlers may throw; the registrar answers. */
export type Handlers = { readonly [K in RequestName]: (args: Arguments<K>) => Promise<Answer<K>> };

export type Reply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: WireError };

/** What the preload (or the web face) puts on `window.bridge`. */
export interface Bridge {
  request<K extends RequestName>(name: K, args: Arguments<K>): Promise<Reply<Answer<K>>>;
  on<K extends keyof Events>(name: K, listener: (event: Events[K]) => void): () => void;
}
