// The sheet of one examination: its checks as they are made, each with what was seen and how long it took.

import type { Check, CheckName, CheckOutcome, EvidenceLine } from '../../shared/diagnosis';
import { AppError } from '../../shared/errors';
import type { Clock } from '../ports';
import { Finding } from './finding';

export interface Seen {
  readonly seen: string;
  readonly evidence?: readonly EvidenceLine[];
}

export class Sheet {
  readonly #clock: Clock;
  readonly #names: readonly CheckName[];
  readonly #checks = new Map<CheckName, Check>();
  readonly #begun = new Map<CheckName, number>();
  readonly #notReached: string;

  /** @param notReached the words for a check that was not made */
  constructor(clock: Clock, names: readonly CheckName[], notReached: string) {
    this.#clock = clock;
    this.#names = names;
    this.#notReached = notReached;
  }

  checks(): readonly Check[] {
    const extra = [...this.#checks.keys()].filter((name) => !this.#names.includes(name));
    return [...extra, ...this.#names].map(
      (name) => this.#checks.get(name) ?? { name, outcome: 'not-reached', seen: this.#notReached },
    );
  }

  /** The time of a check runs from here. */
  begin(name: CheckName): void {
    this.#begun.set(name, this.#clock.now());
    this.#checks.set(name, { name, outcome: 'running', seen: '' });
  }

  set(name: CheckName, outcome: CheckOutcome, what: Seen): void {
    const begun = this.#begun.get(name);
    const timed = begun !== undefined && { milliseconds: Math.max(0, this.#clock.now() - begun) };
    this.#checks.set(name, { name, outcome, ...what, ...timed });
  }

  outcomeOf(name: CheckName): CheckOutcome {
    return this.#checks.get(name)?.outcome ?? 'not-reached';
  }

  /** Makes one check; what it throws is its failure. @throws Finding */
  async make<T>(name: CheckName, work: () => Promise<T>, seen: (value: T) => Seen): Promise<T> {
    this.begin(name);
    try {
      const value = await work();
      this.set(name, 'passed', seen(value));
      return value;
    } catch (error) {
      if (error instanceof AppError) throw new Finding(name, error);
      throw error;
    }
  }

  /** Checks that were begun and not ended were not made after all. */
  close(): void {
    for (const [name, check] of this.#checks) if (check.outcome === 'running') this.#checks.delete(name);
  }
}
