import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { answer, isTrusted, registerIpc, type SenderFrame } from '../../src/main/electron/ipc';
import { EVENT_CHANNEL, REQUEST_CHANNEL } from '../../src/shared/channels';
import { AppError } from '../../src/shared/errors';
import { texts } from '../../src/shared/messages';
import { recordingHandlers, snapshotOf } from './fixtures';

const PAGE = path.resolve('/opt/mcp~tray é/out/renderer/index.html');
const ours = (more = ''): SenderFrame => ({ url: pathToFileURL(PAGE).href + more, parent: null });
const quiet = { error: () => undefined };

describe('trust', () => {
  it('trusts the main frame of our page, whatever route it shows', () => {
    expect(isTrusted(ours(), PAGE)).toBe(true);
    expect(isTrusted(ours('#/servers/notes'), PAGE)).toBe(true);
  });

  it('trusts it whichever way the browser escapes its path', () => {
    const { url } = ours();
    for (const same of [url.replace('%7E', '~'), url.replace('~', '%7E')])
      expect(isTrusted({ url: same, parent: null }, PAGE)).toBe(true);
  });

  it.each<[string, SenderFrame | null]>([
    ['a frame that is gone', null],
    ['a frame inside our page', { ...ours(), parent: {} }],
    ['another file', { url: 'file:///tmp/index.html', parent: null }],
    ['a file beside it', { url: pathToFileURL(path.join(path.dirname(PAGE), 'other.html')).href, parent: null }],
    ['a file on another machine', { url: ours().url.replace('file:///', 'file://evil.example/'), parent: null }],
    ['our page with a query', ours('?x')],
    ['a website', { url: 'https://evil.example/out/renderer/index.html', parent: null }],
    ['a data URL', { url: 'data:text/html,<p>', parent: null }],
    ['an escaped separator', { url: ours().url.replace('out/', 'out%2F'), parent: null }],
    ['an empty address', { url: '', parent: null }],
  ])('does not trust %s', (_name, frame) => expect(isTrusted(frame, PAGE)).toBe(false));
});

describe('the registrar', () => {
  const { handlers, asked } = recordingHandlers({
    'app:snapshot': async () => snapshotOf(),
    'server:remove': async ({ name }) => {
      throw new AppError('server-unknown', { name });
    },
    'app:openLink': async () => {
      throw new RangeError('secret detail');
    },
  });
  const core = (language: 'en' | 'ja' = 'en') => ({ handlers, translate: () => texts(language) });

  it('answers what a handler gives', async () => {
    const reply = await answer(core(), PAGE, quiet, { frame: ours(), name: 'app:snapshot', args: undefined });
    expect(reply).toEqual({ ok: true, value: snapshotOf() });
  });

  it('turns what a handler throws into words of the language in force', async () => {
    const message = { frame: ours(), name: 'server:remove', args: { name: 'x' } };
    expect(await answer(core('en'), PAGE, quiet, message)).toMatchObject({
      ok: false,
      error: { code: 'server-unknown', message: texts('en')('errors.server-unknown.message', { name: 'x' }) },
    });
    expect(await answer(core('ja'), PAGE, quiet, message)).toMatchObject({
      error: { message: texts('ja')('errors.server-unknown.message', { name: 'x' }) },
    });
  });

  it('keeps the inside of an unforeseen failure for the log', async () => {
    const error = vi.fn();
    const reply = await answer(core(), PAGE, { error }, { frame: ours(), name: 'app:openLink', args: { url: 'x' } });
    expect(JSON.stringify(reply)).toContain('"internal"');
    expect(JSON.stringify(reply)).not.toContain('secret detail');
    expect(error).toHaveBeenCalledOnce();
  });

  it('refuses strangers before looking at what they ask', async () => {
    const before = asked.length;
    const reply = await answer(core(), PAGE, quiet, { frame: null, name: 'app:snapshot', args: undefined });
    expect(reply).toMatchObject({ ok: false, error: { code: 'not-trusted' } });
    expect(asked.length).toBe(before);
  });

  it.each<unknown>([
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'app:nothing',
    '',
    7,
    null,
    undefined,
    {},
  ])('knows no request called %j', async (name) => {
    const reply = await answer(core(), PAGE, quiet, { frame: ours(), name, args: undefined });
    expect(reply).toMatchObject({ ok: false, error: { code: 'bad-request' } });
  });

  it('passes changes on to open windows and ends clean', () => {
    const listeners = new Set<() => void>();
    const channels = new Map<string, unknown>();
    const snapshot = vi.fn(() => snapshotOf());
    const send = vi.fn();
    let open = [{ isDestroyed: () => false, send }];
    const stop = registerIpc({
      ipcMain: {
        handle: (channel, handler) => void channels.set(channel, handler),
        removeHandler: (channel) => void channels.delete(channel),
      },
      core: {
        ...core(),
        snapshot,
        onChange: (listener) => {
          listeners.add(listener);
          return () => void listeners.delete(listener);
        },
      },
      page: PAGE,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      windows: () => open,
    });
    for (const listener of listeners) listener();
    expect(send).toHaveBeenCalledExactlyOnceWith(EVENT_CHANNEL, 'app:changed', snapshotOf());
    open = [{ isDestroyed: () => true, send }];
    for (const listener of listeners) listener();
    open = [];
    for (const listener of listeners) listener();
    expect(snapshot).toHaveBeenCalledOnce();
    expect([...channels.keys()]).toEqual([REQUEST_CHANNEL]);
    stop();
    expect([channels.size, listeners.size]).toEqual([0, 0]);
  });
});
