// The command that bridges to the broker, as clients' files name it: the same whichever face writes it.
import { appImageOf, commandLineIn } from './installed';

export interface BridgeSurroundings {
  /** Absolute path of `bin/mcp-tray.mjs` beside what runs. */
  readonly launcher: string;
  readonly versions: NodeJS.ProcessVersions;
  readonly execPath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Electron's `process.resourcesPath`, in a packaged app alone. */
  readonly resources?: string | undefined;
}

/** Electron cannot be started as Node: a package has one of its own, and where it is not packaged the person's has to do. */
export function bridgeCommandBy(around: BridgeSurroundings) {
  const { env, execPath } = around;
  const image = appImageOf(env, execPath);
  if (image !== undefined) return (server: string) => ({ command: image, args: ['bridge', server] });
  const { node, launcher } = commandLineOf(around);
  return (server: string) => ({ command: node, args: [launcher, 'bridge', server] });
}

function commandLineOf({ launcher, versions, execPath, resources, platform }: BridgeSurroundings) {
  if (resources !== undefined) return commandLineIn(resources, platform);
  return { node: versions.electron === undefined ? execPath : 'node', launcher };
}
