// A folder with all that is missing above it.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { hasErrno } from '../../shared/errors';

/** Resolves also where it is there already. New ones get `mode`. @throws the system's own error */
export async function makeFolder(folder: string, mode = 0o700): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode });
  } catch (error) {
    // Of a read-only disk Node says here that something is missing: the steps by themselves say what it is.
    if (!hasErrno(error, 'ENOENT')) throw error;
    await makeStep(folder, mode);
  }
}

async function makeStep(folder: string, mode: number): Promise<void> {
  try {
    await mkdir(folder, { mode });
  } catch (error) {
    if (hasErrno(error, 'EEXIST')) return;
    const above = path.dirname(folder);
    if (!hasErrno(error, 'ENOENT') || above === folder) throw error;
    await makeStep(above, mode);
    await mkdir(folder, { mode });
  }
}
