// Who may read a file, where nothing in it has to change.
import { chmod, stat } from 'node:fs/promises';
import { writeError } from './text-file';

/** Takes the bits of group and others away, of the file behind all links. @throws AppError file-read-only, file-failed */
export async function makeOwnerOnly(file: string): Promise<void> {
  try {
    const { mode } = await stat(file);
    await chmod(file, mode & 0o7700);
  } catch (error) {
    throw writeError(error, file);
  }
}
