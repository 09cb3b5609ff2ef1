// `app` and `ipcMain`: ready, paths, the order of quitting, and handlers by channel.
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startChromium } from './cdp.mjs';
import { cancellable, notEmulated, state } from './state.mjs';

class App extends EventEmitter {
  isPackaged = false;
  #root = process.cwd();
  #ready;
  #isReady = false;
  #paths = new Map();
  #openAtLogin = false;

  _start(root) {
    this.#root = root;
    this.#ready = startChromium().then((browser) => {
      state.browser = browser;
      this.#isReady = true;
      this.emit('ready', {}, {});
    });
    return this.#ready;
  }
  get name() {
    return this.getName();
  }
  isReady() {
    return this.#isReady;
  }
  whenReady() {
    return this.#ready;
  }
  // Always given: two stand-ins do not know of each other.
  requestSingleInstanceLock() {
    return true;
  }
  // Chromium's own flags decide here; it may be asked for before ready alone.
  enableSandbox() {
    if (this.#isReady) throw new Error('app.enableSandbox() can only be called before app is ready');
  }
  getVersion() {
    return this.#manifest().version;
  }
  getName() {
    return this.#manifest().name;
  }
  getAppPath() {
    return this.#root;
  }
  getLocale() {
    return 'en-US';
  }
  getPreferredSystemLanguages() {
    return ['en-US'];
  }
  setPath(name, folder) {
    this.#paths.set(name, folder);
  }
  getPath(name) {
    if (!this.#paths.has(name)) notEmulated(`the path ${name}`);
    return this.#paths.get(name);
  }
  getLoginItemSettings() {
    return { openAtLogin: this.#openAtLogin };
  }
  setLoginItemSettings({ openAtLogin }) {
    this.#openAtLogin = openAtLogin;
  }
  quit() {
    const event = cancellable();
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    for (const window of [...state.windows]) {
      window.close();
      if (!window.isDestroyed()) return;
    }
    this.emit('will-quit', event);
    if (!event.defaultPrevented) this.exit(0);
  }
  exit(code = 0) {
    this.emit('quit', {}, code);
    const closing = state.browser?.close() ?? Promise.resolve();
    void closing.finally(() => process.exit(code));
  }
  #manifest() {
    return JSON.parse(readFileSync(path.join(this.#root, 'package.json'), 'utf8'));
  }
}
export const app = new App();

class IpcMain extends EventEmitter {
  _handlers = new Map();
  handle(channel, handler) {
    if (this._handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this._handlers.set(channel, handler);
  }
  removeHandler(channel) {
    this._handlers.delete(channel);
  }
}
export const ipcMain = new IpcMain();
