// The system's keychain as a secret store: Keychain on macOS, Credential Manager on Windows, the Secret Service on
// Linux and never the kernel's keyring, which forgets at logout.
import type { AsyncEntry, Credential, EntryOptions } from '@napi-rs/keyring';
import { AppError } from '../../shared/errors';
import type { ListedSecrets } from '../ports';

/** What the native module offers of itself; a parameter so that its answers can be played in tests. */
export interface Keyring {
  readonly AsyncEntry: new (
    service: string,
    name: string,
    options?: EntryOptions,
  ) => Pick<AsyncEntry, 'getPassword' | 'setPassword' | 'deletePassword'>;
  readonly findCredentialsAsync: (service: string) => Promise<readonly Pick<Credential, 'account'>[]>;
}
type Entry = InstanceType<Keyring['AsyncEntry']>;

const SERVICE = 'MCP Tray';
const OPTIONS: EntryOptions = { linux: { store: 'secret-service' } };

/**
 * Opens the keychain; making the first entry is what tells whether there is one. Calls go one after the other, so
 * that a keychain that hangs takes one thread of the pool and not all; each is given up after `timeoutMs`.
 * @throws whatever the system says where there is no keychain
 */
export function openKeychain(keyring: Keyring, timeoutMs: number): ListedSecrets {
  // Making an entry talks to the bus on this thread for some ten milliseconds, so each is made once.
  const entries = new Map<string, Entry>();
  const entry = (name: string): Entry => {
    const made = entries.get(name) ?? new keyring.AsyncEntry(SERVICE, name, OPTIONS);
    entries.set(name, made);
    return made;
  };
  let last: Promise<unknown> = Promise.resolve();
  const call = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.then(noop, noop);
    return within(done, timeoutMs);
  };
  entry('probe');
  return {
    kind: 'keychain',
    get: (name) => call(async () => (await entry(name).getPassword()) ?? undefined),
    set: (name, value) => call(() => entry(name).setPassword(value)),
    delete: (name) => call(async () => void (await entry(name).deletePassword())),
    names: () => call(async () => (await keyring.findCredentialsAsync(SERVICE)).map(({ account }) => account)),
  };
}

const noop = (): void => undefined;

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError('keychain-silent', { seconds: Math.round(ms / 1000) })), ms);
  });
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    throw keychainError(error);
  } finally {
    clearTimeout(timer);
  }
}

/** The native module has one error class; what happened is only in the words. */
function keychainError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const options = { cause: error };
  if (/locked|prompt was dismissed|interaction is not allowed/iu.test(reason)) {
    return new AppError('keychain-locked', {}, options);
  }
  if (/no result found/iu.test(reason)) return new AppError('keychain-unready', {}, options);
  return new AppError('keychain-failed', { reason: reason.replace(/\.$/u, '') }, options);
}
