// Headless Chromium and one WebSocket to it. It has no network but loopback, and dies with this process.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import readline from 'node:readline';

const FLAGS = [
  '--headless',
  '--no-startup-window',
  '--disable-breakpad',
  '--disable-crash-reporter',
  '--remote-debugging-port=0',
  '--allow-file-access-from-files',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-sandbox',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** Resolves with `send`, `listen` by session, and `close`. */
export async function startChromium() {
  const profile = mkdtempSync(path.join(tmpdir(), 'electron-stand-in-'));
  const program = process.env.STAND_IN_CHROMIUM ?? '/usr/bin/chromium';
  const child = spawn(program, [...FLAGS, `--user-data-dir=${profile}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  process.on('exit', () => {
    child.kill('SIGKILL');
    rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
  });
  return connect(await devToolsAddress(child));
}

function devToolsAddress(child) {
  // Playwright reads this line from the standard error of what it launched.
  const isAsked = process.argv.includes('--remote-debugging-port=0');
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`chromium exited with ${code}`)));
    readline.createInterface({ input: child.stderr }).on('line', (line) => {
      const [, address] = /^DevTools listening on (ws:\S+)/u.exec(line) ?? [];
      if (address === undefined) return;
      if (isAsked) console.error(line);
      resolve(address);
    });
  });
}

async function connect(address) {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error('no connection to chromium'));
  });
  const pending = new Map();
  const sessions = new Map();
  let lastId = 0;
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.id === undefined) {
      sessions.get(message.sessionId)?.(message.method, message.params);
      return;
    }
    const waiting = pending.get(message.id);
    pending.delete(message.id);
    if (message.error) waiting.reject(new Error(message.error.message));
    else waiting.resolve(message.result);
  };
  socket.onclose = () => {
    for (const waiting of pending.values()) waiting.reject(new Error('chromium is gone'));
    pending.clear();
  };
  const send = (method, params = {}, sessionId = undefined) =>
    new Promise((resolve, reject) => {
      lastId += 1;
      pending.set(lastId, { resolve, reject });
      socket.send(JSON.stringify({ id: lastId, method, params, sessionId }));
    });
  return {
    send,
    listen: (sessionId, listener) => sessions.set(sessionId, listener),
    close: async () => {
      await send('Browser.close').catch(() => undefined);
    },
  };
}
