// One-time visit links and the browser sessions they are exchanged for; both kept in memory and bounded.
import { randomBytes } from 'node:crypto';
import type { Clock } from '../ports';
import { SECRET_BYTES, sameSecret } from './gate';

export interface Visits {
  /** A token that opens one session, once, for a short while. */
  issue(): string;
  /** The session a token opens, or undefined if it is unknown, used or too old. */
  exchange(token: string): string | undefined;
  knows(session: string): boolean;
}

const MOST_TOKENS = 16;
const MOST_SESSIONS = 64;

/** `lifetime` is how long a link stays good, in milliseconds. The oldest link or session gives way to a new one. */
export function createVisits(clock: Clock, lifetime: number): Visits {
  const tokens = new Map<string, number>();
  const sessions = new Set<string>();
  const random = () => randomBytes(SECRET_BYTES).toString('base64url');
  return {
    issue: () => {
      const token = random();
      tokens.set(token, clock.now() + lifetime);
      dropOldest(tokens, MOST_TOKENS);
      return token;
    },
    exchange: (token) => {
      const known = [...tokens.keys()].find((candidate) => sameSecret(token, candidate));
      if (known === undefined) return undefined;
      const expires = tokens.get(known) ?? 0;
      tokens.delete(known);
      if (expires <= clock.now()) return undefined;
      const session = random();
      sessions.add(session);
      dropOldest(sessions, MOST_SESSIONS);
      return session;
    },
    knows: (session) => [...sessions].some((candidate) => sameSecret(session, candidate)),
  };
}

function dropOldest(items: Map<string, number> | Set<string>, most: number): void {
  for (const key of items.keys()) {
    if (items.size <= most) return;
    items.delete(key);
  }
}
