// One local key per client: what its file shows to the broker instead of any real token. Kept in the SecretStore,
// compared as digests, so that a lookup takes the same time for every key.
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SecretStore } from '../ports';
import type { KeyRing } from './options';
import type { RevokedKeys } from './revoked-keys';

const KEY_BYTES = 32;
/** Tells what it is to whoever finds it in a file, and to secret scanners. */
const PREFIX = 'mcptray_';

export interface LocalKeys extends KeyRing {
  /** The client's key, if it was made or read by now. */
  current(client: string): string | undefined;
  /** The client's key; made on first use. @throws AppError keychain-locked, keychain-failed */
  keyFor(client: string): Promise<string>;
  /** Reads the keys of these clients, so that `holderOf` knows them. @throws AppError keychain-locked, keychain-failed */
  load(clients: readonly string[]): Promise<void>;
  /** Takes a key that was this client's before, where the store does not outlive the run. A revoked one is not taken. */
  adopt(client: string, key: string): Promise<void>;
  /**
   * From now on the old key opens nothing, in no run; the next `keyFor` makes another.
   * @throws AppError file-*, keychain-locked, keychain-failed; the key is dead all the same for as long as we run
   */
  revoke(client: string): Promise<void>;
}

const secretName = (client: string) => `local-key:${client}`;
const digest = (text: string) => hash('sha256', text, 'buffer');

interface Known {
  readonly key: string;
  readonly digest: Buffer;
}

export function createLocalKeys(secrets: SecretStore, revoked: RevokedKeys): LocalKeys {
  const known = new Map<string, Known>();
  const making = new Map<string, Promise<string>>();
  const isDead = (key: string) => revoked.has(digest(key).toString('hex'));
  const know = (client: string, key: string) => known.set(client, { key, digest: digest(key) });
  const kept = async (client: string): Promise<string | undefined> => {
    const key = await secrets.get(secretName(client));
    return key === undefined || (await isDead(key)) ? undefined : key;
  };
  const make = async (client: string): Promise<string> => {
    const old = await kept(client);
    const key = old ?? PREFIX + randomBytes(KEY_BYTES).toString('base64url');
    if (old === undefined) await secrets.set(secretName(client), key);
    know(client, key);
    return key;
  };

  return {
    current: (client) => known.get(client)?.key,
    keyFor: (client) => {
      const running = making.get(client) ?? make(client).finally(() => making.delete(client));
      making.set(client, running);
      return running;
    },
    load: async (clients) => {
      for (const client of clients) {
        const key = await kept(client);
        if (key !== undefined) know(client, key);
      }
    },
    adopt: async (client, key) => {
      if (await isDead(key)) return;
      await secrets.set(secretName(client), key);
      know(client, key);
    },
    revoke: async (client) => {
      // One that is being made would be known only afterwards.
      await Promise.allSettled([making.get(client)]);
      const last = known.get(client)?.key;
      // Memory first: were the disk or the keychain to refuse, the key would still be dead for as long as we run.
      known.delete(client);
      const key = last ?? (await secrets.get(secretName(client)));
      if (key !== undefined) await revoked.add(digest(key).toString('hex'));
      await secrets.delete(secretName(client));
    },
    holderOf: (key) => {
      const shown = digest(key);
      let holder: string | undefined;
      for (const [client, wanted] of known) if (timingSafeEqual(shown, wanted.digest)) holder = client;
      return holder;
    },
  };
}

/** The same ring with one more key, of `holder`, that lives no longer than this run. */
export function withKey(ring: KeyRing, key: string, holder: string): KeyRing {
  const wanted = digest(key);
  return {
    ...ring,
    holderOf: (shown) => {
      const known = ring.holderOf(shown);
      return timingSafeEqual(digest(shown), wanted) ? holder : known;
    },
  };
}
