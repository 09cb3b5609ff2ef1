import { describe, expect, it } from 'vitest';
import { environmentFor } from '../../src/main/cli/background';
import { whenIdle } from '../../src/main/cli/idle';
import { realClock } from '../support/fakes';

describe('the environment of an instance that a client’s bridge starts', () => {
  const bare = { HOME: '/home/me', PATH: '/bin', TERM: 'xterm' };
  const there =
    (...files: string[]) =>
    (file: string) =>
      files.includes(file);

  it('has no terminal, so that the login shell is asked for what the client left out', () => {
    expect(environmentFor(bare, 'darwin', 501, there())).toEqual({ HOME: '/home/me', PATH: '/bin' });
  });

  it('has the bus of the session, without which there is no keychain', () => {
    const found = environmentFor(bare, 'linux', 1000, there('/run/user/1000/bus'));
    expect(found).toMatchObject({
      XDG_RUNTIME_DIR: '/run/user/1000',
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus',
    });
    const own = { ...bare, XDG_RUNTIME_DIR: '/own' };
    expect(environmentFor(own, 'linux', 1000, there('/own/bus')).DBUS_SESSION_BUS_ADDRESS).toBe('unix:path=/own/bus');
  });

  it('has none where there is none, and keeps the one it was given', () => {
    expect(environmentFor(bare, 'linux', 1000, there())).not.toHaveProperty('DBUS_SESSION_BUS_ADDRESS');
    const given = { ...bare, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/given' };
    expect(environmentFor(given, 'linux', 1000, there('/run/user/1000/bus'))).toMatchObject({
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/given',
    });
  });
});

describe('an instance in the background', () => {
  it('is over once nobody has used it for so long, and not while somebody does', async () => {
    const use = { mark: '0', isBusy: true };
    const at = Date.now();
    const { over } = whenIdle(realClock, 100, () => use);
    setTimeout(() => Object.assign(use, { isBusy: false }), 100);
    setTimeout(() => Object.assign(use, { mark: '1' }), 160);
    expect(await over).toBe('idle');
    expect(Date.now() - at).toBeGreaterThanOrEqual(240);
  });

  it('is not over by itself where no time was said, or once the watch has stopped', async () => {
    let looks = 0;
    const look = () => {
      looks += 1;
      return { mark: '', isBusy: false };
    };
    const never = whenIdle(realClock, undefined, look);
    const stopped = whenIdle(realClock, 20, look);
    stopped.stop();
    const late = new Promise((resolve) => setTimeout(() => resolve('late'), 60));
    expect(await Promise.race([never.over, stopped.over, late])).toBe('late');
    expect(looks).toBe(1);
  });
});
