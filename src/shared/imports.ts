// What clients already have, and what becomes of it: found, chosen, planned, written.
import type { WireError } from './errors';
import type { ApplyResult, ClientId, Plan, PlanLine, ServerDraft } from './model';

/** One entry in a client's file that MCP Tray did not write. `name` is what it is called there. */
export interface FoundPlace {
  readonly client: ClientId;
  readonly name: string;
}
/** What one or several entries say: entries that mean the same are one version, whatever they are called. */
export interface FoundVersion {
  /** As it would be added; beside a version that exists, under a free name of its own. Secrets are handles that only the main process can turn back. */
  readonly draft: ServerDraft;
  readonly places: readonly FoundPlace[];
  /** Secrets written out in these entries, counted once each: they would move to the keychain. */
  readonly secrets: number;
}
/** A server found in clients' files. Two versions of one name stand side by side, the suggested one first. */
export interface FoundServer {
  /** Valid, and free in the shared config unless `existing`. */
  readonly name: string;
  readonly versions: readonly FoundVersion[];
  /** The shared config has this server already, and it means the same as the first version: only the entries are taken over. */
  readonly existing?: boolean;
}
/** What clients have of their own. Nothing is written by looking. */
export interface Findings {
  /** Clients of this machine, in the order of the matrix; `problem` where the file cannot be read. */
  readonly clients: readonly { readonly client: ClientId; readonly entries: number; readonly problem?: WireError }[];
  readonly servers: readonly FoundServer[];
  /** Entries that stay as they are, with the reason. */
  readonly left: readonly (FoundPlace & { readonly problem: WireError })[];
}
/** One server as the person wants it imported. */
export interface ImportedServer {
  readonly draft: ServerDraft;
  /** Entries that become ours, under other names and of other versions too: each is replaced, or removed where its client does not get the server. */
  readonly places: readonly FoundPlace[];
  /** Who gets it; it is off for every other client of this machine. */
  readonly clients: readonly ClientId[];
}
/** Everything an import would write, on one page. */
export interface ImportPlan {
  /** Same choice, same files, same id. */
  readonly id: string;
  readonly configFile: string;
  /** What would change in mcp.json. */
  readonly config: readonly PlanLine[];
  /** Secrets that would move to the keychain. */
  readonly secrets: number;
  /** Of the clients whose files would change. */
  readonly plans: readonly Plan[];
  /** Entries by how the clients would reach the servers. */
  readonly direct: number;
  readonly brokered: number;
}
/** How an import or its undo went, client by client; a client that failed is left as it was and can be synced by itself. */
export interface ImportResult {
  readonly added: readonly string[];
  readonly clients: readonly (ApplyResult | { readonly client: ClientId; readonly problem: WireError })[];
}
