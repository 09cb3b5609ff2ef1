import { mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { holdReplaced, type Replaced } from '../../src/main/clients/replaced';
import { hashText } from '../../src/main/files/text-file';

let folder: string;
let file: string;
let old: string;
let held: Replaced | undefined;
beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'mcp-tray-replaced-'));
  [file, old] = [path.join(folder, 'settings.json'), path.join(folder, 'old.json')];
  writeFileSync(file, 'before');
  held = await holdReplaced(file, hashText('before'), 'linux');
});
afterEach(async () => {
  await held?.close();
  rmSync(folder, { recursive: true, force: true });
});

it('tells what was written into the file after it was replaced, and nothing of what stands there now', async () => {
  renameSync(file, old);
  writeFileSync(file, 'ours');
  expect(await held?.written()).toBeUndefined();
  writeFileSync(old, 'theirs');
  expect(await held?.written()).toBe('theirs');
});

it('tells nothing while it is empty or cut in the middle of a letter', async () => {
  truncateSync(file);
  expect(await held?.written()).toBeUndefined();
  writeFileSync(file, Buffer.from('é').subarray(0, 1));
  expect(await held?.written()).toBeUndefined();
});

it('holds no file that is another one than we saw, as that is not what we replace', async () => {
  expect(await holdReplaced(file, hashText('of another time'), 'linux')).toBeUndefined();
  rmSync(file);
  expect(await holdReplaced(file, hashText('before'), 'linux')).toBeUndefined();
});

it('holds nothing on Windows, where an open file is not replaced', async () => {
  expect(await holdReplaced(file, hashText('before'), 'win32')).toBeUndefined();
});
