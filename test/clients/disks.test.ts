// What disks, mounts, links and permissions may do to a client's file: it is whole, old or new, nothing of ours is left
// beside it, and the error says what to do. The disks are real.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/shared/errors';
import { mountsAreMissing, onBind, onTmpfs } from '../support/mounts';
import { run, tsCommand } from '../support/run-ts';
import { deskFor, FORMAT_DESKS, straysIn } from './formats';
import { type Desk, direct, http } from './support';

const missing = mountsAreMissing();
const withMounts = it.skipIf(missing !== undefined);
const why = missing === undefined ? '' : ` (skipped: ${missing})`;
const NOBODY = 65_534;
const CHILD = path.join(import.meta.dirname, 'sync-child.ts');
const wanted = [direct(http('a')), direct(http('b'))];
let d: Desk;

describe.each(FORMAT_DESKS)('$format', (format) => {
  const { client, text, locks } = format;
  beforeEach(() => {
    d = deskFor(format);
  });
  afterEach(() => d.dispose());

  /** The code of the error, or the number of entries written. */
  async function outcome(work: () => Promise<number>): Promise<string | number> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return error.code;
    }
  }
  const sync = () => outcome(() => d.sync(wanted));
  const undo = () => outcome(async () => (await d.clients.undo(client)).written);

  async function inAndOut(): Promise<void> {
    expect(await d.sync(wanted)).toBe(2);
    expect(new Set(Object.values(await d.statuses(wanted)))).toEqual(new Set(['in-sync']));
    expect(await d.sync([])).toBe(2);
    expect([d.read(), straysIn(d.home)]).toEqual([text, []]);
  }

  withMounts(`a disk that fills up anywhere on the way${why}`, { timeout: 60_000 }, async () => {
    const seen = new Set<string | number>();
    await d.sync(wanted);
    const whole = d.read();
    await d.sync([]);
    await onTmpfs(d.home, '256k', async () => {
      for (let pages = 0; pages < 16; pages++) {
        fs.rmSync(d.state, { recursive: true, force: true });
        fs.mkdirSync(d.state);
        d.write(text);
        fill(d.home, pages);
        const came = await sync();
        seen.add(came);
        expect(came === 2 || came === 'disk-full').toBe(true);
        expect(came === 2 ? [whole] : [text, whole]).toContain(d.read());
        expect(straysIn(d.home)).toEqual([]);
        fs.rmSync(path.join(d.home, 'filler'), { force: true });
        // Whatever of it took place, we know which entries are ours.
        await d.sync([]);
        expect(d.read()).toBe(text);
      }
    });
    expect(seen).toEqual(new Set(['disk-full', 2]));
  });

  withMounts(`a read-only disk, the whole of it or the folder of the file alone${why}`, async () => {
    for (const at of [d.home, path.dirname(d.file)]) {
      await onBind(
        at,
        at,
        async () => {
          expect(await sync()).toBe('file-read-only');
          expect([d.read(), straysIn(d.home)]).toEqual([text, []]);
        },
        { readOnly: true },
      );
    }
    await inAndOut();
    await d.sync(wanted);
    const standing = d.read();
    await onBind(d.home, d.home, async () => expect(await undo()).toBe('file-read-only'), { readOnly: true });
    expect(d.read()).toBe(standing);
  });

  withMounts(`a file that is a mount of its own: refused, for it cannot be replaced as a whole${why}`, async () => {
    const outside = path.join(d.home, 'outside');
    fs.writeFileSync(outside, text);
    await onBind(outside, d.file, async () => {
      expect(await sync()).toBe('file-mounted');
      expect([d.read(), fs.readFileSync(outside, 'utf8'), straysIn(d.home)]).toEqual([text, text, []]);
      expect(await d.statuses(wanted)).toEqual({ a: 'add', b: 'add' });
    });
    await inAndOut();
  });

  withMounts(`a new file that became a mount: undo does not take it away${why}`, async () => {
    fs.rmSync(d.file);
    expect(await sync()).toBe(2);
    const standing = d.read();
    await onBind(d.file, d.file, async () => expect(await undo()).toBe('file-mounted'));
    expect([d.read(), straysIn(d.home)]).toEqual([standing, []]);
    expect(await undo()).toBe(2);
    expect(fs.existsSync(d.file)).toBe(false);
  });

  withMounts(`a folder that is a mount point${why}`, async () => {
    await onTmpfs(path.dirname(d.file), '1m', async () => {
      d.write(text);
      await inAndOut();
    });
  });

  withMounts(`a link to another disk, from a folder that cannot be written${why}`, async () => {
    const other = path.join(d.home, 'other');
    await onTmpfs(other, '1m', async () => {
      fs.rmSync(d.file);
      const target = path.join(other, 'deep', 'real');
      fs.mkdirSync(path.dirname(target));
      fs.writeFileSync(target, text);
      fs.symlinkSync(target, d.file);
      await inAndOut();
      const folder = path.dirname(d.file);
      await onBind(
        folder,
        folder,
        async () => {
          // A lock stands beside the name, whoever takes it.
          if (locks) expect(await sync()).toBe('file-read-only');
          else await inAndOut();
        },
        { readOnly: true },
      );
      expect([fs.readlinkSync(d.file), fs.readFileSync(target, 'utf8')]).toEqual([target, text]);
    });
  });

  it.each(['relative', 'absolute', 'chain'])('a link that is %s stays, and its target is written', async (kind) => {
    const target = path.join(d.home, 'dotfiles', 'real');
    fs.mkdirSync(path.dirname(target));
    fs.renameSync(d.file, target);
    const to = kind === 'absolute' ? target : path.relative(path.dirname(d.file), target);
    const link = kind === 'chain' ? `${d.file}-2` : d.file;
    fs.symlinkSync(to, link);
    if (kind === 'chain') fs.symlinkSync(path.basename(link), d.file);
    await inAndOut();
    await d.sync(wanted);
    expect([fs.lstatSync(d.file).isSymbolicLink(), fs.lstatSync(link).isSymbolicLink()]).toEqual([true, true]);
    expect(fs.readFileSync(target, 'utf8')).toContain('127.0.0.1');
    expect(await undo()).toBe(2);
    expect(fs.readFileSync(target, 'utf8')).toBe(text);
  });

  it('a link whose target is missing: the target is made, goes with undo, and the link stays', async () => {
    fs.rmSync(d.file);
    const target = path.join(d.home, 'dotfiles', 'not-yet');
    fs.symlinkSync(target, d.file);
    expect(await sync()).toBe(2);
    expect(fs.readFileSync(target, 'utf8')).toBe(d.read());
    expect(await undo()).toBe(2);
    expect([fs.existsSync(target), fs.readlinkSync(d.file), straysIn(d.home)]).toEqual([false, target, []]);
  });

  it.skipIf(process.getuid?.() !== 0)('another user’s file, and a folder one may not write (needs root)', async () => {
    const asNobody = async () => {
      const { out, err } = await run(tsCommand(CHILD, d.home, client, 'a', 'b'), { uid: NOBODY, gid: NOBODY });
      expect(err).toBe('');
      return out;
    };
    fs.chmodSync(d.home, 0o755);
    fs.chownSync(d.state, NOBODY, NOBODY);
    openUpTo(d.file, d.home);
    fs.chmodSync(d.file, 0o644);
    expect(await asNobody()).toBe('file-read-only');
    fs.chmodSync(d.file, 0o600);
    expect(await asNobody()).toBe('file-unreadable');
    // The file is theirs to write, but its folder is not.
    fs.chownSync(d.file, NOBODY, NOBODY);
    expect(await asNobody()).toBe('file-read-only');
    expect([d.read(), straysIn(d.home)]).toEqual([text, []]);
    fs.chownSync(path.dirname(d.file), NOBODY, NOBODY);
    expect(await asNobody()).toBe('2');
  });

  withMounts(`a file that may not be changed, not even by root${why}`, async (context) => {
    if (spawnSync('chattr', ['+i', d.file]).status !== 0) context.skip('this disk knows no such mark');
    try {
      expect(await sync()).toBe('file-read-only');
      expect([d.read(), straysIn(d.home)]).toEqual([text, []]);
    } finally {
      spawnSync('chattr', ['-i', d.file]);
    }
    await inAndOut();
  });
});

/** Leaves that many pages of 4 KB on the disk of `folder`. */
function fill(folder: string, pages: number): void {
  const { bavail, bsize } = fs.statfsSync(folder);
  fs.writeFileSync(path.join(folder, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - pages * 4096)));
}

/** Others may go through the folders from `home` down to the file. */
function openUpTo(file: string, home: string): void {
  for (let folder = path.dirname(file); folder !== home; folder = path.dirname(folder)) fs.chmodSync(folder, 0o755);
}
