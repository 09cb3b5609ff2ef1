// The file that ours took the place of, held open for a while: a client that had opened it before writes on into it,
// where nobody would ever read it.
import { type FileHandle, open } from 'node:fs/promises';
import { hasErrno } from '../../shared/errors';
import { hashText } from '../files/text-file';

export interface Replaced {
  /** What someone wrote into it since; undefined if nobody did, or who did has not finished a text. */
  written(): Promise<string | undefined>;
  close(): Promise<void>;
}

/**
 * Holds the file that is about to be replaced. `hash` is that of its text. Undefined where it is not there any more, and on
 * Windows, where a file that someone has open is not replaced.
 */
export async function holdReplaced(
  file: string,
  hash: string,
  platform: NodeJS.Platform,
): Promise<Replaced | undefined> {
  if (platform === 'win32') return undefined;
  const handle = await openOrAbsent(file);
  if (!handle) return undefined;
  const text = await textOf(handle);
  if (text === undefined || hashText(text) !== hash) {
    // Not what is going to be replaced, even if that comes back by a later write.
    await handle.close();
    return undefined;
  }
  return {
    written: async () => {
      const text = await textOf(handle);
      return text === undefined || text.trim() === '' || hashText(text) === hash ? undefined : text;
    },
    close: () => handle.close(),
  };
}

async function openOrAbsent(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r');
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Undefined if it is no text, as one that is cut in the middle of a letter. */
async function textOf(handle: FileHandle): Promise<string | undefined> {
  const { size } = await handle.stat();
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(size), 0, size, 0);
  const bytes = buffer.subarray(0, bytesRead);
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : undefined;
}
