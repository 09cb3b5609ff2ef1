// The registrar: the one place where a window's requests come in. It trusts our own page's main frame and nothing else.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { IpcMain } from 'electron';
import { EVENT_CHANNEL, REQUEST_CHANNEL } from '../../shared/channels';
import type { Handlers, Reply } from '../../shared/contract';
import { AppError, toWire } from '../../shared/errors';
import type { Logger, Stop } from '../ports';
import type { Core } from './core';

/** As much of a WebFrameMain as trust needs; null when the frame is gone before its message is read. */
export interface SenderFrame {
  readonly url: string;
  readonly parent: unknown;
}

/** A window as far as events go. */
export interface EventTarget {
  isDestroyed(): boolean;
  send(channel: string, ...args: unknown[]): void;
}

/** True for the main frame of our own page. `page` is the absolute path of index.html; the route after # may differ. */
export function isTrusted(frame: SenderFrame | null, page: string): boolean {
  if (frame === null || frame.parent !== null || !URL.canParse(frame.url)) return false;
  const url = new URL(frame.url);
  if (url.protocol !== 'file:' || url.host !== '' || url.search !== '') return false;
  // Paths are compared, not URLs: Node and Chromium escape different characters, `~` among them.
  const file = pathOf(url);
  return file !== undefined && path.relative(file, page) === '';
}

/** Answers one message of the request channel. Never rejects: what fails becomes an error in the reader's language. */
export async function answer(
  core: Pick<Core, 'handlers' | 'translate'>,
  page: string,
  log: Pick<Logger, 'error'>,
  message: { readonly frame: SenderFrame | null; readonly name: unknown; readonly args: unknown },
): Promise<Reply<unknown>> {
  try {
    if (!isTrusted(message.frame, page)) throw new AppError('not-trusted');
    const handler = handlerOf(core.handlers, message.name);
    return { ok: true, value: await handler(message.args) };
  } catch (error) {
    const wire = toWire(error, core.translate());
    if (wire.code === 'internal')
      log.error('a request failed', { request: String(message.name), error: String(error) });
    return { ok: false, error: wire };
  }
}

/** Registers the request channel and passes `app:changed` on to every window there is. */
export function registerIpc(options: {
  readonly ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>;
  readonly core: Core;
  readonly page: string;
  readonly log: Logger;
  readonly windows: () => readonly EventTarget[];
}): Stop {
  const { ipcMain, core, page, log, windows } = options;
  ipcMain.handle(REQUEST_CHANNEL, (event, name: unknown, args: unknown) =>
    answer(core, page, log, { frame: event.senderFrame, name, args }),
  );
  const stopListening = core.onChange(() => {
    const open = windows().filter((w) => !w.isDestroyed());
    if (open.length === 0) return;
    const snapshot = core.snapshot();
    for (const window of open) window.send(EVENT_CHANNEL, 'app:changed', snapshot);
  });
  return () => {
    stopListening();
    ipcMain.removeHandler(REQUEST_CHANNEL);
  };
}

type AnyHandler = (args: unknown) => Promise<unknown>;

/** Own properties alone: `__proto__` and `constructor` are names like any other, and nobody answers to them. */
function handlerOf(handlers: Handlers, name: unknown): AnyHandler {
  if (typeof name !== 'string' || !Object.hasOwn(handlers, name))
    throw new AppError('bad-request', { request: String(name).slice(0, 64), problem: 'unknown request' });
  // Every handler parses its own arguments, so what comes in may be unknown.
  return handlers[name as keyof Handlers] as AnyHandler;
}

function pathOf(url: URL): string | undefined {
  try {
    return fileURLToPath(url);
  } catch (error) {
    // A path with an escaped separator, or one without a drive on Windows, cannot be ours.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
