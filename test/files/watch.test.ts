// The watch sees every way in which editors and programs change a file.
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchFile } from '../../src/main/files/watch';

let folder: string;
let stops: (() => Promise<void>)[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'mcp-tray-watch-'));
});
afterEach(async () => {
  for (const stop of stops) await stop();
  stops = [];
  rmSync(folder, { recursive: true, force: true });
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Watches, and gives how long one change takes to be told (ms). */
async function watched(file: string) {
  let calls = 0;
  stops.push(await watchFile(file, () => calls++));
  return {
    count: () => calls,
    async after(change: () => void): Promise<number> {
      await pause(150);
      const before = calls;
      const start = performance.now();
      change();
      while (calls === before && performance.now() - start < 3000) await pause(5);
      if (calls === before) throw new Error('the change was not told within 3 s');
      return performance.now() - start;
    },
  };
}

describe('watchFile', () => {
  it('tells a change in place, a rename over it, a removal and a new file, each within a second', async () => {
    const file = path.join(folder, 'mcp.json');
    writeFileSync(file, '1');
    const watching = await watched(file);
    const replace = () => {
      writeFileSync(`${file}.tmp`, String(Math.random()));
      renameSync(`${file}.tmp`, file);
    };
    const steps = [
      () => writeFileSync(file, '22'),
      replace,
      replace,
      () => unlinkSync(file),
      () => writeFileSync(file, '3'),
      replace,
    ];
    for (const step of steps) expect(await watching.after(step)).toBeLessThan(1000);
  });

  it('tells when a file appears that was not there, in a folder that was not there', async () => {
    const file = path.join(folder, 'a', 'b', 'mcp.json');
    const watching = await watched(file);
    await watching.after(() => {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, '1');
    });
    expect(await watching.after(() => writeFileSync(file, '22'))).toBeLessThan(1000);
  });

  it('sees through a symlink: the target changed in place, replaced, and the link turned elsewhere', async () => {
    mkdirSync(path.join(folder, 'dotfiles'));
    const [file, target, other] = ['mcp.json', 'dotfiles/mcp.json', 'dotfiles/other.json'].map((n) =>
      path.join(folder, n),
    );
    if (!file || !target || !other) throw new Error('no names');
    writeFileSync(target, '1');
    writeFileSync(other, '1');
    symlinkSync(target, file);
    const watching = await watched(file);
    await watching.after(() => writeFileSync(target, '22'));
    await watching.after(() => {
      writeFileSync(`${target}.tmp`, '333');
      renameSync(`${target}.tmp`, target);
    });
    await watching.after(() => {
      symlinkSync(other, `${file}.tmp`);
      renameSync(`${file}.tmp`, file);
    });
    await watching.after(() => writeFileSync(other, '4444'));
  });

  it('tells a burst as few, and the neighbours not at all', async () => {
    const file = path.join(folder, 'mcp.json');
    writeFileSync(file, '1');
    const watching = await watched(file);
    await pause(150);
    writeFileSync(path.join(folder, 'other.json'), '1');
    await pause(300);
    expect(watching.count()).toBe(0);
    for (let i = 0; i < 50; i++) writeFileSync(file, 'x'.repeat(i));
    await pause(400);
    expect(watching.count()).toBeGreaterThan(0);
    expect(watching.count()).toBeLessThan(5);
  });

  it('is silent after its stop', async () => {
    const file = path.join(folder, 'mcp.json');
    writeFileSync(file, '1');
    let calls = 0;
    const stop = await watchFile(file, () => calls++);
    writeFileSync(file, '22');
    await stop();
    await stop();
    const told = calls;
    writeFileSync(file, '333');
    await pause(200);
    expect(calls).toBe(told);
  });
});
