// Structural sharing: snapshots arrive whole, and only what really differs may make a row draw again.

/** `next`, with every part that equals the same part of `previous` replaced by it, so that identity means equality. */
export function share<T>(previous: unknown, next: T): T;
export function share(previous: unknown, next: unknown): unknown {
  if (Object.is(previous, next)) return previous;
  if (Array.isArray(previous) && Array.isArray(next)) return shareList(previous, next);
  if (isRecord(previous) && isRecord(next)) return shareRecord(previous, next);
  return next;
}

function shareList(previous: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
  const merged = next.map((item, i) => share(previous[i], item));
  return merged.length === previous.length && merged.every((item, i) => item === previous[i]) ? previous : merged;
}

function shareRecord(previous: Record<string, unknown>, next: Record<string, unknown>): Record<string, unknown> {
  const keys = Object.keys(next);
  const merged = Object.fromEntries(keys.map((key) => [key, share(previous[key], next[key])]));
  const same = keys.length === Object.keys(previous).length && keys.every((key) => merged[key] === previous[key]);
  return same ? previous : merged;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
