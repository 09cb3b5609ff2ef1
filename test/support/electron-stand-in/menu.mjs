// Menus and the tray as objects: nothing is drawn, every item can be clicked.
import { EventEmitter } from 'node:events';
import { app } from './app.mjs';
import { BrowserWindow } from './browser-window.mjs';

export class Menu extends EventEmitter {
  static #application = null;
  static setApplicationMenu(menu) {
    Menu.#application = menu;
  }
  static getApplicationMenu() {
    return Menu.#application;
  }
  static buildFromTemplate(template) {
    const menu = new Menu();
    for (const options of template) menu.append(new MenuItem(options));
    return menu;
  }
  items = [];
  append(item) {
    this.items.push(item);
  }
  getMenuItemById(id) {
    const below = () => this.items.map((item) => item.submenu?.getMenuItemById(id)).find(Boolean);
    return this.items.find((item) => item.id === id) ?? below() ?? null;
  }
}

export class MenuItem {
  type = 'normal';
  enabled = true;
  visible = true;
  checked = false;
  label = '';
  click;
  constructor({ click, submenu, role, ...options }) {
    Object.assign(this, submenu ? { type: 'submenu' } : {}, options);
    if (submenu) this.submenu = Array.isArray(submenu) ? Menu.buildFromTemplate(submenu) : submenu;
    this.click = (event = {}) => {
      if (role === 'quit') app.quit();
      else click?.(this, BrowserWindow.getFocusedWindow() ?? undefined, event);
    };
  }
}

export class Tray extends EventEmitter {
  #alive = true;
  constructor(image) {
    super();
    if (!image) throw new TypeError('Tray needs an image');
  }
  setImage(image) {
    if (!image) throw new TypeError('Tray needs an image');
  }
  setToolTip(text) {
    if (typeof text !== 'string') throw new TypeError('a tooltip is text');
  }
  setContextMenu(menu) {
    if (menu !== null && !(menu instanceof Menu)) throw new TypeError('a context menu is a Menu');
  }
  isDestroyed() {
    return !this.#alive;
  }
  destroy() {
    this.#alive = false;
  }
}
