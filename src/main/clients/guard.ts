// Looks after what we wrote into one client's file, for as long as there is something to look after.
import { AppError } from '../../shared/errors';
import type { ClientId, Repaired } from '../../shared/model';
import { own } from '../../shared/own';
import { hashText } from '../files/text-file';
import type { Stop } from '../ports';
import type { EntriesFile } from './adapter';
import { type Change, type Written, writeOnce } from './commit';
import { type Look, look, openText, type Room, readPlace } from './look';
import { madeAfter, standingOf } from './plan';
import { ABSENT, type EntryHash, memoryOf } from './records';
import type { RepairTimings } from './repair';
import type { Replaced } from './replaced';

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

/** A file that ours took the place of. */
interface Old {
  readonly replaced: Replaced;
  readonly until: number;
  /** What stood in it at the last look that nobody reads any more; the same twice is all of it. */
  readonly seen?: string;
}

export class Guard {
  readonly client: ClientId;
  readonly #room: Room;
  readonly #first: Look;
  readonly #timings: RepairTimings;
  readonly #onEnd: () => void;
  readonly #kept = new Map<string, Kept>();
  /** Goes up with each change of `#kept` from outside: what was worked out by the old one is not written. */
  #round = 0;
  readonly #repaired = new Set<string>();
  #olds: readonly Old[] = [];
  #changedAt = 0;
  /** Hash of the file as we left it. */
  #left = ABSENT;
  /** Hash of the file in which everything stood. */
  #fine: string | undefined;
  #problem: string | undefined;
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

  keep(written: Written<Change>): void {
    this.#round += 1;
    const { change } = written;
    const file = this.#open(change.text);
    const { tries } = this.#timings;
    const until = this.#begin(written);
    for (const [name, { before, after }] of Object.entries(change.touched)) {
      const earlier = this.#kept.get(name);
      const befores = new Set([...(earlier?.befores ?? []), earlier?.after ?? before, before]);
      befores.delete(after);
      const known = own(change.memory.entries, name);
      const { ownerOnly } = change;
      this.#kept.set(name, { befores, after, source: file.source(name), known, ownerOnly, until, tries });
    }
    this.#fine = undefined;
    this.#schedule();
  }

  letGo(): void {
    this.#round += 1;
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
    await this.#forget(() => true);
  }

  /** Looks after what was just written; tells until when. */
  #begin({ change, replaced }: Written<Change>): number {
    this.#changedAt = this.#room.clock.now();
    this.#left = change.text === undefined ? ABSENT : hashText(change.text);
    const until = this.#changedAt + this.#timings.windowMs;
    if (replaced) this.#olds = [...this.#olds, { replaced, until }];
    return until;
  }

  #open(text: string | undefined): EntriesFile {
    const { adapter, place } = this.#first;
    return openText(adapter, place, text);
  }

  #schedule(): void {
    if (this.#stopped || this.#next || this.#running) return;
    this.#next = this.#room.clock.after(this.#timings.everyMs, () => {
      this.#next = undefined;
      this.#running = this.#check().finally(() => {
        this.#running = undefined;
        if (this.#kept.size > 0 || this.#olds.length > 0) this.#schedule();
        else this.#onEnd();
      });
    });
  }

  async #check(): Promise<void> {
    const now = this.#room.clock.now();
    for (const [name, { until }] of this.#kept) if (now >= until) this.#kept.delete(name);
    const { log } = this.#room;
    try {
      await this.#forget((old, i) => now >= old.until || i < this.#olds.length - MOST_OLDS);
      await this.#bringIn();
      await this.#putRight();
    } catch (error) {
      // A file that cannot be used is told where it is shown; the next look may find it well again.
      if (error instanceof AppError) this.#note(error.code);
      else {
        log.error('a client file cannot be looked after', { client: this.client, error: String(error) });
        this.#kept.clear();
        await this.#forget(() => true);
      }
    }
  }

  /** Once, however often it is looked at. */
  #note(code: string): void {
    if (this.#problem === code) return;
    this.#problem = code;
    this.#room.log.info('a client file could not be looked after', { client: this.client, code });
  }

  async #forget(which: (old: Old, i: number) => boolean): Promise<void> {
    const gone = this.#olds.filter(which);
    this.#olds = this.#olds.filter((old) => !gone.includes(old));
    await Promise.all(gone.map(({ replaced }) => replaced.close()));
  }

  /** Writes again what a client put back. */
  async #putRight(): Promise<void> {
    if (this.#kept.size === 0) return;
    const { adapter, place } = this.#first;
    const found = await readPlace(adapter, place);
    if (found && found.hash === this.#fine) return;
    const written = await this.#write(await look(this.#room, adapter), (seen) => {
      const lost = lostIn(seen, seen.standing.entryHash, this.#kept);
      if (lost.size === 0) this.#fine = seen.hash;
      return lost.size === 0 ? undefined : withKept(seen, seen.file, lost);
    });
    if (written) this.#count(Object.keys(written.change.touched), this.#begin(written));
  }

  /** Writes what `work` makes of what is kept; where a write of ours came between, of what is kept then. */
  #write(first: Look, work: (seen: Look) => Change | undefined): Promise<Written<Change> | undefined> {
    let round = this.#round;
    const now = async (seen: Look) => {
      round = this.#round;
      return work(seen);
    };
    return writeOnce(this.#room, first, now, { isStale: () => round !== this.#round });
  }

  #count(names: readonly string[], until: number): void {
    for (const name of names) {
      const kept = this.#kept.get(name);
      this.#repaired.add(name);
      if (!kept) continue;
      if (kept.tries > 1) this.#kept.set(name, { ...kept, until, tries: kept.tries - 1 });
      else this.#kept.delete(name);
    }
    this.#fine = this.#left;
    const client = this.#first.adapter.name;
    this.#room.log.info('a client put entries back to what they were; they were written again', { client, names });
  }

  /** Takes over what a client wrote into a file that ours had replaced, as if it had come right after ours. */
  async #bringIn(): Promise<void> {
    for (const old of this.#olds) {
      const text = await old.replaced.written();
      if (text === undefined) continue;
      if (text === old.seen) return this.#takeOver(old, text);
      this.#olds = this.#olds.map((one) => (one === old ? { ...old, seen: text } : one));
    }
  }

  async #takeOver(old: Old, text: string): Promise<void> {
    const { adapter } = this.#first;
    const theirs = this.#open(text);
    const standing = standingOf(theirs, hashText(text), adapter);
    await this.#forget((one) => one === old);
    const written = await this.#write(await look(this.#room, adapter), (seen) => {
      const isOurs = seen.hash === this.#left;
      return isOurs ? withKept(seen, theirs, lostIn(seen, standing.entryHash, this.#kept)) : undefined;
    });
    if (written) this.#begin(written);
    const { log } = this.#room;
    const client = adapter.name;
    if (written) log.info('what a client wrote while its file was replaced was taken over', { client });
    else log.warn('what a client wrote while its file was replaced is lost: another write came after', { client });
  }
}

/** Files held open at a time. */
const MOST_OLDS = 8;

/** Entries that stand as they did before our write, and that nobody has settled since. */
function lostIn({ records }: Look, stands: (name: string) => EntryHash, kept: ReadonlyMap<string, Kept>) {
  const lost = [...kept].filter(
    ([name, { befores, known }]) => befores.has(stands(name)) && own(records.entries, name) === known,
  );
  return new Map(lost);
}

/** `before` with these entries as we had written them. What an undo takes back stays what it was. */
function withKept(seen: Look, before: EntriesFile, lost: ReadonlyMap<string, Kept>): Change {
  const { standing, records, text } = seen;
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
    memory: { ...memoryOf(records), made },
    history: () => records.history,
    bringsOthers: before !== seen.file,
    // After the first text came back there is none to remember.
    forgets: records.original === undefined,
  };
}
