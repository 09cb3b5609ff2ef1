// The app as a command: the same built bundle that is the tray app, started with words. The packaged app has no other
// command line, for its fuses keep it from being started as Node.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { electronHost } from '../support/electron-host';

const host = electronHost();
let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'mcp-tray-command-'));
});
afterAll(() => rm(home, { recursive: true }));

async function app(...words: string[]) {
  const { executablePath, args } = host.launch;
  const env = { ...process.env, HOME: home, MCP_TRAY_HOME: home, LANG: 'C', LC_ALL: '', LC_MESSAGES: '' };
  const run = promisify(execFile)(executablePath, [...args, ...words], { env, timeout: 30_000 });
  return run.then(
    ({ stdout }) => ({ code: 0, out: stdout }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      out: error.stdout + error.stderr,
    }),
  );
}

describe('the app with words', () => {
  it('is the command line, and neither window nor instance', async () => {
    expect(await app('list')).toEqual({ code: 0, out: 'No servers yet\n' });
    expect(await readdir(home, { recursive: true })).not.toContain('state/instance.json');
  });

  it('ends with the exit code of the command', async () => {
    const { code, out } = await app('nonsense');
    expect(code).toBe(2);
    expect(out).toContain('There is no command “nonsense”. [usage]');
  });
});
