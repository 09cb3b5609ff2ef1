// Whether a tray is shown, asked on a real message bus.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { booleanIn, decode, encodeCall } from '../../src/main/electron/bus-message';
import { busSocket, hasTrayHost } from '../../src/main/electron/tray-host';

const missing = process.platform !== 'linux' || spawnSync('dbus-daemon', ['--version']).error !== undefined;
if (missing) console.warn('skipped: a message bus. On Debian: sudo apt-get install dbus-daemon');

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const uid = process.getuid?.() ?? 0;
const around = (address: string) => ({ env: { DBUS_SESSION_BUS_ADDRESS: address }, uid, timeoutMs: 2000 });

async function startBus(): Promise<string> {
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  stops.push(() => ended(bus));
  const [line] = await once(bus.stdout, 'data');
  return String(line).trim();
}

async function ended(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

/** Answers each connection with these, one after the other, whatever it says. */
async function startFake(answers: readonly Buffer[]): Promise<string> {
  const file = path.join(os.tmpdir(), `fake-bus-${process.pid}-${Math.random().toString(36).slice(2)}`);
  const server: Server = createServer((socket) => {
    const left = [...answers];
    socket.on('error', () => undefined);
    socket.on('data', () => {
      const next = left.shift();
      if (next) socket.write(next);
    });
  });
  await new Promise<void>((resolve) => server.listen(file, resolve));
  stops.push(() => new Promise((resolve) => server.close(resolve)));
  return `unix:path=${file}`;
}

const OK = Buffer.from('OK 1234\r\n');
/** A message without header fields, which nobody who asks one thing at a time needs. */
function message(type: number, body: Buffer, order: 'l' | 'B' = 'l'): Buffer {
  const head = Buffer.alloc(16);
  head.write(order);
  head[1] = type;
  head[3] = 1;
  if (order === 'l') head.writeUInt32LE(body.length, 4);
  else head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body]);
}
const variant = (value: number, type = 'b') => Buffer.from([1, type.charCodeAt(0), 0, 0, value, 0, 0, 0]);

describe.skipIf(missing)('on a real bus', () => {
  it('nobody shows a tray where nobody collects its icons', async () => {
    expect(await hasTrayHost(around(await startBus()))).toBe(false);
  });

  it('the call is one that the bus takes, as its monitor shows', async () => {
    const address = await startBus();
    const monitor = spawn('dbus-monitor', ['--address', address, "type='method_call'"]);
    stops.push(() => ended(monitor));
    let seen = '';
    monitor.stdout.on('data', (chunk) => {
      seen += String(chunk);
    });
    await pause(500);
    await hasTrayHost(around(address));
    await expect.poll(() => seen).toContain('string "IsStatusNotifierHostRegistered"');
    expect(seen).toMatch(/path=\/StatusNotifierWatcher; interface=org\.freedesktop\.DBus\.Properties; member=Get/u);
  });
});

describe.skipIf(process.platform !== 'linux')('by what the bus answers', () => {
  it.each([
    ['somebody shows it', message(2, variant(1)), true],
    ['a big-endian somebody shows it', message(2, Buffer.from([1, 98, 0, 0, 0, 0, 0, 1]), 'B'), true],
    ['icons are collected, and shown by nobody', message(2, variant(0)), false],
    ['nobody collects them', message(3, Buffer.alloc(0)), false],
    ['the answer is of another kind', message(2, variant(1, 'u')), false],
  ])('%s', async (_, answer, shown) => {
    // A signal comes in between, as the bus tells a newcomer its name.
    const signal = message(4, Buffer.from('hello'));
    const address = await startFake([OK, Buffer.concat([message(2, Buffer.alloc(4)), signal]), answer]);
    expect(await hasTrayHost(around(address))).toBe(shown);
  });

  it.each([
    ['refuses us', [Buffer.from('REJECTED EXTERNAL\r\n')]],
    ['speaks something else', [OK, Buffer.from('HTTP/1.1 400 Bad Request')]],
    ['claims to have a huge message', [OK, Buffer.from([108, 2, 0, 1, 255, 255, 255, 0, 1, 0, 0, 0, 0, 0, 0, 0])]],
  ])('nobody knows where it %s', async (_, answers) => {
    await expect(hasTrayHost(around(await startFake(answers)))).rejects.toThrow(/bus|D-Bus/u);
  });

  it('nobody knows where it says nothing, after a while', async () => {
    const silent = { ...around(await startFake([])), timeoutMs: 100 };
    await expect(hasTrayHost(silent)).rejects.toThrow('the session bus does not answer');
  });

  it('nobody knows where there is none', async () => {
    await expect(hasTrayHost(around('unix:path=/no/such/bus'))).rejects.toThrow('ENOENT');
  });
});

describe('the address of the bus', () => {
  it.each([
    ['unix:path=/run/user/1000/bus,guid=12', '/run/user/1000/bus'],
    ['unix:abstract=/tmp/dbus-x,guid=12', '\0/tmp/dbus-x'],
    ['unix:guid=12,path=/tmp/a%20b', '/tmp/a b'],
    ['tcp:host=localhost,port=1;unix:path=/tmp/second', '/tmp/second'],
    ['autolaunch:', undefined],
  ])('%s', (address, name) => expect(busSocket({ env: { DBUS_SESSION_BUS_ADDRESS: address }, uid: 1 })).toBe(name));

  it('is in the runtime folder where nobody says it', () => {
    expect(busSocket({ env: {}, uid: 1000 })).toBe('/run/user/1000/bus');
    expect(busSocket({ env: { XDG_RUNTIME_DIR: '/run/me' }, uid: 1000 })).toBe('/run/me/bus');
  });
});

describe('a message', () => {
  it('is read once it is whole, however it is cut', () => {
    const whole = Buffer.concat([message(2, variant(1)), Buffer.from('rest')]);
    for (let cut = 0; cut < 24; cut++) expect(decode(whole.subarray(0, cut))).toBeUndefined();
    expect(decode(whole)).toMatchObject({ message: { type: 2, body: variant(1) }, rest: Buffer.from('rest') });
    expect(booleanIn(variant(1))).toBe(true);
  });

  it('ends where eight bytes end, with its body behind', () => {
    for (const destination of ['a.b', 'a.bc', 'a.bcd', 'a.bcde', 'a.bcdef']) {
      const call = { destination, path: '/a', interface: 'a.b', member: 'C', args: ['x', 'yz'] };
      const read = decode(encodeCall(7, call));
      expect(read?.rest).toHaveLength(0);
      expect(read?.message.body.toString('latin1')).toBe('\x01\0\0\0x\0\0\0\x02\0\0\0yz\0');
    }
  });
});
