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
  /** Whatever key the client had before and we have not read yet: it opens nothing, and is revoked when it is seen. */
  distrust(client: string): void;
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
  const inTurn = turns();
  /** Digests; were the disk to refuse them, they would still be dead for as long as we run. */
  const dead = new Set<string>();
  const distrusted = new Set<string>();
  const know = (client: string, key: string) => known.set(client, { key, digest: digest(key) });
  const kill = (key: string) => {
    const shown = digest(key).toString('hex');
    dead.add(shown);
    return revoked.add(shown);
  };
  /** False for a key that must open nothing any more. */
  const mayOpen = async (client: string, key: string): Promise<boolean> => {
    const shown = digest(key).toString('hex');
    if (known.get(client)?.key === key) return true;
    if (dead.has(shown) || (await revoked.has(shown))) return false;
    if (!distrusted.has(client)) return true;
    await kill(key);
    return false;
  };
  const kept = async (client: string): Promise<string | undefined> => {
    const key = await secrets.get(secretName(client));
    return key !== undefined && (await mayOpen(client, key)) ? key : undefined;
  };
  const make = async (client: string): Promise<string> => {
    const old = await kept(client);
    const key = old ?? PREFIX + randomBytes(KEY_BYTES).toString('base64url');
    if (old === undefined) await secrets.set(secretName(client), key);
    know(client, key);
    return key;
  };
  /** Whatever the keychain or the disk say to it, from here on the key opens nothing while we run. */
  const shut = (client: string): string | undefined => {
    const key = known.get(client)?.key;
    known.delete(client);
    if (key === undefined) distrusted.add(client);
    else dead.add(digest(key).toString('hex'));
    return key;
  };
  const forget = async (client: string, last: string | undefined): Promise<void> => {
    // One may have been made while this waited for its turn.
    const key = known.get(client)?.key ?? last ?? (await secrets.get(secretName(client)));
    known.delete(client);
    for (const one of new Set([key, last])) if (one !== undefined) await kill(one);
    await secrets.delete(secretName(client));
  };

  return {
    current: (client) => known.get(client)?.key,
    keyFor: (client) => inTurn(client, () => make(client)),
    load: async (clients) => {
      for (const client of clients) {
        await inTurn(client, async () => {
          const key = await kept(client);
          if (key !== undefined) know(client, key);
        });
      }
    },
    adopt: (client, key) =>
      inTurn(client, async () => {
        if (!(await mayOpen(client, key))) return;
        await secrets.set(secretName(client), key);
        know(client, key);
      }),
    distrust: (client) => void distrusted.add(client),
    revoke: (client) => {
      const last = shut(client);
      return inTurn(client, () => forget(client, last));
    },
    holderOf: (key) => {
      const shown = digest(key);
      let holder: string | undefined;
      for (const [client, wanted] of known) if (timingSafeEqual(shown, wanted.digest)) holder = client;
      return holder;
    },
  };
}

/** Runs what is done to one client's key one after the other: a key that is being read must not outlive its end. */
function turns() {
  const last = new Map<string, Promise<unknown>>();
  return <T>(client: string, work: () => Promise<T>): Promise<T> => {
    const done = (last.get(client) ?? Promise.resolve()).then(work);
    // Whoever asked hears of a failure; who comes next goes on.
    const settled = done.then(
      () => undefined,
      () => undefined,
    );
    last.set(client, settled);
    return done;
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
