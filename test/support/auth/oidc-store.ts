// What oidc-provider keeps, in memory and open to the tests: an access token can be ended before its time.
import type { Adapter, AdapterPayload } from 'oidc-provider';

export interface OidcStore {
  /** The adapter class the provider asks for, one instance per kind of record. */
  readonly adapter: new (
    kind: string,
  ) => Adapter;
  /** Forgets every record of a kind, as expiry would. */
  drop(kind: string): void;
}

interface Entry {
  readonly payload: AdapterPayload;
  readonly expires: number;
}

export function createOidcStore(): OidcStore {
  const kinds = new Map<string, Map<string, Entry>>();
  const of = (kind: string) => {
    const records = kinds.get(kind) ?? new Map<string, Entry>();
    kinds.set(kind, records);
    return records;
  };
  const live = (entry: Entry | undefined) =>
    entry !== undefined && entry.expires > Date.now() ? entry.payload : undefined;

  class MemoryAdapter implements Adapter {
    readonly #records: Map<string, Entry>;
    constructor(kind: string) {
      this.#records = of(kind);
    }
    async upsert(id: string, payload: AdapterPayload, seconds?: number) {
      const expires = seconds === undefined ? Number.POSITIVE_INFINITY : Date.now() + seconds * 1000;
      this.#records.set(id, { payload, expires });
    }
    async find(id: string) {
      return live(this.#records.get(id));
    }
    async findByUserCode(code: string) {
      return this.#where((payload) => payload.userCode === code);
    }
    async findByUid(uid: string) {
      return this.#where((payload) => payload.uid === uid);
    }
    async consume(id: string) {
      const payload = live(this.#records.get(id));
      if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
    }
    async destroy(id: string) {
      this.#records.delete(id);
    }
    async revokeByGrantId(grantId: string) {
      for (const [id, { payload }] of this.#records) if (payload.grantId === grantId) this.#records.delete(id);
    }
    #where(matches: (payload: AdapterPayload) => boolean) {
      for (const entry of this.#records.values()) {
        const payload = live(entry);
        if (payload !== undefined && matches(payload)) return payload;
      }
      return undefined;
    }
  }
  return { adapter: MemoryAdapter, drop: (kind) => of(kind).clear() };
}
