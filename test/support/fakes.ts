// Ports for tests that do not care: the real clock, and a log that keeps its lines.
import type { RevokedKeys } from '../../src/main/broker/revoked-keys';
import type { Clock, Logger } from '../../src/main/ports';

export const realClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

export function keptLog(): Logger & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep = (level: string) => (message: string, fields?: object) =>
    void lines.push(`${level} ${message} ${JSON.stringify(fields ?? {})}`);
  return { lines, info: keep('info'), warn: keep('warn'), error: keep('error') };
}

/** Revoked keys for tests that do not care where they are written down. */
export function keptRevoked(): RevokedKeys {
  const digests = new Set<string>();
  return { has: async (digest) => digests.has(digest), add: async (digest) => void digests.add(digest) };
}
