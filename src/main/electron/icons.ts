// Which picture the tray shows: state by shape, in the colour the bar leaves room for.
import { assertNever } from '../../shared/errors';
import type { Snapshot } from '../../shared/model';
import { overall } from '../../shared/say';

export type TrayShape = 'fine' | 'needs-you' | 'problem' | 'working';

/** The shape for a snapshot. A broken mcp.json is a problem whatever the servers do. */
export function trayShape(snapshot: Pick<Snapshot, 'servers' | 'configProblem'>): TrayShape {
  if (snapshot.configProblem) return 'problem';
  const { kind } = overall(snapshot.servers);
  switch (kind) {
    case 'none':
      return 'fine';
    case 'fine':
    case 'working':
    case 'needs-you':
    case 'problem':
      return kind;
    default:
      return assertNever(kind);
  }
}

/** What is known about the bar the icon stands in. */
export interface Bar {
  readonly platform: NodeJS.Platform;
  /** XDG_CURRENT_DESKTOP, for example `ubuntu:GNOME`. */
  readonly desktop: string;
  /** Dark colours for the system's own surfaces, such as the Windows taskbar. */
  readonly systemDark: boolean;
  readonly appsDark: boolean;
}

/** The file in `resources/tray`. macOS tints `Template` pictures itself; the others get black or white. */
export function trayIconFile(shape: TrayShape, bar: Bar): string {
  if (bar.platform === 'darwin') return `${shape}Template.png`;
  const size = bar.platform === 'win32' ? 16 : 22;
  return `${shape}-${isDark(bar) ? 'white' : 'black'}-${size}.png`;
}

function isDark({ platform, desktop, systemDark, appsDark }: Bar): boolean {
  if (platform === 'win32') return systemDark;
  // GNOME's bar is black in both themes.
  return desktop.split(':').some((d) => /^(gnome|unity|pop)$/iu.test(d)) || appsDark;
}
