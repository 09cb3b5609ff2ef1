// The nouns every process agrees on. What is here crosses the contract, so nothing here may carry a secret.
import type { WireError } from './errors';
import type { Language } from './messages';
import type { ProjectChoices } from './project-model';
import type { SettingsData } from './settings-data';
import type { TrustCounts } from './trust';
import type { UpdateStatus } from './update-status';

export type Transport = 'http' | 'sse' | 'stdio';
/** In the order of the matrix. */
export const CLIENT_IDS = [
  'claude-code',
  'codex',
  'copilot-cli',
  'cursor',
  'opencode',
  'vscode',
  'qwen-code',
  'gemini-cli',
  'zed',
  'kiro',
  'amp',
  'cline',
  'windsurf',
  'goose',
  'crush',
  'lm-studio',
  'claude-desktop',
] as const;
export type ClientId = (typeof CLIENT_IDS)[number];
/** How a client reaches a server: by its own entry, by the broker that adds what no client should hold, or not at all. */
export type Delivery = 'direct' | 'brokered' | 'off';

/** An MCP server as the shared config states it. Values may hold `${env:NAME}` and `${keychain:NAME}`, unresolved. */
export type Server = RemoteServer | StdioServer;
export interface RemoteServer {
  readonly name: string;
  readonly type: 'http' | 'sse';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly disabled: boolean;
  /** Milliseconds for one request; the default of the connection where absent. */
  readonly timeout?: number;
  readonly oauth?: OauthEntry;
}
/** What an entry may say about signing in; all of it is optional, most servers need none. A type, for it is JSON as it stands. */
export type OauthEntry = {
  /** A client ID registered by hand. */
  readonly clientId?: string;
  /** A reference such as `${keychain:NAME}`, unresolved. */
  readonly clientSecret?: string;
  /** Fixed port of the redirect URI, for services that insist on one. */
  readonly callbackPort?: number;
  /** Asked for instead of what the server's metadata lists. */
  readonly scopes?: readonly string[];
  /** Which of several authorization servers to use. */
  readonly issuer?: string;
  /** `client-credentials` signs in as the machine: no browser, no person. */
  readonly grant?: 'authorization-code' | 'client-credentials';
};
export interface StdioServer {
  readonly name: string;
  readonly type: 'stdio';
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly disabled: boolean;
  readonly timeout?: number;
  /** Brokered sessions each get a process of their own instead of sharing one. */
  readonly perClient?: boolean;
}

/** The shared config, parsed: the servers in file order, and what each client should get where it was said. */
export interface SharedList {
  readonly servers: readonly Server[];
  readonly clients: Readonly<Record<string, Readonly<Record<string, Delivery>>>>;
  /** Tools that are switched off, by server; a server without any is absent. */
  readonly disabledTools: Readonly<Record<string, readonly string[]>>;
  /** What was chosen for single folders; absent where nothing was. */
  readonly projects?: ProjectChoices;
}

/** What a connection is doing. `E` is AppError inside the main process and WireError across the contract. */
export type ConnectionState<E = WireError> =
  | { readonly kind: 'off' }
  | { readonly kind: 'connecting'; readonly attempt: number }
  | {
      readonly kind: 'ready';
      readonly since: number;
      /** MCP revision in force, for example 2026-07-28. */
      readonly protocol: string;
      /** The transport that answered: an `http` entry may have fallen back to `sse`. */
      readonly transport: Transport;
      readonly serverName: string;
      readonly serverVersion: string;
    }
  | { readonly kind: 'sign-in-needed'; readonly problem: E }
  | { readonly kind: 'needs-input'; readonly problem: E }
  | {
      readonly kind: 'failed';
      readonly problem: E /** Epoch ms; absent when nothing will be tried by itself. */;
      readonly nextTryAt?: number;
    };

/** How a server stands with signing in. Nothing here is secret; `url` of a pending attempt is meant to be shown. */
export type SignInStatus<E = WireError> =
  | { readonly kind: 'none' }
  /** `host` is the server's, `issuer` the service a person signs in to. `moreAccess`: signed in, but not to enough. */
  | {
      readonly kind: 'needed';
      readonly host: string;
      readonly issuer?: string;
      readonly scopes: readonly string[];
      readonly moreAccess?: boolean;
    }
  /** Its turn comes when the attempts before it are over. */
  | { readonly kind: 'queued' }
  /** `until` is epoch ms. */
  | { readonly kind: 'waiting'; readonly url: string; readonly until: number }
  /** The person opens `url` on any device and types `userCode`. */
  | { readonly kind: 'waiting-for-code'; readonly url: string; readonly userCode: string; readonly until: number }
  | {
      readonly kind: 'signed-in';
      readonly issuer: string;
      readonly scopes: readonly string[];
      /** Epoch ms; absent where the service did not say. */
      readonly expiresAt?: number;
      /** True if it is renewed without the person. */
      readonly renews: boolean;
    }
  | { readonly kind: 'client-needed'; readonly issuer: string; readonly redirectUri: string }
  | { readonly kind: 'failed'; readonly problem: E };

export interface CatalogCounts {
  readonly tools: number;
  readonly resources: number;
  readonly templates: number;
  readonly prompts: number;
}

/** One row of the servers list: enough for the tray, the list and `mcp-tray list`. */
export interface ServerSummary {
  readonly name: string;
  readonly transport: Transport;
  /** URL or command line as a person would type it; header and environment values are not part of it. */
  readonly address: string;
  /** Names of headers or variables the entry sets; never their values. */
  readonly sets: readonly string[];
  /** True if the entry refers to a secret, or the server asked for a sign-in: brokered unless the person chose otherwise. */
  readonly needsSecret: boolean;
  /** True if the entry itself holds or refers to a secret, so that it cannot be delivered direct. */
  readonly holdsSecret: boolean;
  /** Names in the keychain that the entry refers to; absent where it refers to none. */
  readonly secrets?: readonly string[];
  /** Names of tools that brokered clients neither see nor may call. */
  readonly disabledTools: readonly string[];
  /** A command of which every brokered session gets a process of its own; absent for other transports. */
  readonly perClient?: boolean;
  readonly state: ConnectionState;
  readonly signIn: SignInStatus;
  /** Last ten round trips in milliseconds, oldest first. */
  readonly latencies: readonly number[];
  readonly counts: CatalogCounts;
  /** Estimated tokens all tool definitions cost in a model's context. */
  readonly tokens: number;
  /** Where counts and tokens come from: this session, the last one, or nowhere yet. */
  readonly catalogSource: 'live' | 'cache' | 'none';
  /** What changed since the person last said that it is fine; absent where nothing did. */
  readonly trust?: TrustCounts;
  /** Changes whenever the catalog changes: the cue to ask for it again. */
  readonly fingerprint: string;
  /** Set when only part of the catalog arrived. */
  readonly catalogProblem?: WireError;
}

export interface Tool {
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
  readonly outputSchema?: JsonObject;
  readonly readOnly: boolean;
  readonly destructive: boolean;
  /** Estimated tokens of this definition in a model's context. */
  readonly tokens: number;
}
export interface Resource {
  readonly uri: string;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly mimeType?: string;
}
export interface ResourceTemplate {
  readonly uriTemplate: string;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly mimeType?: string;
}
export interface Prompt {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly arguments: readonly { readonly name: string; readonly description?: string; readonly required: boolean }[];
}
export interface Catalog {
  readonly tools: readonly Tool[];
  readonly resources: readonly Resource[];
  readonly templates: readonly ResourceTemplate[];
  readonly prompts: readonly Prompt[];
  readonly instructions?: string;
  readonly fingerprint: string;
}

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** What a tool call gave back, as the window and the command line show it. */
export interface ToolResult {
  readonly isError: boolean;
  readonly content: readonly ToolContent[];
  readonly structured?: Json;
  readonly milliseconds: number;
  /** Estimated tokens of the answer in a model's context. */
  readonly tokens: number;
}
export type ToolContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'image'; readonly mimeType: string; readonly base64: string }
  | { readonly kind: 'audio'; readonly mimeType: string; readonly base64: string }
  | { readonly kind: 'link'; readonly uri: string; readonly name: string }
  | { readonly kind: 'resource'; readonly uri: string; readonly mimeType?: string; readonly text?: string }
  | { readonly kind: 'other'; readonly json: string };

export interface LogLine {
  /** Epoch ms. */
  readonly at: number;
  readonly source: 'stderr' | 'server' | 'connection';
  readonly text: string;
}

/**
 * Why a client cannot be told about a server: its name, a transport it does not speak, a working folder, a variable it
 * does not pass on, a text it would take for a variable, or a secret that may not stand in its file.
 */
export type Cannot = 'name' | 'transport' | 'folder' | 'variable' | 'literal' | 'secret';
/** When the client's sessions see a changed file: at once, when asked to read it again, or only the next ones. */
export type Sees = 'at-once' | 'when-asked' | 'next-session';

/** One client on this machine, with how its file stands against the shared config. */
export interface ClientSummary {
  readonly id: ClientId;
  readonly name: string;
  readonly installed: boolean;
  /** Absolute path of the file we would write. */
  readonly file: string;
  readonly sees: Sees;
  /** What its adapter was made from: the program itself was seen, or only its documentation was read. */
  readonly evidence: 'program' | 'documentation';
  readonly sync:
    | { readonly kind: 'in-sync' }
    | { readonly kind: 'changes'; readonly count: number }
    | { readonly kind: 'drift'; readonly count: number; readonly changes: number }
    | { readonly kind: 'problem'; readonly problem: WireError };
  readonly canUndo: boolean;
  /** The file can be brought back to what it was before MCP Tray first wrote it. */
  readonly canRestore: boolean;
  /** A local key stands in the file, in an entry of ours. */
  readonly holdsKey: boolean;
  /** Its brokered entries are commands that start MCP Tray where it does not run, and show no key. */
  readonly bridged: boolean;
  /** Row by row, for the matrix; in the order of the shared config. */
  readonly cells: readonly Cell[];
}
export interface Cell {
  readonly server: string;
  /** What the person chose or the default gives. */
  readonly delivery: Delivery;
  /** True when the choice was written in mcp.json, false when it is the default. */
  readonly chosen: boolean;
  readonly status: CellStatus;
  /** Why the server cannot be delivered this way; absent where it can. */
  readonly cannotDirect?: Cannot;
  readonly cannotBrokered?: Cannot;
}
/** `waiting`: cannot be written as it was chosen, for a secret would stand in the file or the client cannot say it. `drift`: someone else changed or removed our entry. `foreign`: an entry of that name stands there that we never wrote. */
export type CellStatus = 'in-sync' | 'add' | 'update' | 'remove' | 'waiting' | 'drift' | 'foreign' | 'absent';

export interface PlanLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly oldLine?: number;
  readonly newLine?: number;
  /** Secrets are shown as dots. */
  readonly text: string;
}
export interface PlanChange {
  readonly server: string;
  readonly status: CellStatus;
  readonly lines: readonly PlanLine[];
}
/** What apply would do to one client's file. It is applied only if those entries still stand as they stood. */
export interface Plan {
  readonly client: ClientId;
  readonly file: string;
  /** Identifies this plan: hash of the entries it would write and of what stands in their places. */
  readonly id: string;
  readonly changes: readonly PlanChange[];
  /** Number of changes apply would make, the mode of the file where no entry changes; the others are only listed. */
  readonly writes: number;
  /** What apply does besides to keep the change from failing; nothing else of the client is touched. */
  readonly besides: readonly PlanBeside[];
}
/**
 * `forgets-trouble`: the client remembers that these servers failed to sign in, and would not try them under the same
 * name; that memory goes. `owner-only`: a local key stands in the file, or will, so others on this machine may not read it.
 * `needs-mcp-tray`: these entries of a shared file start "mcp-tray", which others who use the file need to have.
 */
export type PlanBeside =
  | { readonly kind: 'forgets-trouble'; readonly file: string; readonly servers: readonly string[] }
  | { readonly kind: 'owner-only'; readonly file: string }
  | { readonly kind: 'needs-mcp-tray'; readonly file: string; readonly servers: readonly string[] };
export interface ApplyResult {
  readonly client: ClientId;
  readonly written: number;
  readonly file: string;
}
/** Entries of ours that a client had put back to what they were, and that were written again. */
export interface Repaired {
  readonly client: ClientId;
  readonly servers: readonly string[];
}
/** What to do about an entry someone else changed: keep theirs and stop managing it, or write ours again. */
export type DriftChoice = 'keep-theirs' | 'write-ours';

/** The loopback relay of this machine. */
export type BrokerStatus<E = WireError> =
  | { readonly kind: 'running'; readonly address: string; readonly port: number }
  /** `offer`: a port that was free when it was looked for. */
  | { readonly kind: 'failed'; readonly problem: E; readonly port: number; readonly offer?: number }
  /** Only for as long as one command runs: nothing listens. */
  | { readonly kind: 'off'; readonly port: number };

/** A server someone wants to add, before it is in the shared config. Values may be plaintext: they only travel inward. */
export interface ServerDraft {
  readonly name: string;
  readonly type: Transport;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly command?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly disabled?: boolean;
  /** Milliseconds for one request. */
  readonly timeout?: number;
  readonly oauth?: OauthEntry;
  readonly perClient?: boolean;
  /** Tools that come switched off. */
  readonly disabledTools?: readonly string[];
}

/** Everything a window needs to draw itself, in one piece. */
export interface Snapshot {
  readonly version: string;
  readonly face: 'tray' | 'web';
  readonly language: Language;
  readonly settings: SettingsData;
  /** Absent where the face cannot start at login. */
  readonly startAtLogin?: boolean;
  /** The tray app runs on a desktop that shows no tray icons. */
  readonly trayless?: boolean;
  readonly configFile: string;
  readonly stateFolder: string;
  /** Set while mcp.json cannot be read; the list shown is the last good one, from `goodSince` (epoch ms). */
  readonly configProblem?: { readonly problem: WireError; readonly goodSince: number };
  readonly keychain: 'keychain' | 'memory';
  readonly broker: BrokerStatus;
  /** Goes up with activity: the cue to ask for it again. */
  readonly latestActivity: number;
  readonly servers: readonly ServerSummary[];
  readonly clients: readonly ClientSummary[];
  /** Set while the last import can be taken back; epoch ms. */
  readonly importedAt?: number;
  /** Of the tray app alone. */
  readonly updates?: UpdateStatus;
}

export type * from './activity-record';
export type * from './imports';
export type * from './settings-data';
export type * from './uninstalled';
export type * from './update-status';
