// Workers KV in memory: workerd alone has no KV, and what the OAuth library keeps there need not outlive the process.

const parse = (value, type) => (value !== null && type === 'json' ? JSON.parse(value) : value);
const typeOf = (options) => (typeof options === 'string' ? options : options?.type);

/** The calls of a KVNamespace that the OAuth library makes; entries end at their expiration. */
export function memoryKv() {
  const entries = new Map();
  const read = (key) => {
    const entry = entries.get(key);
    if (entry?.expiration === undefined || entry.expiration > Date.now() / 1000) return entry;
    entries.delete(key);
    return undefined;
  };
  return {
    async get(key, options) {
      return parse(read(key)?.value ?? null, typeOf(options));
    },
    async getWithMetadata(key, options) {
      const entry = read(key);
      return { value: parse(entry?.value ?? null, typeOf(options)), metadata: entry?.metadata ?? null };
    },
    async put(key, value, options = {}) {
      const { expirationTtl, metadata } = options;
      const expiration = expirationTtl === undefined ? options.expiration : Date.now() / 1000 + expirationTtl;
      entries.set(key, { value: String(value), expiration, metadata });
    },
    async delete(key) {
      entries.delete(key);
    },
    async list({ prefix = '' } = {}) {
      const names = [...entries.keys()].filter((name) => name.startsWith(prefix) && read(name) !== undefined);
      const keys = names.map((name) => ({ name, metadata: read(name).metadata, expiration: read(name).expiration }));
      return { keys, list_complete: true, cacheStatus: null };
    },
    /** What expiry does to entries, now. */
    async dropAll(prefix) {
      for (const name of [...entries.keys()]) if (name.startsWith(prefix)) entries.delete(name);
      return 'done';
    },
  };
}
