// Puts the contract's Bridge on `window.bridge`. It passes names and values on and knows no request by name.
import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import { EVENT_CHANNEL, REQUEST_CHANNEL } from '../shared/channels';
import type { Bridge } from '../shared/contract';

const bridge: Bridge = {
  request: (name, args) => ipcRenderer.invoke(REQUEST_CHANNEL, name, args),
  on(name, listener) {
    const hear = (_event: IpcRendererEvent, heard: unknown, value: Parameters<typeof listener>[0]) => {
      if (heard === name) listener(value);
    };
    ipcRenderer.on(EVENT_CHANNEL, hear);
    return () => void ipcRenderer.off(EVENT_CHANNEL, hear);
  },
};
contextBridge.exposeInMainWorld('bridge', bridge);
