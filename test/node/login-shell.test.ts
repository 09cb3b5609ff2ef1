import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loginShellEnv } from '../../src/main/node/login-shell';
import type { Clock } from '../../src/main/ports';

const noLog = () => undefined;
const clock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

describe.skipIf(process.platform === 'win32')('the environment of the login shell', () => {
  let folder: string;
  const warnings: string[] = [];
  const log = { info: () => undefined, warn: (m: string) => void warnings.push(m), error: () => undefined };
  const shell = async (name: string, lines: string) => {
    const file = path.join(folder, name);
    await writeFile(file, `#!/bin/sh\n${lines}\n`);
    await chmod(file, 0o700);
    return file;
  };
  const OWN = { PATH: '/bare', ONLY_OURS: 'kept' };
  const ask = (more: object) =>
    loginShellEnv({ clock, log, timeoutMs: 5_000, env: OWN, platform: 'linux', fromTerminal: false, ...more });
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-shell-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is what its start-up files make of it, asked for once', async () => {
    const file = await shell(
      'good',
      `echo asked >> ${folder}/asked; PATH=/from/dotfiles:$PATH; NOTES_KEY=exported; export PATH NOTES_KEY; eval "$2"`,
    );
    const get = ask({ shell: file });
    const [one, two] = await Promise.all([get(), get()]);
    expect(one.PATH).toMatch(/^\/from\/dotfiles:/u);
    expect(one).toMatchObject({ NOTES_KEY: 'exported', ONLY_OURS: 'kept' });
    expect(two).toBe(one);
    expect(await readFile(`${folder}/asked`, 'utf8')).toBe('asked\n');
  });
  it('is our own, with a line in the log, where the shell cannot be run', async () => {
    warnings.length = 0;
    expect(await ask({ shell: '/no/such/shell' })()).toEqual(OWN);
    expect(warnings.join()).toContain('could not be run');
  });
  it('is our own, with a line in the log, where the shell waits for something', async () => {
    warnings.length = 0;
    const file = await shell('slow', 'sleep 2');
    expect(await ask({ shell: file, timeoutMs: 100 })()).toEqual(OWN);
    expect(warnings.join()).toContain('did not answer');
  });
  it('is our own where a terminal started us', async () => {
    expect(await ask({ fromTerminal: true, shell: '/no/such/shell' })()).toEqual(OWN);
  });
});

describe('on Windows', () => {
  it('there is no login shell, and the path is found however it is spelt', async () => {
    const get = loginShellEnv({
      clock,
      log: { info: noLog, warn: noLog, error: noLog },
      timeoutMs: 5_000,
      env: { Path: 'C:\\Tools', OTHER: '1' },
      platform: 'win32',
      fromTerminal: false,
    });
    expect(await get()).toEqual({ Path: 'C:\\Tools', PATH: 'C:\\Tools', OTHER: '1' });
  });
});
