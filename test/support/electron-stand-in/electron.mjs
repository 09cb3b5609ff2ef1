// Stands for the `electron` module in the main process: plain Node, with windows in headless Chromium over CDP.
export { app, ipcMain } from './app.mjs';
export { BrowserWindow } from './browser-window.mjs';
export { Menu, MenuItem, Tray } from './menu.mjs';
export { clipboard, dialog, Notification, nativeTheme, powerMonitor, screen, shell } from './system.mjs';
export { WebContents, webContents } from './web-contents.mjs';
