// What the rest of the core needs to know of changes in what servers offer.
import type { TrustCounts, TrustReview } from '../shared/trust';
import type { AsyncStop, Stop } from './ports';

export interface Trust {
  /** Undefined where nothing changed, or nothing is known yet. */
  review(server: string): TrustReview | undefined;
  counts(server: string): TrustCounts;
  /** Tools that changed in what they may do, and were not looked at. */
  changed(server: string): readonly string[];
  /** All of it, or these tools. @throws AppError trust-stale if it is not what `id` says any more */
  accept(server: string, id: string, tools: readonly string[] | undefined): Promise<void>;
  /** Forgets every server that is not among these. */
  keepOnly(servers: readonly string[]): void;
  onChange(listener: () => void): Stop;
  stop: AsyncStop;
}
