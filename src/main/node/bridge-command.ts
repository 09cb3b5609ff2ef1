// The command that bridges to the broker, as clients' files name it: the same whichever face writes it.

/** An AppImage runs from a mount that is gone tomorrow; the file it came from is in APPIMAGE. */
export function packagedProgram(
  isPackaged: boolean,
  env: Readonly<Record<string, string | undefined>>,
  execPath: string,
): string | undefined {
  return isPackaged ? (env.APPIMAGE ?? execPath) : undefined;
}

export interface BridgeSurroundings {
  /** Absolute path of `bin/mcp-tray.mjs`. */
  readonly launcher: string;
  readonly versions: NodeJS.ProcessVersions;
  readonly execPath: string;
  /** The file of the packaged app that can be started as a command; undefined where it is not packaged. */
  readonly packaged: string | undefined;
}

/** The packaged app is its own command. Electron cannot be started as Node: unpackaged, a Node of the person's has to do. */
export function bridgeCommandBy({ launcher, versions, execPath, packaged }: BridgeSurroundings) {
  if (packaged !== undefined) return (server: string) => ({ command: packaged, args: ['bridge', server] });
  const command = versions.electron === undefined ? execPath : 'node';
  return (server: string) => ({ command, args: [launcher, 'bridge', server] });
}
