// Files that we wrote and our records still speak of: also those of a place that no client uses any more.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { AppError, hasErrno } from '../../shared/errors';
import type { Room } from './look';
import { loadStored, recordsFolder } from './records';

/** The files, or the record where it cannot be read and so may speak of one. @throws AppError file-* */
export async function remaining({ paths }: Pick<Room, 'paths'>): Promise<readonly string[]> {
  const folder = recordsFolder(paths.state);
  const records = (await namesIn(folder)).filter((name) => name.endsWith('.json'));
  const files = await Promise.all(records.map((name) => fileOf(path.join(folder, name))));
  return files.filter((file) => file !== undefined);
}

async function fileOf(record: string): Promise<string | undefined> {
  try {
    const { stored } = await loadStored(record, '');
    return (stored.now.original ?? stored.pending?.next.original) === undefined ? undefined : stored.file;
  } catch (error) {
    if (error instanceof AppError && error.code === 'records-invalid') return record;
    throw error;
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return [];
    throw error;
  }
}
