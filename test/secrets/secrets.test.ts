// Secrets in memory, in a keychain that misbehaves, and in a real gnome-keyring: unlocked, locked, empty, absent.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Keyring, openKeychain } from '../../src/main/secrets/keychain';
import { createMemoryStore } from '../../src/main/secrets/memory';
import { openSecretStore } from '../../src/main/secrets/open-secret-store';
import { keptLog } from '../support/fakes';
import { run, tsCommand } from '../support/run-ts';

describe('memory', () => {
  it('keeps, replaces and forgets', async () => {
    const store = createMemoryStore();
    await store.set('A', '1');
    await store.set('A', '2');
    expect([store.kind, await store.get('A'), await store.get('B')]).toEqual(['memory', '2', undefined]);
    expect(await store.names()).toEqual(['A']);
    await store.delete('A');
    expect(await store.get('A')).toBeUndefined();
  });

  it('is chosen where the environment asks for it', async () => {
    expect((await openSecretStore({ env: { MCP_TRAY_KEYCHAIN: 'memory' }, log: keptLog() })).kind).toBe('memory');
  });
});

describe('a keychain that misbehaves', () => {
  const keychain = (get: () => Promise<string | null>) => {
    const AsyncEntry = class {
      getPassword = get;
      setPassword = async () => undefined;
      deletePassword = async () => false;
    } satisfies Keyring['AsyncEntry'];
    return openKeychain({ AsyncEntry, findCredentialsAsync: async () => [] }, 40);
  };

  it('that hangs is given up in time, for every caller, with one call in its hands', async () => {
    let calls = 0;
    const store = keychain(() => {
      calls++;
      return new Promise(() => undefined);
    });
    const all = await Promise.allSettled(Array.from({ length: 10 }, () => store.get('A')));
    for (const r of all) expect(r).toMatchObject({ reason: { code: 'keychain-silent' } });
    expect(calls).toBe(1);
  });

  it('that was slow is used again once it answers', async () => {
    const first = Promise.withResolvers<string>();
    const answers = [first.promise, Promise.resolve('now')];
    const store = keychain(async () => (await answers.shift()) ?? null);
    await expect(store.get('A')).rejects.toMatchObject({ code: 'keychain-silent' });
    first.resolve('late');
    expect(await store.get('A')).toBe('now');
  });

  it('is told apart: locked, refused', async () => {
    const failing = (message: string) => keychain(() => Promise.reject(new Error(message))).get('A');
    await expect(failing('User interaction is not allowed.')).rejects.toMatchObject({ code: 'keychain-locked' });
    await expect(failing('The object is locked')).rejects.toMatchObject({ code: 'keychain-locked' });
    await expect(failing('Access denied.')).rejects.toMatchObject({
      code: 'keychain-failed',
      params: { reason: 'Access denied' },
    });
  });
});

const missing = ['dbus-run-session', 'gnome-keyring-daemon'].filter(
  (p) => spawnSync(p, ['--version']).error !== undefined,
);
if (missing.length > 0) {
  console.warn(`skipped: no ${missing.join(' and ')} here; apt-get install dbus-daemon gnome-keyring`);
}

describe.skipIf(missing.length > 0)('a real Secret Service', () => {
  let home: string;
  let env: NodeJS.ProcessEnv;
  beforeEach(() => {
    home = fs.mkdtempSync(path.join(os.tmpdir(), 'mcp-tray-keyring-'));
    const runtime = path.join(home, 'run');
    fs.mkdirSync(runtime, { mode: 0o700 });
    const data = path.join(home, 'data');
    fs.mkdirSync(data);
    env = {
      ...process.env,
      HOME: home,
      XDG_DATA_HOME: data,
      XDG_RUNTIME_DIR: runtime,
      DISPLAY: '',
      WAYLAND_DISPLAY: '',
    };
    delete env.DBUS_SESSION_BUS_ADDRESS;
    delete env.MCP_TRAY_KEYCHAIN;
  });
  afterEach(() => fs.rmSync(home, { recursive: true, force: true }));

  const script = (...args: string[]) => tsCommand(path.join(import.meta.dirname, 'scripts', 'use-store.ts'), ...args);
  /** Runs the script on a bus of its own, after `daemon` has started; the daemon ends with the shell. */
  const onBus = async (daemon: string, ...args: string[]) => {
    const quoted = script(...args).map((w) => `'${w}'`);
    const shell = `${daemon}\n${quoted.join(' ')}\nstatus=$?\n[ -n "$!" ] && kill $! 2>/dev/null\nwait\nexit $status`;
    const { out, err, code } = await run(['dbus-run-session', '--', 'sh', '-c', shell], { env });
    if (code !== 0) throw new Error(`the script ended with ${code}: ${err}`);
    return JSON.parse(out.slice(out.lastIndexOf('["')));
  };
  const ready =
    'i=0; while [ ! -S "$XDG_RUNTIME_DIR/keyring/control" ] && [ $i -lt 100 ]; do sleep 0.05; i=$((i+1)); done; sleep 0.2';
  const unlocked = `echo pw | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 & ${ready}`;
  const locked = `gnome-keyring-daemon --foreground --components=secrets >/dev/null 2>&1 & ${ready}`;

  it('unlocked: keeps, gives, deletes, and still has it in the next session', async () => {
    expect(await onBus(unlocked)).toEqual(['keychain', null, null, true, null, null, null, null, 'KEPT']);
    expect(await onBus(unlocked, 'read')).toEqual(['keychain', 'x']);
  });

  it('locked: says so for what it holds, and never that there is no such secret', async () => {
    await onBus(unlocked);
    expect(await onBus(locked, 'read')).toEqual(['keychain', 'keychain-locked']);
  });

  it('without any keyring: says so when something is to be kept', async () => {
    const said = await onBus(locked);
    expect([said[0], said[2]]).toEqual(['keychain', 'keychain-unready']);
  });

  it('absent, with and without a bus: memory', async () => {
    const alone = await run(script('read'), { env });
    expect(JSON.parse(alone.out)).toEqual(['memory', null]);
    const config = path.join(home, 'bus.conf');
    const rules = '<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>';
    fs.writeFileSync(
      config,
      `<busconfig><type>session</type><listen>unix:tmpdir=${home}</listen><policy context="default">${rules}</policy></busconfig>`,
    );
    const bare = await run(['dbus-run-session', `--config-file=${config}`, '--', ...script('read')], { env });
    expect(JSON.parse(bare.out)).toEqual(['memory', null]);
  });
});
