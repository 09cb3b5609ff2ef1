// One local key per client: what its file shows to the broker instead of any real token. Kept in the SecretStore,
// held in memory as digests, so that a lookup takes the same time for every key.
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SecretStore } from '../ports';
import type { KeyRing } from './options';

const KEY_BYTES = 32;
/** Tells what it is to whoever finds it in a file, and to secret scanners. */
const PREFIX = 'mcptray_';

export interface LocalKeys extends KeyRing {
  /** The client's key; made on first use. @throws AppError keychain-locked, keychain-failed */
  keyFor(client: string): Promise<string>;
  /** Reads the keys of these clients, so that `holderOf` knows them. @throws AppError keychain-locked, keychain-failed */
  load(clients: readonly string[]): Promise<void>;
  /** From now on the old key opens nothing; the next `keyFor` makes another. */
  revoke(client: string): Promise<void>;
}

const secretName = (client: string) => `local-key:${client}`;
const digest = (text: string) => hash('sha256', text, 'buffer');

export function createLocalKeys(secrets: SecretStore): LocalKeys {
  const known = new Map<string, Buffer>();
  const making = new Map<string, Promise<string>>();

  const make = async (client: string): Promise<string> => {
    const kept = await secrets.get(secretName(client));
    const key = kept ?? PREFIX + randomBytes(KEY_BYTES).toString('base64url');
    if (kept === undefined) await secrets.set(secretName(client), key);
    known.set(client, digest(key));
    return key;
  };

  return {
    keyFor: (client) => {
      const running = making.get(client) ?? make(client).finally(() => making.delete(client));
      making.set(client, running);
      return running;
    },
    load: async (clients) => {
      for (const client of clients) {
        const key = await secrets.get(secretName(client));
        if (key !== undefined) known.set(client, digest(key));
      }
    },
    revoke: async (client) => {
      // Memory first: were the keychain to refuse, the key would still be dead for as long as we run.
      known.delete(client);
      await secrets.delete(secretName(client));
    },
    holderOf: (key) => {
      const shown = digest(key);
      let holder: string | undefined;
      for (const [client, wanted] of known) if (timingSafeEqual(shown, wanted)) holder = client;
      return holder;
    },
  };
}
