// Copies of a client's file from before each of our writes: bounded in number, readable by their owner alone.
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError, hasErrno } from '../../shared/errors';
import { hashText, readTextFile, writeTextFile } from '../files/text-file';

/** Kept besides the very first one and those an undo may need. */
const NEWEST = 12;

/** One client file's backups in a folder that may hold those of other files too. */
export class Backups {
  readonly #folder: string;
  readonly #tag: string;

  /** `tag` tells this file's backups from others in `folder`. */
  constructor(folder: string, tag: string) {
    this.#folder = folder;
    this.#tag = tag;
  }

  path(name: string): string {
    return path.join(this.#folder, name);
  }

  /** `at` is epoch ms. Resolves with the backup's name. @throws AppError file-*, disk-full */
  async save(text: string, at: number): Promise<string> {
    const name = `${this.#tag}.${String(at).padStart(15, '0')}.${hashText(text).slice(0, 8)}.bak`;
    const file = this.path(name);
    const there = await readTextFile(file);
    if (there?.text !== text) {
      await writeTextFile({ path: file, text, expected: there?.hash ?? 'absent', newFileMode: 0o600 });
    }
    return name;
  }

  /** @throws AppError file-failed if the backup is gone */
  async load(name: string): Promise<string> {
    const found = await readTextFile(this.path(name));
    if (!found) throw new AppError('file-failed', { file: this.path(name), reason: 'ENOENT' });
    return found.text;
  }

  /** Removes the oldest backups, never one of `keep`. */
  async prune(keep: readonly string[]): Promise<void> {
    const names = (await this.#names()).filter((name) => !keep.includes(name));
    const old = names.sort().slice(0, Math.max(0, names.length - NEWEST));
    await Promise.all(old.map((name) => rm(this.path(name), { force: true })));
  }

  async #names(): Promise<string[]> {
    try {
      return (await readdir(this.#folder)).filter((name) => name.startsWith(`${this.#tag}.`) && name.endsWith('.bak'));
    } catch (error) {
      if (hasErrno(error, 'ENOENT')) return [];
      throw error;
    }
  }
}
