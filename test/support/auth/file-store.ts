// A secret store that several processes of a test share: one file per secret, replaced whole. Real persistence without
// a keychain; what it holds are tokens of test peers.
import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SecretStore } from '../../../src/main/ports';
import { hasErrno } from '../../../src/shared/errors';

/** @param at is told before and after everything that touches the disk */
export function fileStore(folder: string, at: (step: string) => void = () => undefined): SecretStore {
  const fileOf = (name: string) => path.join(folder, `${createHash('sha256').update(name).digest('hex')}.secret`);
  const between = async <T>(step: string, work: () => Promise<T>): Promise<T> => {
    at(`before ${step}`);
    const result = await work();
    at(`after ${step}`);
    return result;
  };
  return {
    kind: 'keychain',
    get: (name) => between('get', () => readIf(fileOf(name))),
    set: (name, value) =>
      between('set', async () => {
        const draft = `${fileOf(name)}.${process.pid}`;
        await writeFile(draft, value);
        await rename(draft, fileOf(name));
      }),
    delete: (name) => between('delete', () => rm(fileOf(name), { force: true })),
  };
}

/** Every secret of a folder, changed or left as it is. */
export async function editSecrets(folder: string, edit: (value: string) => string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.secret')) continue;
    const file = path.join(folder, name);
    await writeFile(file, edit(await readFile(file, 'utf8')));
  }
}

async function readIf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}
