// Updates, with electron-updater itself and a feed on loopback; of Electron it is given no more than its own port names.
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { AppImageUpdater } from 'electron-updater';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createUpdates, type Updater } from '../../src/main/electron/updates';
import { keptLog } from '../support/fakes';
import { manualClock } from '../support/manual-clock';
import { listen } from '../support/servers/listen';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const PROGRAM = Buffer.alloc(200_000, 'a newer MCP Tray');
let folder: string;
/** What the feed answers, by path; and what was asked for. */
let feed: Map<string, string | Buffer>;
let asked: string[];
let origin: string;
let stopFeed: () => Promise<void>;

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'updates-'));
  feed = new Map();
  asked = [];
  const listening = await listen((request, response) => {
    const name = new URL(request.url ?? '/', 'http://feed').pathname;
    asked.push(name);
    const body = feed.get(name);
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  ({ origin, stop: stopFeed } = listening);
  vi.stubEnv('APPIMAGE', path.join(folder, 'MCP Tray.AppImage'));
  writeFileSync(path.join(folder, 'MCP Tray.AppImage'), 'the running one');
});
afterEach(async () => {
  await stopFeed();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** As electron-builder publishes it. */
function publish(version: string, program = PROGRAM, announced = program): void {
  const sha512 = createHash('sha512').update(announced).digest('base64');
  const file = `mcp-tray-${version}.AppImage`;
  const text = `version: ${version}\nfiles:\n  - url: ${file}\n    sha512: ${sha512}\n    size: ${announced.length}\npath: ${file}\nsha512: ${sha512}\nreleaseDate: '2026-11-26T00:00:00.000Z'\n`;
  feed.set('/latest-linux.yml', text);
  feed.set(`/${file}`, program);
}

interface Download {
  readonly headers?: http.OutgoingHttpHeaders;
  readonly cancellationToken: {
    createPromise<T>(
      work: (resolve: (value: T) => void, reject: (error: Error) => void, onCancel: unknown) => void,
    ): Promise<T>;
  };
}
interface Executor {
  createRequest(options: http.RequestOptions, callback: (response: http.IncomingMessage) => void): http.ClientRequest;
  doDownload(request: http.RequestOptions, how: object, redirects: number): void;
}
const inner = createRequire(createRequire(import.meta.url).resolve('electron-updater'));
const { HttpExecutor } = inner('builder-util-runtime') as { HttpExecutor: new () => Executor };
/** What the library's own one does with Electron's `net`, by Node; what is fetched and checked is the base's. */
class LoopbackExecutor extends HttpExecutor {
  override createRequest: Executor['createRequest'] = (options, callback) => http.request(options, callback);

  download(url: URL, destination: string, options: Download): Promise<string> {
    const { hostname, port, pathname } = url;
    return options.cancellationToken.createPromise((resolve, reject, onCancel) => {
      const callback = (error: Error | null) => (error ? reject(error) : resolve(destination));
      const request = { hostname, port, path: pathname, headers: options.headers ?? {} };
      this.doDownload(request, { destination, options, onCancel, callback, responseHandler: null }, 0);
    });
  }
}

function start(version = '0.1.0') {
  const clock = manualClock();
  const log = keptLog();
  const onChange = vi.fn();
  const quit = vi.fn();
  const adapter = {
    version,
    name: 'mcp-tray',
    isPackaged: true,
    appUpdateConfigPath: path.join(folder, 'app-update.yml'),
    userDataPath: folder,
    baseCachePath: path.join(folder, 'cache'),
    whenReady: async () => undefined,
    relaunch: () => undefined,
    quit,
    onQuit: () => undefined,
  };
  writeFileSync(adapter.appUpdateConfigPath, `provider: generic\nurl: ${origin}\nupdaterCacheDirName: mcp-tray\n`);
  const updater = new AppImageUpdater(undefined, adapter);
  // The library has a seam for the app, and none for what Electron gives it to fetch with.
  Object.assign(updater, { httpExecutor: new LoopbackExecutor(), disableDifferentialDownload: true });
  const load = vi.fn(async () => updater as unknown as Updater);
  const updates = createUpdates({ load, clock, log });
  updates.onChange(onChange);
  return { updates, clock, log, onChange, load, updater };
}

describe('updates', () => {
  it('are off without a feed: nothing is loaded, and nothing is looked for', async () => {
    const clock = manualClock();
    const updates = createUpdates({ clock, log: keptLog(), load: undefined });
    expect(updates.status()).toEqual({ kind: 'off' });
    expect(clock.waiting()).toBe(0);
    for (const act of [updates.check, updates.download, updates.install])
      await expect(act()).rejects.toMatchObject({ code: 'update-off' });
  });

  it('are looked for a while after the start and once a day, and nothing is fetched', async () => {
    publish('0.2.0');
    const { updates, clock, load } = start();
    expect(load).not.toHaveBeenCalled();
    clock.pass(MINUTE);
    await expect.poll(() => updates.status()).toEqual({ kind: 'available', version: '0.2.0' });
    expect(asked).toEqual(['/latest-linux.yml']);
    updates.stop();
    expect(clock.waiting()).toBe(0);
  });

  it('that are not newer are none, and are looked for again the next day', async () => {
    publish('0.1.0');
    const { updates, clock } = start();
    clock.pass(MINUTE);
    await expect.poll(() => updates.status()).toEqual({ kind: 'current', checkedAt: MINUTE });
    publish('0.0.9');
    clock.pass(DAY);
    await expect.poll(() => updates.status()).toEqual({ kind: 'current', checkedAt: MINUTE + DAY });
    publish('0.1.1');
    clock.pass(DAY);
    await expect.poll(() => updates.status()).toEqual({ kind: 'available', version: '0.1.1' });
    updates.stop();
  });

  it('are fetched when the person says so, told as they come, and installed by no other word', async () => {
    publish('0.2.0');
    const { updates, onChange, updater } = start();
    await updates.check();
    await updates.download();
    expect(updates.status()).toEqual({ kind: 'ready', version: '0.2.0' });
    expect(onChange.mock.calls.length).toBeGreaterThanOrEqual(4);
    expect(readFileSync(path.join(folder, 'MCP Tray.AppImage'), 'utf8')).toBe('the running one');
    expect(updater.autoInstallOnAppQuit).toBe(false);
    const install = vi.spyOn(updater, 'quitAndInstall').mockReturnValue();
    await updates.install();
    expect(install).toHaveBeenCalledOnce();
    updates.stop();
  });

  it('that are not what the feed announced are thrown away', async () => {
    publish('0.2.0', Buffer.alloc(PROGRAM.length, 'something else'), PROGRAM);
    const { updates, log } = start();
    await updates.check();
    await expect(updates.download()).rejects.toMatchObject({ code: 'update-refused' });
    expect(updates.status()).toMatchObject({ kind: 'failed', problem: { code: 'update-refused' } });
    expect(existsSync(path.join(folder, 'cache/mcp-tray/pending/mcp-tray-0.2.0.AppImage'))).toBe(false);
    await expect(updates.install()).rejects.toMatchObject({ code: 'update-none' });
    expect(log.lines.join()).toContain('ERR_CHECKSUM_MISMATCH');
    updates.stop();
  });

  it('that cannot be looked for are told, and can be looked for again', async () => {
    const { updates } = start();
    await expect(updates.check()).rejects.toMatchObject({ code: 'update-check-failed' });
    expect(updates.status()).toMatchObject({ kind: 'failed' });
    publish('0.2.0');
    await updates.check();
    expect(updates.status()).toEqual({ kind: 'available', version: '0.2.0' });
    feed.delete('/mcp-tray-0.2.0.AppImage');
    await expect(updates.download()).rejects.toMatchObject({ code: 'update-download-failed' });
    updates.stop();
  });

  it('are not fetched or installed before they are found', async () => {
    const { updates } = start();
    await expect(updates.download()).rejects.toMatchObject({ code: 'update-none' });
    await expect(updates.install()).rejects.toMatchObject({ code: 'update-none' });
    updates.stop();
  });
});
