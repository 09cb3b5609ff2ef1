// Reading and writing whole files: nothing is lost, whatever stands in the way.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sweepTempFiles } from '../../src/main/files/temp-files';
import { hashText, readTextFile, writeTextFile } from '../../src/main/files/text-file';
import { run, spawnTs, tsCommand } from '../support/run-ts';

const SCRIPTS = path.join(import.meta.dirname, 'scripts');
const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;
let folder: string;
let file: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mcp-tray-file-'));
  fs.chmodSync(folder, 0o777);
  file = path.join(folder, 'mcp.json');
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const mode = (at: string) => fs.statSync(at).mode & 0o7777;
const names = () => fs.readdirSync(folder).sort();

describe('readTextFile', () => {
  it('gives text with its byte order mark, hash and mode, and undefined only where there is no file', async () => {
    expect(await readTextFile(file)).toBeUndefined();
    expect(await readTextFile(path.join(folder, 'none', 'mcp.json'))).toBeUndefined();
    fs.writeFileSync(file, '\uFEFFé\r\n', { mode: 0o640 });
    expect(await readTextFile(file)).toEqual({
      path: file,
      realPath: fs.realpathSync(file),
      text: '\uFEFFé\r\n',
      hash: hashText('\uFEFFé\r\n'),
      mode: 0o640,
    });
  });

  it('refuses what is no text, too large, a folder or a device', async () => {
    for (const bytes of [[0xff, 0xfe, 0x41, 0x00], [0xc3], [0x41, 0x00]]) {
      fs.writeFileSync(file, Buffer.from(bytes));
      await expect(readTextFile(file)).rejects.toMatchObject({ code: 'file-not-text' });
    }
    fs.writeFileSync(file, 'x'.repeat(1001));
    await expect(readTextFile(file, { limitBytes: 1000 })).rejects.toMatchObject({ code: 'file-too-large' });
    await expect(readTextFile(folder)).rejects.toMatchObject({ code: 'file-failed' });
    if (process.platform !== 'win32') {
      spawnSync('mkfifo', [path.join(folder, 'pipe')]);
      await expect(readTextFile(path.join(folder, 'pipe'))).rejects.toMatchObject({ code: 'file-failed' });
    }
  });

  it('names links that lead in a circle', async () => {
    fs.symlinkSync(file, `${file}2`);
    fs.symlinkSync(`${file}2`, file);
    await expect(readTextFile(file)).rejects.toMatchObject({ code: 'file-failed', params: { reason: 'ELOOP' } });
  });
});

describe('writeTextFile', () => {
  it('keeps the mode, leaves no temp file, and gives the new hash', async () => {
    fs.writeFileSync(file, 'old');
    fs.chmodSync(file, 0o664);
    expect(await writeTextFile({ path: file, text: 'new', expected: hashText('old') })).toBe(hashText('new'));
    expect([fs.readFileSync(file, 'utf8'), mode(file), names()]).toEqual(['new', 0o664, ['mcp.json']]);
  });

  it('makes a new file 0600 unless told otherwise, with its folder', async () => {
    const deep = path.join(folder, 'a', 'b.json');
    await writeTextFile({ path: deep, text: 'x', expected: 'absent' });
    await writeTextFile({ path: file, text: 'x', expected: 'absent', newFileMode: 0o644 });
    expect([mode(deep), mode(path.dirname(deep)), mode(file)]).toEqual([0o600, 0o700, 0o644]);
    expect(fs.readdirSync(path.dirname(deep))).toEqual(['b.json']);
  });

  it('refuses when the file is not what the caller saw, and leaves it', async () => {
    const refused = (expected: string) =>
      expect(writeTextFile({ path: file, text: 'new', expected })).rejects.toMatchObject({ code: 'file-changed' });
    await refused(hashText('old'));
    fs.writeFileSync(file, 'theirs');
    await refused(hashText('old'));
    await refused('absent');
    expect([fs.readFileSync(file, 'utf8'), names()]).toEqual(['theirs', ['mcp.json']]);
  });

  it('lets one of many writers at once through, and tells the others', async () => {
    fs.writeFileSync(file, 'old');
    const all = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => writeTextFile({ path: file, text: `new ${i}`, expected: hashText('old') })),
    );
    const [winner, ...more] = all.flatMap((r, i) => (r.status === 'fulfilled' ? [i] : []));
    expect(more).toEqual([]);
    expect(fs.readFileSync(file, 'utf8')).toBe(`new ${winner}`);
    for (const r of all) if (r.status === 'rejected') expect(r.reason).toMatchObject({ code: 'file-changed' });
    expect(names()).toEqual(['mcp.json']);
  });

  it('writes through a symlink, also one whose target is missing, and the link stays', async () => {
    const target = path.join(folder, 'dotfiles', 'real.json');
    fs.mkdirSync(path.dirname(target));
    fs.symlinkSync(path.join('dotfiles', 'real.json'), file);
    await writeTextFile({ path: file, text: 'first', expected: 'absent' });
    await writeTextFile({ path: file, text: 'second', expected: hashText('first') });
    expect([fs.readFileSync(target, 'utf8'), fs.lstatSync(file).isSymbolicLink()]).toEqual(['second', true]);
  });

  it('refuses a file without a write bit, though the folder could be written', async () => {
    fs.writeFileSync(file, 'old', { mode: 0o444 });
    const write = writeTextFile({ path: file, text: 'new', expected: hashText('old') });
    await expect(write).rejects.toMatchObject({ code: 'file-read-only' });
    expect([fs.readFileSync(file, 'utf8'), names()]).toEqual(['old', ['mcp.json']]);
  });

  it.skipIf(!isRoot)(
    'another user: refuses a read-only folder, a file of ours, and a file it may not read',
    async () => {
      const inner = path.join(folder, 'mine');
      fs.mkdirSync(inner, { mode: 0o755 });
      fs.chmodSync(inner, 0o755);
      const at = path.join(inner, 'mcp.json');
      const write = async () =>
        (await run(tsCommand(path.join(SCRIPTS, 'write-once.ts'), at, 'new'), { uid: NOBODY, gid: NOBODY })).out;
      expect(await write()).toBe('file-read-only');
      fs.writeFileSync(at, 'old', { mode: 0o666 });
      fs.chmodSync(at, 0o666);
      expect(await write()).toBe('file-read-only');
      fs.chmodSync(inner, 0o777);
      fs.chmodSync(at, 0o644);
      expect(await write()).toBe('file-read-only');
      fs.chmodSync(at, 0o600);
      expect(await write()).toBe('file-unreadable');
      expect([fs.readFileSync(at, 'utf8'), fs.readdirSync(inner)]).toEqual(['old', ['mcp.json']]);
    },
  );

  it.skipIf(!isRoot)('root (needs root): the owner of the file stays', async () => {
    fs.writeFileSync(file, 'old');
    fs.chownSync(file, NOBODY, NOBODY);
    await writeTextFile({ path: file, text: 'new', expected: hashText('old') });
    expect([fs.statSync(file).uid, fs.statSync(file).gid]).toEqual([NOBODY, NOBODY]);
  });

  it('a full disk leaves the old file and no temp file', async (context) => {
    const disk = path.join(folder, 'disk');
    fs.mkdirSync(disk);
    const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { encoding: 'utf8' });
    if (mount.status !== 0) context.skip('a tiny tmpfs cannot be mounted here (needs root and CAP_SYS_ADMIN)');
    try {
      const at = path.join(disk, 'mcp.json');
      fs.writeFileSync(at, 'old');
      const write = writeTextFile({ path: at, text: 'x'.repeat(100_000), expected: hashText('old') });
      await expect(write).rejects.toMatchObject({ code: 'disk-full' });
      expect([fs.readFileSync(at, 'utf8'), fs.readdirSync(disk)]).toEqual(['old', ['mcp.json']]);
    } finally {
      spawnSync('umount', [disk]);
    }
  });

  it('killed at any moment, leaves a whole file, old or new', async () => {
    const size = 300_000;
    for (let round = 0; round < 12; round++) {
      const child = spawnTs(path.join(SCRIPTS, 'write-forever.ts'), [file, String(size)]);
      await new Promise((resolve) => child.stdout?.once('data', resolve));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 25));
      const gone = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGKILL');
      await gone;
      const text = fs.readFileSync(file, 'utf8');
      expect(text === 'a'.repeat(size) || text === 'b'.repeat(size)).toBe(true);
    }
    await sweepTempFiles(folder, Date.now() + 60_000);
    expect(names()).toEqual(['mcp.json']);
  }, 60_000);
});
