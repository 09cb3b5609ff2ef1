// Windows: bounds, visibility and the order of closing; what is in them is a real page.
import { EventEmitter } from 'node:events';
import { app } from './app.mjs';
import { cancellable, state } from './state.mjs';
import { WebContents } from './web-contents.mjs';

export class BrowserWindow extends EventEmitter {
  static getAllWindows() {
    return [...state.windows];
  }
  static fromWebContents(contents) {
    return BrowserWindow.getAllWindows().find((window) => window.webContents === contents) ?? null;
  }
  static getFocusedWindow() {
    return BrowserWindow.getAllWindows().find((window) => window.isVisible()) ?? null;
  }
  id = ++state.nextId;
  webContents;
  #visible;
  #minimized = false;
  #bounds;

  constructor(options = {}) {
    super();
    if (!state.browser) throw new Error('Cannot create BrowserWindow before app is ready');
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.#visible = options.show !== false;
    this.#bounds = { x, y, width, height };
    this.webContents = new WebContents(options.webPreferences ?? {}, this.#bounds);
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'));
    state.windows.add(this);
    app.emit('browser-window-created', {}, this);
  }
  loadURL(url) {
    return this.webContents.loadURL(url);
  }
  show() {
    if (this.#visible) return;
    this.#visible = true;
    this.emit('show');
  }
  hide() {
    if (!this.#visible) return;
    this.#visible = false;
    this.emit('hide');
  }
  focus() {
    this.emit('focus');
  }
  minimize() {
    if (this.#minimized) return;
    this.#minimized = true;
    this.emit('minimize');
  }
  restore() {
    if (!this.#minimized) return;
    this.#minimized = false;
    this.emit('restore');
  }
  isMinimized() {
    return this.#minimized;
  }
  isVisible() {
    return this.#visible;
  }
  getBounds() {
    return { ...this.#bounds };
  }
  getNormalBounds() {
    return this.getBounds();
  }
  setBounds(bounds) {
    Object.assign(this.#bounds, bounds);
  }
  isDestroyed() {
    return !state.windows.has(this);
  }
  close() {
    const event = cancellable();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }
  destroy() {
    if (!state.windows.delete(this)) return;
    this.webContents._destroy();
    this.emit('closed');
    if (state.windows.size > 0) return;
    if (app.listenerCount('window-all-closed') > 0) app.emit('window-all-closed');
    else app.quit();
  }
}
