// The secret store of a machine without a keychain: gone when the process ends, and it says so by its kind.
import type { ListedSecrets } from '../ports';

export function createMemoryStore(): ListedSecrets {
  const secrets = new Map<string, string>();
  return {
    kind: 'memory',
    get: async (name) => secrets.get(name),
    set: async (name, value) => void secrets.set(name, value),
    delete: async (name) => void secrets.delete(name),
    names: async () => [...secrets.keys()],
  };
}
