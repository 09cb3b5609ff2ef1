// Looks after what we wrote where the client takes no lock: a client that read its file before our write and writes its
// own after it puts entries back to what they were. That is noticed and written again, a few times and for a short
// while: whoever changes them later, or insists, means it.
import type { ClientId, Repaired } from '../../shared/model';
import type { AsyncStop, Clock } from '../ports';
import type { Change, Written } from './commit';
import { Guard } from './guard';
import type { Look, Room } from './look';
import { pause } from './patience';

/** All in milliseconds but `tries`. */
export interface RepairTimings {
  /** How long a write is looked after; each repair begins it anew. */
  readonly windowMs: number;
  readonly everyMs: number;
  /** Repairs of one entry. */
  readonly tries: number;
  /** `settled` waits until entries have stood for this long. */
  readonly settledMs: number;
}

/** A client's command reads its file well under a second before it writes it. */
export const REPAIR: RepairTimings = { windowMs: 5000, everyMs: 100, tries: 3, settledMs: 1200 };

export interface Repairs {
  /** Looks after a change from now on. */
  wrote(room: Room, seen: Look, written: Written<Change>): Promise<void>;
  /** What stands in this client's file is meant so: nothing of it is put right any more. */
  letGo(client: ClientId): void;
  /** Resolves when what was written stands, or is left to others; tells what had to be written again since the last time. */
  settled(): Promise<readonly Repaired[]>;
  stop: AsyncStop;
}

export function createRepairs(clock: Clock, timings: RepairTimings): Repairs {
  const guards = new Map<string, Guard>();
  let stopped = false;
  return {
    wrote: async (room, seen, written) => {
      const { recordPath: place } = seen;
      if (seen.place.lock || stopped) return written.replaced?.close();
      const guard = guards.get(place) ?? new Guard(room, seen, timings, () => guards.delete(place));
      guards.set(place, guard);
      guard.keep(written);
    },
    letGo: (client) => {
      for (const guard of guards.values()) if (guard.client === client) guard.letGo();
    },
    settled: async () => {
      for (;;) {
        await Promise.all([...guards.values()].map((guard) => guard.idle()));
        if (![...guards.values()].some((guard) => guard.isWaiting())) break;
        await pause(clock, timings.everyMs);
      }
      return [...guards.values()].flatMap((guard) => guard.takeRepaired());
    },
    stop: async () => {
      stopped = true;
      await Promise.all([...guards.values()].map((guard) => guard.stop()));
      guards.clear();
    },
  };
}
