// All tools of all servers, as much of each as a search needs.

/** `description` is cut short; the whole of it is in the server's catalog. */
export interface IndexedTool {
  readonly server: string;
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  /** Estimated tokens of the definition in a model's context. */
  readonly tokens: number;
  readonly readOnly: boolean;
  readonly destructive: boolean;
}

/** The tools of one server. */
export interface IndexedServer {
  readonly server: string;
  /** The same as in the server's summary, of the catalog these are from. */
  readonly fingerprint: string;
  readonly tools: readonly IndexedTool[];
}
