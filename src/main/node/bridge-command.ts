// The command that bridges to the broker, as clients' files name it: the same whichever face writes it.

export interface BridgeSurroundings {
  /** Absolute path of `bin/mcp-tray.mjs`. */
  readonly launcher: string;
  readonly versions: NodeJS.ProcessVersions;
  readonly execPath: string;
}

/** Electron cannot be started as Node: from there, a Node of the person's has to do. */
export function bridgeCommandBy({ launcher, versions, execPath }: BridgeSurroundings) {
  const command = versions.electron === undefined ? execPath : 'node';
  return (server: string) => ({ command, args: [launcher, 'bridge', server] });
}
