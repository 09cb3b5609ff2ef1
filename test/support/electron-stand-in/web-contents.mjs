// One page of headless Chromium with the real preload in an isolated world, and IPC over a CDP binding.
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import { ipcMain } from './app.mjs';
import { notEmulated, state } from './state.mjs';

// Each file is one expression to inline: the formatter's closing semicolon must go.
const expression = (file) =>
  readFileSync(new URL(file, import.meta.url), 'utf8')
    .trim()
    .replace(/;$/u, '');
const CODEC = expression('./codec.js');
const BRIDGE = expression('./bridge.js');
const WORLD = expression('./preload-world.js');
const codec = vm.runInThisContext(CODEC);
const WORLD_NAME = 'Electron Isolated Context';

/** Runs in the page's own world: takes what the preload exposes, and reports windows the page wants to open. */
const pageScript = (token) => `{ if (window === window.top) {
  const c = ${CODEC}; const b = (${BRIDGE})('${token}:main', '${token}:iso', c);
  b.onExpose = (n, v) => Object.defineProperty(window, n, { value: v && typeof v === 'object' ? Object.freeze(v) : v, enumerable: true });
  window.open = (u = '') => { b.expose('open', new URL(u, location.href).href); return null; };
  window.addEventListener('click', (e) => {
    const a = e.composedPath().find((x) => x.tagName === 'A' && x.target === '_blank');
    if (a?.href && !e.defaultPrevented) { e.preventDefault(); window.open(a.href); }
  });
} }`;

function preloadScript(token, file) {
  const { platform, versions } = process;
  const info = { platform, versions, type: 'renderer', contextIsolated: true, sandboxed: true };
  const run = `(require, process) => { const module = { exports: {} }, exports = module.exports; ${readFileSync(file, 'utf8')}\n}`;
  return `(${WORLD})(${CODEC}, ${BRIDGE}, '${token}', ${run}, ${JSON.stringify(info)});`;
}

export class WebContents extends EventEmitter {
  id = ++state.nextId;
  mainFrame;
  /** Handlers are kept, not asked: headless Chromium has permissions of its own. */
  session = {
    setPermissionCheckHandler: () => undefined,
    setPermissionRequestHandler: () => undefined,
    setDevicePermissionHandler: () => undefined,
    on: () => undefined,
    webRequest: { onBeforeRequest: () => undefined },
  };
  _targetId;
  _up;
  #sessionId;
  #url = '';
  #context;
  #openHandler = () => ({ action: 'allow' });
  #dead = false;

  constructor(prefs, size) {
    super();
    if (prefs.sandbox === false || prefs.contextIsolation === false || prefs.nodeIntegration)
      notEmulated('anything but sandbox: true, contextIsolation: true, nodeIntegration: false');
    const url = () => this.#url;
    this.mainFrame = {
      parent: null,
      get url() {
        return url();
      },
    };
    this._up = this.#attach(size, prefs.preload);
  }
  async #attach({ width, height }, preload) {
    const { browser } = state;
    // Its size is set below: a target that joins a window which is just closing may not be given one.
    const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank', newWindow: true });
    this._targetId = targetId;
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true });
    this.#sessionId = sessionId;
    browser.listen(sessionId, (method, params) => this.#event(method, params));
    const token = `standin${Math.random().toString(36).slice(2)}`;
    const metrics = { width, height, deviceScaleFactor: 1, mobile: false };
    const scripts = [{ source: pageScript(token) }];
    if (preload) scripts.push({ worldName: WORLD_NAME, source: preloadScript(token, preload) });
    await Promise.all([
      this.#cdp('Page.enable'),
      this.#cdp('Runtime.enable'),
      this.#cdp('Runtime.addBinding', { name: '__standInIpc', executionContextName: WORLD_NAME }),
      this.#cdp('Emulation.setDeviceMetricsOverride', metrics),
    ]);
    for (const script of scripts) await this.#cdp('Page.addScriptToEvaluateOnNewDocument', script);
  }
  #cdp(method, params) {
    return state.browser.send(method, params, this.#sessionId);
  }
  #event(method, params) {
    switch (method) {
      case 'Page.frameNavigated':
        if (params.frame.parentId) return;
        // As in Electron, a frame's URL has its fragment; CDP tells it apart.
        this.#url = params.frame.url + (params.frame.urlFragment ?? '');
        this.emit('did-navigate', {}, this.#url);
        return;
      case 'Page.navigatedWithinDocument':
        this.#url = params.url;
        return;
      case 'Page.loadEventFired':
        if (this.#url !== 'about:blank') this.emit('did-finish-load');
        return;
      case 'Runtime.executionContextCreated':
        if (params.context.name === WORLD_NAME) this.#context = params.context.id;
        return;
      case 'Runtime.bindingCalled':
        void this.#ipc(JSON.parse(params.payload), params.executionContextId);
        return;
      case 'Inspector.targetCrashed':
        this.emit('render-process-gone', {}, { reason: 'crashed' });
        return;
    }
  }
  async #ipc({ kind, channel, id, args }, contextId) {
    const event = { sender: this, senderFrame: this.mainFrame };
    const values = codec.dec(args);
    if (kind === 'open') {
      const details = { url: values[0], frameName: '', features: '', disposition: 'new-window' };
      if (this.#openHandler(details).action !== 'deny') notEmulated('a window that is allowed');
      return;
    }
    if (kind === 'send') {
      ipcMain.emit(channel, event, ...values);
      return;
    }
    await this.#deliver({ kind: 'reply', id, ...(await outcomeOf(channel, event, values)) }, contextId);
  }
  async #deliver(message, contextId = this.#context) {
    if (contextId === undefined || this.#dead) return;
    const text = JSON.stringify(JSON.stringify(message));
    // The page may be gone by now, as it may be in Electron.
    await this.#cdp('Runtime.evaluate', { contextId, expression: `__standInDeliver(${text})` }).catch(() => undefined);
  }
  send(channel, ...args) {
    if (this.#dead) throw new Error('Object has been destroyed');
    void this.#deliver({ kind: 'event', channel, v: codec.enc(args) });
  }
  async loadURL(url) {
    await this._up;
    const loaded = new Promise((resolve) => this.once('did-finish-load', resolve));
    const { errorText, loaderId } = await this.#cdp('Page.navigate', { url });
    if (errorText) throw new Error(`${errorText} loading '${url}'`);
    // Without a loader it was a move within the document: nothing loads.
    if (loaderId !== undefined) await loaded;
  }
  setWindowOpenHandler(handler) {
    this.#openHandler = handler;
  }
  getURL() {
    return this.#url;
  }
  isDestroyed() {
    return this.#dead;
  }
  close() {
    [...state.windows].find((window) => window.webContents === this)?.close();
  }
  _destroy() {
    this.#dead = true;
    const close = () => state.browser.send('Target.closeTarget', { targetId: this._targetId });
    void this._up.then(close).catch(() => undefined);
    this.emit('destroyed');
  }
}

async function outcomeOf(channel, event, values) {
  try {
    const handler = ipcMain._handlers.get(channel);
    if (!handler) throw new Error(`No handler registered for '${channel}'`);
    return { ok: true, v: codec.enc(await handler(event, ...values)) };
  } catch (error) {
    return { ok: false, v: `Error invoking remote method '${channel}': ${error}` };
  }
}

const all = () => [...state.windows].map((window) => window.webContents);
export const webContents = {
  // Playwright may hear of a target before we are told the id of the one we asked for: that one is meant then.
  fromDevToolsTargetId: (targetId) =>
    all().find((contents) => contents._targetId === targetId) ??
    all().find((contents) => contents._targetId === undefined),
  getAllWebContents: all,
  fromId: (id) => all().find((contents) => contents.id === id),
};
