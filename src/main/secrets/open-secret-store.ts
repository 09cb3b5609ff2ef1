// Chooses where secrets live: the keychain, or memory where there is none or the environment asks for it.
import type { ListedSecrets, Logger } from '../ports';
import { openKeychain } from './keychain';
import { createMemoryStore } from './memory';

export interface SecretStoreOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Logger;
  /** For one call, in milliseconds; long enough for a person to unlock the keychain. */
  readonly timeoutMs?: number;
}

/** `MCP_TRAY_KEYCHAIN=memory` never touches the keychain. A locked keychain is chosen all the same: it can be unlocked. */
export async function openSecretStore({ env, log, timeoutMs = 60_000 }: SecretStoreOptions): Promise<ListedSecrets> {
  if (env.MCP_TRAY_KEYCHAIN === 'memory') return createMemoryStore();
  try {
    return openKeychain(await import('@napi-rs/keyring'), timeoutMs);
  } catch (error) {
    // No bus, no service behind it, or no native module for this platform: each means that there is no keychain here.
    log.warn('there is no keychain; secrets are kept in memory', { reason: String(error) });
    return createMemoryStore();
  }
}
