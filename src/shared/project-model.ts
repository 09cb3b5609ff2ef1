// The nouns of single folders. What is here crosses the contract, so nothing here may carry a secret.
import type { ClientId, ClientSummary, Delivery } from './model';

/**
 * Where a client's entries for one folder stand: `project`, in a file of the folder, which others who work on it get too;
 * `local`, in a file of the person's own.
 */
export type ProjectScope = 'project' | 'local';
/** The entries of one client for one folder (an absolute path). */
export interface ProjectTarget {
  readonly folder: string;
  readonly client: ClientId;
  readonly scope: ProjectScope;
}
/** Deliveries by folder, client, scope and server. */
export type ProjectChoices = Readonly<
  Record<string, Readonly<Record<string, Readonly<Partial<Record<ProjectScope, Readonly<Record<string, Delivery>>>>>>>>
>;

/** A client's entries for one folder; `cells` has the servers chosen there alone. */
export interface ProjectClient extends ClientSummary {
  readonly scope: ProjectScope;
}
/** What stands in one folder, for the clients that have files for folders. */
export interface ProjectSummary {
  /** As the system has it, links followed. */
  readonly folder: string;
  readonly clients: readonly ProjectClient[];
  /** Names of clients of this machine that have no file for a folder, as far as is known. */
  readonly without: readonly string[];
}
