// Runs as text in the preload's isolated world: ipcRenderer, contextBridge, and the sandboxed require. (codec, bridge, token, preload, info)
(codec, bridge, token, preload, info) => {
  if (window !== window.top) return;
  const listeners = new Map();
  const calls = new Map();
  let lastCall = 0;
  const tell = (kind, channel, args, id = 0) =>
    globalThis.__standInIpc(JSON.stringify({ kind, channel, id, args: codec.enc(args) }));
  const of = (channel) => listeners.get(channel) ?? [];
  const ipcRenderer = {
    invoke: (channel, ...args) =>
      new Promise((resolve, reject) => {
        lastCall += 1;
        calls.set(lastCall, { resolve, reject });
        tell('invoke', channel, args, lastCall);
      }),
    send: (channel, ...args) => tell('send', channel, args),
    sendSync: () => {
      throw new Error('electron stand-in: sendSync is not emulated');
    },
    on: (channel, listener) => {
      listeners.set(channel, [...of(channel), listener]);
      return ipcRenderer;
    },
    off: (channel, listener) => {
      listeners.set(
        channel,
        of(channel).filter((l) => l !== listener),
      );
      return ipcRenderer;
    },
  };
  globalThis.__standInDeliver = (json) => {
    const message = JSON.parse(json);
    const value = codec.dec(message.v);
    if (message.kind === 'event') {
      for (const listener of of(message.channel)) listener({ sender: ipcRenderer }, ...value);
      return;
    }
    const call = calls.get(message.id);
    calls.delete(message.id);
    if (message.ok) call.resolve(value);
    else call.reject(new Error(value));
  };
  const link = bridge(`${token}:iso`, `${token}:main`, codec);
  link.onExpose = (_name, url) => tell('open', '', [url]);
  const electron = { ipcRenderer, contextBridge: { exposeInMainWorld: (name, value) => link.expose(name, value) } };
  const require = (id) => {
    if (id === 'electron' || id === 'electron/renderer') return electron;
    throw new Error(`module not found: ${id} (a sandboxed preload may require only electron)`);
  };
  preload(require, info);
};
