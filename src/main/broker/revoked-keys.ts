// Digests of local keys that must never open anything again: a keychain that refuses to forget one, or a client's file
// that still shows it, cannot bring it back. A digest tells nothing about its key, which is random.
import { z } from 'zod';
import { AppError } from '../../shared/errors';
import { readTextFile, writeTextFile } from '../files/text-file';

export interface RevokedKeys {
  has(digest: string): Promise<boolean>;
  /** Resolves when it is on disk. @throws AppError file-* */
  add(digest: string): Promise<void>;
}

/** Far more than a person revokes; the oldest goes. */
const MOST = 500;
const ATTEMPTS = 5;
const list = z.array(z.string().max(128));

/** @param file made when first needed */
export function createRevokedKeys(file: string): RevokedKeys {
  return {
    has: async (digest) => (await read(file)).digests.includes(digest),
    add: async (digest) => {
      for (let attempt = 1; ; attempt++) {
        const { digests, expected } = await read(file);
        if (digests.includes(digest)) return;
        const text = `${JSON.stringify([...digests, digest].slice(-MOST))}\n`;
        try {
          await writeTextFile({ path: file, text, expected, newFileMode: 0o600 });
          return;
        } catch (error) {
          // Another process revoked one at the same moment.
          if (!(error instanceof AppError) || error.code !== 'file-changed' || attempt === ATTEMPTS) throw error;
        }
      }
    },
  };
}

async function read(file: string): Promise<{ readonly digests: readonly string[]; readonly expected: string }> {
  const found = await readTextFile(file);
  if (!found) return { digests: [], expected: 'absent' };
  const parsed = list.safeParse(jsonOf(found.text));
  if (!parsed.success) throw new AppError('records-invalid', { file }, { cause: parsed.error });
  return { digests: parsed.data, expected: found.hash };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
