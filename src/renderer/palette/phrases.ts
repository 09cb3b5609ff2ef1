// Sentences about a server, put together once per language: with 200 servers the palette has more than a thousand.
import type { MessageKey, Translate } from '../../shared/messages';

/** No name holds it, and no text of ours. */
const GAP = '\u0000';

const made = new WeakMap<Translate, Map<string, readonly string[]>>();

/** `t(key, { name, action: t(action) })`, for texts that have no plural. */
export function phrase(t: Translate, key: MessageKey, name: string, action?: MessageKey): string {
  const known = made.get(t) ?? new Map<string, readonly string[]>();
  made.set(t, known);
  const id = `${key}\n${action ?? ''}`;
  const parts = known.get(id) ?? t(key, { name: GAP, ...(action && { action: t(action) }) }).split(GAP);
  known.set(id, parts);
  return parts.join(name);
}
