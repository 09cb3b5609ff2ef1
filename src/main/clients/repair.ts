// Looks after what we wrote where the client takes no lock: a client that read its file before our write and writes its
// own after it puts entries back to what they were. That is noticed and written again, a few times and for a short
// while: whoever changes them later, or insists, means it.
import { AppError } from '../../shared/errors';
import type { ClientId, Repaired } from '../../shared/model';
import { own } from '../../shared/own';
import { hashText } from '../files/text-file';
import type { AsyncStop, Clock, Stop } from '../ports';
import { type Change, writeOnce } from './commit';
import { type Look, look, openText, type Room, readPlace } from './look';
import { pause } from './patience';
import { madeAfter } from './plan';
import { ABSENT, type EntryHash } from './records';

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
  wrote(room: Room, seen: Look, change: Change): void;
  /** What stands in this client's file is meant so: nothing of it is put right any more. */
  letGo(client: ClientId): void;
  /** Resolves when what was written stands, or is left to others; tells what had to be written again since the last time. */
  settled(): Promise<readonly Repaired[]>;
  stop: AsyncStop;
}

/** One entry as we wrote it. */
interface Kept {
  /** What it was before: a client's older text puts it back to one of these. */
  readonly befores: ReadonlySet<EntryHash>;
  readonly after: EntryHash;
  /** As it is written; undefined where none should stand. */
  readonly source: string | undefined;
  /** What our records say of it as long as nobody settled it otherwise. */
  readonly known: EntryHash | undefined;
  readonly ownerOnly: boolean;
  readonly until: number;
  readonly tries: number;
}

export function createRepairs(clock: Clock, timings: RepairTimings): Repairs {
  const guards = new Map<string, Guard>();
  let stopped = false;
  return {
    wrote: (room, seen, change) => {
      const { lock, file } = seen.place;
      if (lock || stopped) return;
      const guard = guards.get(file) ?? new Guard(room, seen, timings, () => guards.delete(file));
      guards.set(file, guard);
      guard.keep(change);
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

/** Looks after one client's file for as long as there is something to look after. */
class Guard {
  readonly client: ClientId;
  readonly #room: Room;
  readonly #first: Look;
  readonly #timings: RepairTimings;
  readonly #onEnd: () => void;
  readonly #kept = new Map<string, Kept>();
  readonly #repaired = new Set<string>();
  #changedAt = 0;
  /** Hash of the file in which everything stood. */
  #fine: string | undefined;
  #next: Stop | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(room: Room, first: Look, timings: RepairTimings, onEnd: () => void) {
    this.client = first.adapter.id;
    this.#room = room;
    this.#first = first;
    this.#timings = timings;
    this.#onEnd = onEnd;
  }

  keep(change: Change): void {
    const { adapter, place } = this.#first;
    const file = openText(adapter, place, change.text);
    const { windowMs, tries } = this.#timings;
    const until = this.#touch() + windowMs;
    for (const [name, { before, after }] of Object.entries(change.touched)) {
      const befores = new Set([
        ...(this.#kept.get(name)?.befores ?? []),
        this.#kept.get(name)?.after ?? before,
        before,
      ]);
      befores.delete(after);
      const known = own(change.memory.entries, name);
      const { ownerOnly } = change;
      this.#kept.set(name, { befores, after, source: file.source(name), known, ownerOnly, until, tries });
    }
    this.#fine = undefined;
    this.#schedule();
  }

  letGo(): void {
    this.#kept.clear();
  }

  /** True while what was written has not stood for long enough. */
  isWaiting(): boolean {
    return this.#kept.size > 0 && this.#room.clock.now() < this.#changedAt + this.#timings.settledMs;
  }

  /** Resolves when no look is under way. */
  async idle(): Promise<void> {
    await this.#running;
  }

  takeRepaired(): Repaired[] {
    const servers = [...this.#repaired].sort();
    this.#repaired.clear();
    return servers.length === 0 ? [] : [{ client: this.client, servers }];
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#next?.();
    await this.#running;
  }

  #touch(): number {
    this.#changedAt = this.#room.clock.now();
    return this.#changedAt;
  }

  #schedule(): void {
    if (this.#stopped || this.#next || this.#running) return;
    this.#next = this.#room.clock.after(this.#timings.everyMs, () => {
      this.#next = undefined;
      this.#running = this.#check().finally(() => {
        this.#running = undefined;
        if (this.#kept.size > 0) this.#schedule();
        else this.#onEnd();
      });
    });
  }

  async #check(): Promise<void> {
    const now = this.#room.clock.now();
    for (const [name, { until }] of this.#kept) if (now >= until) this.#kept.delete(name);
    if (this.#kept.size === 0) return;
    const { log } = this.#room;
    try {
      await this.#putRight();
    } catch (error) {
      // A file that cannot be used is told where it is shown; the next look may find it well again.
      if (error instanceof AppError) log.info('a client file could not be looked after', { code: error.code });
      else {
        log.error('a client file cannot be looked after', { client: this.client, error: String(error) });
        this.#kept.clear();
      }
    }
  }

  async #putRight(): Promise<void> {
    const { adapter, place } = this.#first;
    const found = await readPlace(adapter, place);
    if (found && found.hash === this.#fine) return;
    const change = await writeOnce(this.#room, await look(this.#room, adapter), async (seen) => {
      const lost = lostIn(seen, this.#kept);
      if (lost.size === 0) this.#fine = seen.hash;
      return lost.size === 0 ? undefined : withKept(seen, lost);
    });
    if (change) this.#count(Object.keys(change.touched), change.text);
  }

  #count(names: readonly string[], text: string | undefined): void {
    const { windowMs } = this.#timings;
    const until = this.#touch() + windowMs;
    for (const name of names) {
      const kept = this.#kept.get(name);
      this.#repaired.add(name);
      if (!kept) continue;
      if (kept.tries > 1) this.#kept.set(name, { ...kept, until, tries: kept.tries - 1 });
      else this.#kept.delete(name);
    }
    this.#fine = text === undefined ? ABSENT : hashText(text);
    const { name: client } = this.#first.adapter;
    this.#room.log.info('a client put entries back to what they were; they were written again', { client, names });
  }
}

/** Entries that stand as they did before our write, and that nobody has settled since. */
function lostIn({ standing, records }: Look, kept: ReadonlyMap<string, Kept>): ReadonlyMap<string, Kept> {
  const lost = [...kept].filter(
    ([name, { befores, known }]) => befores.has(standing.entryHash(name)) && own(records.entries, name) === known,
  );
  return new Map(lost);
}

/** The file with these entries as we had written them. What an undo takes back stays what it was. */
function withKept({ file: before, standing, records, text }: Look, lost: ReadonlyMap<string, Kept>): Change {
  let file = before;
  for (const [name, { source }] of lost) if (source !== undefined) file = file.setSource(name, source);
  // Removals come last, so that what holds the entries is not made anew.
  for (const [name, { source }] of lost) if (source === undefined) file = file.remove(name, records.made);
  const touched = [...lost].map(([name, { after }]) => [name, { before: standing.entryHash(name), after }] as const);
  const made = madeAfter(records, { before, after: file, fileIsNew: text === undefined });
  return {
    text: file.text,
    ownerOnly: [...lost.values()].some((kept) => kept.ownerOnly),
    touched: Object.fromEntries(touched),
    memory: { entries: records.entries, made },
    history: () => records.history,
  };
}
