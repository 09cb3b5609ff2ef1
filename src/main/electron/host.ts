// What Electron itself gives the core: the system's language, links opened in the browser, the login item, the theme.
import path from 'node:path';
import { app, Menu, nativeTheme } from 'electron';
import type { Translate } from '../../shared/messages';
import type { Snapshot } from '../../shared/model';
import type { Stop } from '../ports';
import { AT_LOGIN, desktopLoginItem, type LoginItem, type StartCommand, systemLoginItem } from './autostart';
import type { Core } from './core';

/** The first language the person set in the system, which is not always that of its locale. */
export function systemLocale(): string | undefined {
  return app.getPreferredSystemLanguages()[0] ?? app.getLocale();
}

/** `configHome` is where the desktop looks for its autostart folder, `program` what starts the app again. */
export function loginItem(configHome: string, program: string, t: Translate): LoginItem {
  if (process.platform !== 'linux') return systemLoginItem(app);
  return desktopLoginItem(path.join(configHome, 'autostart'), startCommand(program), t('tray.startComment'));
}

function startCommand(program: string): StartCommand {
  return app.isPackaged ? [program, AT_LOGIN] : [program, app.getAppPath(), AT_LOGIN];
}

/** Keeps frame, menus and first paint in the theme of the settings. */
export function followTheme(core: Core): Stop {
  const follow = () => {
    const { theme }: Snapshot['settings'] = core.snapshot().settings;
    if (nativeTheme.themeSource !== theme) nativeTheme.themeSource = theme;
  };
  follow();
  return core.onChange(follow);
}

/** Only macOS has a menu bar apart from the window, and takes copy and paste from it. */
export function setApplicationMenu(): void {
  const menu = Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]);
  Menu.setApplicationMenu(process.platform === 'darwin' ? menu : null);
}
