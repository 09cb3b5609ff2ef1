// What a window is refused, by what the guard answers Electron.
import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { guard } from '../../src/main/electron/guard';

/** Keeps the handlers that are given to it, as a window's contents would. */
function contents() {
  const handlers: Record<string, (...args: never[]) => unknown> = {};
  const keep = (name: string) => (handler: (...args: never[]) => unknown) => {
    handlers[name] = handler;
  };
  let filter: readonly string[] = [];
  const session = Object.assign(new EventEmitter(), {
    setPermissionCheckHandler: keep('check'),
    setPermissionRequestHandler: keep('request'),
    setDevicePermissionHandler: keep('device'),
    webRequest: {
      onBeforeRequest: (given: { urls: string[] }, handler: (...args: never[]) => unknown) => {
        filter = given.urls;
        handlers.before = handler;
      },
    },
  });
  const made = Object.assign(new EventEmitter(), { session, setWindowOpenHandler: keep('open') });
  const openLink = vi.fn();
  guard(made as never, openLink);
  const ask = (name: string, ...args: unknown[]) => handlers[name]?.(...(args as never[]));
  return { made, session, openLink, ask, filter: () => filter };
}

describe('a window', () => {
  it('opens no other; a link goes to the browser', () => {
    const { ask, openLink } = contents();
    expect(ask('open', { url: 'https://example.com/' })).toEqual({ action: 'deny' });
    expect(openLink).toHaveBeenCalledExactlyOnceWith('https://example.com/');
  });

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])(
    'is stopped at %s',
    (name) => {
      const event = { preventDefault: vi.fn() };
      contents().made.emit(name, event);
      expect(event.preventDefault).toHaveBeenCalledOnce();
    },
  );

  it('saves nothing', () => {
    const event = { preventDefault: vi.fn() };
    contents().session.emit('will-download', event);
    expect(event.preventDefault).toHaveBeenCalledOnce();
  });

  it.each([
    ['clipboard-sanitized-write', true],
    ['clipboard-read', false],
    ['media', false],
    ['notifications', false],
    ['geolocation', false],
    ['openExternal', false],
    ['fileSystem', false],
  ])('is given %s: %s', (permission, given) => {
    const { ask } = contents();
    expect(ask('check', null, permission)).toBe(given);
    const answer = vi.fn();
    ask('request', null, permission, answer);
    expect(answer).toHaveBeenCalledExactlyOnceWith(given);
  });

  it('reaches no device and no network', () => {
    const { ask, filter } = contents();
    expect(ask('device', {})).toBe(false);
    const answer = vi.fn();
    ask('before', { url: 'https://example.com/' }, answer);
    expect(answer).toHaveBeenCalledExactlyOnceWith({ cancel: true });
    expect(filter().map((pattern) => pattern.split(':', 1)[0])).toEqual(['http', 'https', 'ws', 'wss', 'ftp']);
  });
});
