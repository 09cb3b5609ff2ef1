// Temporary files of a killed writer are gone after the next start, wherever a writer of ours may have left them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createLeftovers } from '../../src/main/leftovers';
import { clock, type Desk, desk, direct, http, log } from '../clients/support';
import { type RunningApp, runApp } from './running-app';

let running: RunningApp | undefined;
let d: Desk | undefined;
afterEach(async () => {
  await running?.stop();
  await d?.dispose();
  running = undefined;
  d = undefined;
});

const dead = spawnSync(process.execPath, ['-e', '']).pid;
const tempOf = (file: string) => `${file}.mcp-tray-${dead}-0123456789ab.tmp`;

function leave(file: string, ageMs: number): string {
  const temp = tempOf(file);
  mkdirSync(path.dirname(temp), { recursive: true });
  writeFileSync(temp, 'half of it');
  const at = new Date(Date.now() - ageMs);
  utimesSync(temp, at, at);
  return temp;
}

it('beside the shared config, clients’ files and what they remember, behind links, and among our own files', async () => {
  running = await runApp();
  const { home } = running;
  mkdirSync(path.join(home, 'dotfiles'));
  mkdirSync(path.join(home, '.codex'), { recursive: true });
  symlinkSync('../dotfiles/codex.toml', path.join(home, '.codex', 'config.toml'));
  const temps = [
    path.join(home, 'config', 'mcp.json'),
    path.join(home, '.claude.json'),
    path.join(home, '.claude', 'mcp-needs-auth-cache.json'),
    path.join(home, 'dotfiles', 'codex.toml'),
    path.join(home, '.config', 'goose', 'config.yaml'),
    path.join(home, '.config', 'zed', 'settings.json'),
    path.join(home, 'state', 'revoked-keys.json'),
    path.join(home, 'state', 'ownership', 'codex-x.json'),
    path.join(home, 'state', 'backups', 'codex', 'x.bak'),
  ].map((file) => leave(file, 11_000));
  const theirs = path.join(home, '.codex', 'config.toml.tmp');
  writeFileSync(theirs, 'not ours');
  running = await running.restart();
  expect(temps.filter((temp) => existsSync(temp))).toEqual([]);
  expect(existsSync(theirs)).toBe(true);
});

it('also where the kill was a moment before the start, a while later', async () => {
  d = desk();
  const temp = leave(d.file, 0);
  let ahead = 0;
  const rooms = {
    configFile: path.join(d.home, 'config', 'mcp.json'),
    paths: { home: d.home, config: path.join(d.home, 'config'), state: d.state },
    clients: d.clients,
    clock: { ...clock, now: () => Date.now() + ahead },
    log,
  };
  const leftovers = createLeftovers(rooms, 20);
  await leftovers.sweep();
  expect(existsSync(temp)).toBe(true);
  ahead = 15_000;
  await expect.poll(() => existsSync(temp)).toBe(false);
  await leftovers.stop();
  expect(await d.sync([direct(http('a'))])).toBe(1);
});
