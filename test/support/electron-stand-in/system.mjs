// The desktop around the app, as still as it can be: theme, power, screens, dialogs and links.
import { EventEmitter } from 'node:events';

export const nativeTheme = Object.assign(new EventEmitter(), {
  themeSource: 'system',
  shouldUseDarkColors: false,
  shouldUseDarkColorsForSystemIntegratedUI: false,
});
export const powerMonitor = new EventEmitter();

const display = () => ({
  workArea: { x: 0, y: 0, width: 1920, height: 1080 },
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  scaleFactor: 1,
});
export const screen = Object.assign(new EventEmitter(), {
  getPrimaryDisplay: display,
  getAllDisplays: () => [display()],
});

/** Nothing is opened: what was asked for is an event that a test may listen to. */
export const shell = {
  openExternal: async (url) => {
    process.emit('stand-in:open-external', url);
  },
  openPath: async (folder) => {
    process.emit('stand-in:open-path', folder);
    return '';
  },
};
/** A clipboard of its own: the one of the desktop stays as it is. */
let copied = '';
export const clipboard = {
  writeText: (text) => {
    copied = text;
  },
  readText: () => copied,
};
export const dialog = {
  showErrorBox: (title, content) => console.error(`${title}: ${content}`),
};

/** Nothing is drawn: each one that is shown is kept, and can be clicked by its event. */
export class Notification extends EventEmitter {
  static _shown = [];
  static isSupported() {
    return true;
  }
  constructor({ title = '', body = '' } = {}) {
    super();
    Object.assign(this, { title, body });
  }
  show() {
    Notification._shown.push(this);
    this.emit('show', {});
  }
  close() {
    this.emit('close', {});
  }
}
