// What of the shared config may leave this machine.

/** Servers for others to take over. Nothing in it is secret. */
export interface Exported {
  /** In the `mcpServers` shape. */
  readonly json: string;
  /** The same as an `mcp-tray://` link. */
  readonly link: string;
  /** Secrets that whoever takes the servers over has to give. */
  readonly secrets: readonly string[];
  /** Servers that name something in this person's home. */
  readonly local: readonly string[];
}
