// The Node implementations of the ports: paths, time, log, settings, links.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/main/node/clock';
import { createLogger } from '../../src/main/node/logger';
import { checkLink, createOpenUrl } from '../../src/main/node/open-url';
import { pathsOf } from '../../src/main/node/paths';
import { redact, redactText } from '../../src/main/node/redact';
import { createSettings, DEFAULT_SETTINGS } from '../../src/main/node/settings';
import { AppError } from '../../src/shared/errors';
import { keptLog } from '../support/fakes';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mcp-tray-node-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
const at = (...names: string[]) => path.join(folder, ...names);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('pathsOf', () => {
  const home = '/home/me';
  it('follows each platform, and MCP_TRAY_HOME moves all but the home of the clients', () => {
    expect(pathsOf({ platform: 'linux', env: {}, home })).toEqual({
      home,
      config: '/home/me/.config/mcp-tray',
      state: '/home/me/.local/state/mcp-tray',
    });
    const xdg = { XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: 'relative' };
    expect(pathsOf({ platform: 'linux', env: xdg, home })).toMatchObject({
      config: '/c/mcp-tray',
      state: '/home/me/.local/state/mcp-tray',
    });
    const support = '/home/me/Library/Application Support/mcp-tray';
    expect(pathsOf({ platform: 'darwin', env: xdg, home })).toEqual({
      home,
      config: support,
      state: `${support}/state`,
    });
    const win = { platform: 'win32', home: 'C:\\Users\\me' } as const;
    expect(pathsOf({ ...win, env: { APPDATA: 'D:\\Roaming' } })).toEqual({
      home: 'C:\\Users\\me',
      config: 'D:\\Roaming\\mcp-tray',
      state: 'C:\\Users\\me\\AppData\\Local\\mcp-tray',
    });
    for (const platform of ['linux', 'darwin'] as const) {
      expect(pathsOf({ platform, env: { MCP_TRAY_HOME: '/x' }, home })).toEqual({
        home,
        config: '/x/config',
        state: '/x/state',
      });
    }
  });
});

describe('systemClock', () => {
  it('calls back once, not at all after its stop, and not at once for a month', async () => {
    const called: string[] = [];
    systemClock.after(5, () => called.push('a'));
    systemClock.after(5, () => called.push('b'))();
    const stop = systemClock.after(31 * 24 * 3_600_000, () => called.push('c'));
    await pause(30);
    stop();
    expect(called).toEqual(['a']);
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1000);
  });
});

describe('redaction', () => {
  it.each([
    ['Authorization: Bearer abc.def', 'Authorization: [redacted] [redacted]'],
    ['sent Bearer abc to x', 'sent Bearer [redacted] to x'],
    ['{"x-api-key":"abc"}', '{"x-api-key":"[redacted]"}'],
    ['GET https://x.y/cb?state=1&code=abc&x=2', 'GET https://x.y/cb?state=1&code=[redacted]&x=2'],
    ['https://u:p@x.y/z', 'https://[redacted]@x.y/z'],
    ['got eyJhbGciOi.eyJzdWIi.c2lnbg', 'got [redacted]'],
    ['ghp_abcdefghijklmnop', '[redacted]'],
    ['the token endpoint answered 500 for 640 tokens', 'the token endpoint answered 500 for 640 tokens'],
    ['${keychain:LINEAR_KEY}', '${keychain:LINEAR_KEY}'],
  ])('%s', (text, clean) => expect(redactText(text)).toBe(clean));

  it('goes through fields, errors and causes, bounded', () => {
    const error = new AppError('internal', { reason: 'x' }, { cause: new Error('Bearer abc') });
    const clean = JSON.stringify(
      redact({ accessToken: 'abc', tokens: 640, headers: { Cookie: 'a=b' }, list: ['Bearer abc'], error }),
    );
    expect(clean).not.toMatch(/abc|a=b/u);
    expect(clean).toContain('"tokens":640');
    const endless: Record<string, unknown> = {};
    endless.self = endless;
    expect(
      JSON.stringify(redact({ endless, long: 'x'.repeat(10_000), many: Array(1000).fill(1) })).length,
    ).toBeLessThan(4000);
  });
});

describe('createLogger', () => {
  const lines = (file: string) =>
    fs
      .readFileSync(at('logs', file), 'utf8')
      .trimEnd()
      .split('\n')
      .map((l) => JSON.parse(l));

  it('writes lines of JSON for the owner alone, without secrets, and nothing to the console', () => {
    const log = createLogger({ folder: at('logs'), clock: { ...systemClock, now: () => 0 } });
    log.info('started', { port: 1, level: 'forged' });
    log.error('failed', { error: new Error('Bearer abc') });
    expect(lines('mcp-tray.log')).toMatchObject([
      { time: '1970-01-01T00:00:00.000Z', level: 'info', message: 'started', port: 1 },
      { level: 'error', message: 'failed', error: { name: 'Error', message: 'Bearer [redacted]' } },
    ]);
    expect(fs.statSync(at('logs', 'mcp-tray.log')).mode & 0o777).toBe(0o600);
  });

  it('keeps two files of bounded size', () => {
    const log = createLogger({ folder: at('logs'), clock: systemClock, limitBytes: 2000 });
    for (let i = 0; i < 200; i++) log.warn(`line ${i}`);
    expect(fs.readdirSync(at('logs')).sort()).toEqual(['mcp-tray.log', 'mcp-tray.log.1']);
    for (const name of fs.readdirSync(at('logs'))) expect(fs.statSync(at('logs', name)).size).toBeLessThanOrEqual(2000);
    expect(lines('mcp-tray.log').at(-1)).toMatchObject({ message: 'line 199' });
  });

  it('drops what cannot be written and goes on', () => {
    fs.writeFileSync(at('logs'), 'a file in the way');
    const log = createLogger({ folder: at('logs'), clock: systemClock });
    log.info('lost');
    fs.unlinkSync(at('logs'));
    log.info('kept');
    expect(lines('mcp-tray.log')).toMatchObject([{ message: 'kept' }]);
  });
});

describe('createSettings', () => {
  const file = () => at('settings.json');
  const make = (watch = false) => createSettings({ folder, log: keptLog(), watch });

  it('gives defaults without writing them, keeps what is set and tells it', async () => {
    const settings = await make();
    expect([settings.get(), fs.existsSync(file())]).toEqual([DEFAULT_SETTINGS, false]);
    let told = 0;
    settings.onChange(() => told++);
    settings.set({ theme: 'dark' });
    settings.set({ theme: 'dark' });
    expect([settings.get().theme, told]).toEqual(['dark', 1]);
    expect((await make()).get()).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark' });
    expect(fs.statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('keeps what it does not know', async () => {
    fs.writeFileSync(file(), '{ "later": { "a.b": 1 }, "language": "ja" }');
    const settings = await make();
    settings.set({ theme: 'light' });
    expect(JSON.parse(fs.readFileSync(file(), 'utf8'))).toEqual({
      later: { 'a.b': 1 },
      language: 'ja',
      theme: 'light',
    });
  });

  it('refuses a broken file and leaves it', async () => {
    for (const broken of ['{ "theme": ', '{ "theme": "pink" }', '[1]', 'null', '']) {
      fs.writeFileSync(file(), broken);
      await expect(make(), broken).rejects.toMatchObject({ code: 'settings-invalid', params: { file: file() } });
      expect(fs.readFileSync(file(), 'utf8')).toBe(broken);
    }
  });

  it('hears of another process, keeps the last good ones while the file is broken, and stops', async () => {
    const [mine, theirs] = [await make(true), await make()];
    let told = 0;
    mine.onChange(() => told++);
    theirs.set({ language: 'ja' });
    for (let i = 0; i < 200 && told === 0; i++) await pause(10);
    expect([mine.get().language, told]).toEqual(['ja', 1]);
    fs.writeFileSync(file(), '{');
    await pause(200);
    expect(mine.get().language).toBe('ja');
    expect(() => mine.set({ theme: 'dark', clientMetadataUrl: '' })).toThrow(AppError);
    await mine.stop();
    fs.writeFileSync(file(), '{ "language": "en" }');
    await pause(150);
    expect(told).toBe(1);
  });
});

describe('links', () => {
  it('https, or http on this machine, and nothing else', () => {
    for (const url of ['https://x.example/a?b=c#d', 'http://127.0.0.1:3000/', 'http://localhost/', 'http://[::1]:8/']) {
      expect(checkLink(url)).toBe(url);
    }
    const refused = [
      'http://x.example',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'smb://x',
      'https://u:p@x.example',
      '',
    ];
    for (const url of [
      ...refused,
      'http://127.0.0.1.x.example',
      'http://localhost.x.example',
      '--help',
      'x'.repeat(9999),
    ]) {
      expect(() => checkLink(url), url).toThrow(AppError);
    }
  });

  it('go to BROWSER whole, without a shell, and on to the next where one does not work', async () => {
    const out = at('seen');
    const browser = at('browser');
    fs.writeFileSync(browser, `#!/bin/sh\nprintf '%s\\n' "$@" > '${out}'\n`, { mode: 0o755 });
    const openUrl = createOpenUrl({ env: { BROWSER: `/none/at/all:false:${browser} --new` }, platform: 'linux' });
    const url = 'https://x.example/?a=$(id)&b=`id`;c%20d';
    await openUrl(url);
    expect(fs.readFileSync(out, 'utf8').trim().split('\n')).toEqual(['--new', url]);
    const placed = createOpenUrl({ env: { BROWSER: `${browser} --url=%s` }, platform: 'linux' });
    await placed('http://127.0.0.1:1/');
    expect(fs.readFileSync(out, 'utf8').trim()).toBe('--url=http://127.0.0.1:1/');
  });

  it('say so when there is no browser, with the address to copy', async () => {
    const url = 'https://x.example/';
    const failed = { code: 'link-failed', params: { url } };
    await expect(createOpenUrl({ env: { BROWSER: 'false' }, platform: 'linux' })(url)).rejects.toMatchObject(failed);
    const launch = async () => spawn('false');
    await expect(createOpenUrl({ env: {}, platform: 'linux', launch })(url)).rejects.toMatchObject(failed);
    const missing = async () => spawn('/none/at/all');
    await expect(createOpenUrl({ env: {}, platform: 'linux', launch: missing })(url)).rejects.toMatchObject(failed);
  });

  it('do not wait for a browser that stays open', async () => {
    const child = spawn('sleep', ['30']);
    await createOpenUrl({ env: {}, platform: 'linux', graceMs: 50, launch: async () => child })('https://x.example/');
    expect(child.exitCode).toBeNull();
    child.kill();
  });
});
