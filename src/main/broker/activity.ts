// Who called what, when and how it ended: the last requests, and whoever wants to watch. Never what was said.
import type { ActivityRecord } from '../../shared/model';
import type { Clock, Stop } from '../ports';
import { isRequest, type Peek, targetOf } from './messages';

const MAX_NAME = 200;

export type Ending = { readonly outcome: Exclude<ActivityRecord['outcome'], 'running'>; readonly code?: string };
/** Ends the record of one request; only the first ending counts. */
export type End = (ending: Ending) => void;

export class Activity {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #records = new Map<number, ActivityRecord>();
  readonly #listeners = new Set<(record: ActivityRecord) => void>();
  #next = 1;

  constructor(clock: Clock, limit: number) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** A body without a request (a notification, an answer) leaves no record. */
  begin(client: string, server: string, peek: Peek | undefined): End {
    const { main } = peek ?? {};
    if (main === undefined || !isRequest(main)) return () => undefined;
    const at = this.#clock.now();
    const name = targetOf(main)?.slice(0, MAX_NAME);
    const method = String(main.method).slice(0, MAX_NAME);
    const about = { id: this.#next++, at, client, server, method, ...(name !== undefined && { name }) };
    this.#put({ ...about, outcome: 'running' });
    let isOpen = true;
    return (ending) => {
      if (!isOpen) return;
      isOpen = false;
      // A clock that was set back must not show a negative time.
      this.#put({ ...about, ...ending, milliseconds: Math.max(0, this.#clock.now() - at) });
    };
  }

  list(): readonly ActivityRecord[] {
    return [...this.#records.values()];
  }

  watch(listener: (record: ActivityRecord) => void): Stop {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  stop(): void {
    this.#listeners.clear();
  }

  #put(record: ActivityRecord): void {
    const isNew = !this.#records.has(record.id);
    const isForgotten = isNew && record.outcome !== 'running';
    if (!isForgotten) this.#records.set(record.id, record);
    // Numbers follow each other, so the one that is too many is known.
    this.#records.delete(record.id - this.#limit);
    for (const listener of this.#listeners) listener(record);
  }
}
