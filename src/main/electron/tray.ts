// The tray icon: its shape, its tooltip and its menu, drawn from one snapshot and redrawn only where words change.
import path from 'node:path';
import { Menu, type MenuItemConstructorOptions, nativeTheme, Tray } from 'electron';
import { assertNever } from '../../shared/errors';
import { sayOverall } from '../../shared/say';
import type { Clock, Stop } from '../ports';
import type { Core } from './core';
import { HOLD_TIMES, holdWhileOpen } from './hold';
import { type TrayShape, trayIconFile, trayShape } from './icons';
import { menuRows } from './menu';
import type { MenuAct, MenuRow } from './menu-row';

export interface TrayOptions {
  readonly core: Core;
  readonly clock: Clock;
  /** Absolute path of `resources/tray`. */
  readonly icons: string;
  readonly run: (act: MenuAct) => void;
  /** What became of the last thing chosen in the menu. */
  readonly note: () => string | undefined;
}

export interface TrayFace {
  /** Draws anew what has changed. */
  redraw(): void;
  stop: Stop;
}

/** Puts the icon up. @throws Error where the system has no tray to put it in */
export function startTray(options: TrayOptions): TrayFace {
  const { core, clock, icons, run } = options;
  const iconOf = (shape: TrayShape) => path.join(icons, trayIconFile(shape, bar()));
  let icon = iconOf(trayShape(core.snapshot()));
  const tray = new Tray(icon);
  const hold = holdWhileOpen<readonly MenuRow[]>(clock, HOLD_TIMES, (rows) => {
    const menu = Menu.buildFromTemplate(template(rows, run));
    menu.on('menu-will-show', hold.opened);
    menu.on('menu-will-close', hold.closed);
    tray.setContextMenu(menu);
  });
  const redraw = () => {
    const snapshot = core.snapshot();
    const t = core.translate();
    const wanted = iconOf(trayShape(snapshot));
    if (wanted !== icon) tray.setImage(wanted);
    icon = wanted;
    tray.setToolTip(sayOverall(snapshot, t));
    hold.update(menuRows(snapshot, t, options.note()));
  };
  redraw();
  const stopListening = core.onChange(redraw);
  nativeTheme.on('updated', redraw);
  // macOS opens the menu on a click; elsewhere a click is the short way to the window.
  if (process.platform !== 'darwin') tray.on('click', () => run({ kind: 'open', route: '' }));
  return {
    redraw,
    stop: () => {
      stopListening();
      nativeTheme.off('updated', redraw);
      hold.stop();
      tray.destroy();
    },
  };
}

const bar = () => ({
  platform: process.platform,
  desktop: process.env.XDG_CURRENT_DESKTOP ?? '',
  systemDark: nativeTheme.shouldUseDarkColorsForSystemIntegratedUI,
  appsDark: nativeTheme.shouldUseDarkColors,
});

function template(rows: readonly MenuRow[], run: (act: MenuAct) => void): MenuItemConstructorOptions[] {
  return rows.map((row) => {
    switch (row.kind) {
      case 'separator':
        return { type: 'separator' };
      case 'text':
        return { label: row.label, enabled: false };
      case 'item':
        return { id: row.id, label: row.label, click: () => run(row.act) };
      case 'check':
        return { id: row.id, label: row.label, type: 'checkbox', checked: row.checked, click: () => run(row.act) };
      case 'submenu':
        return { id: row.id, label: row.label, submenu: template(row.rows, run) };
      default:
        return assertNever(row);
    }
  });
}
