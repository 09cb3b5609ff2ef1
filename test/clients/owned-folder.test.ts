// The lock of Cline: a folder with its owner's file in it.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LockTimings, withLock } from '../../src/main/clients/lock';
import { realClock } from '../support/fakes';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'mcp-tray-lock-'));
  file = path.join(folder, 'settings.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const protocol = () => ({ kind: 'owned-folder', path: `${file}.lock`, staleMs: 10_000 }) as const;
const under = <T>(task: (requireHeld: () => void) => Promise<T>, lock: LockTimings = { waitMs: 5000, retryMs: 5 }) =>
  withLock(file, protocol(), { lock, clock: realClock }, task);
const inside = () => readdirSync(`${file}.lock`);

/** As another program holds it. */
function holdAsOther(ageMs = 0): void {
  mkdirSync(`${file}.lock`);
  writeFileSync(path.join(`${file}.lock`, 'owner.1.2.3'), '1.2.3');
  const then = new Date(Date.now() - ageMs);
  utimesSync(`${file}.lock`, then, then);
}

it('is never seen without its owner, and nothing is left of it', async () => {
  await under(async (requireHeld) => {
    expect(inside()).toEqual([expect.stringMatching(/^owner\.\d+\.\d+\.[0-9a-f-]{36}$/u)]);
    requireHeld();
  });
  expect(readdirSync(folder)).toEqual([]);
});

it('is held by one at a time', async () => {
  let holders = 0;
  let most = 0;
  const hold = () =>
    under(async () => {
      most = Math.max(most, ++holders);
      await new Promise((resolve) => setTimeout(resolve, 5));
      holders--;
    });
  await Promise.all(Array.from({ length: 8 }, hold));
  expect(most).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});

it('of another program is waited for, then the file is in use, and that lock stays as it is', async () => {
  holdAsOther();
  await expect(under(async () => 'in', { waitMs: 60, retryMs: 20 })).rejects.toMatchObject({ code: 'file-locked' });
  expect(inside()).toEqual(['owner.1.2.3']);
  expect(readdirSync(folder)).toEqual(['settings.json.lock']);
});

it('that nobody has touched for long is taken over', async () => {
  holdAsOther(11_000);
  expect(await under(async () => 'in')).toBe('in');
  expect(readdirSync(folder)).toEqual([]);
});

it('that was taken over meanwhile is told before the write, and left to who has it', async () => {
  const late = under(async (requireHeld) => {
    rmSync(`${file}.lock`, { recursive: true });
    holdAsOther();
    requireHeld();
  });
  await expect(late).rejects.toMatchObject({ code: 'file-locked' });
  expect(inside()).toEqual(['owner.1.2.3']);
});
