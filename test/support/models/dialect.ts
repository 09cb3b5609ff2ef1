// The wire format of a model API, as far as a scripted model needs it.
import type { Reply, Turn } from './conversation';

export interface Dialect {
  /** Below a session's address, without query. */
  readonly path: string;
  /** The tool with which its client lets the model look up tools it holds back. */
  readonly search: string;
  /** @throws ZodError for what is no such request */
  read(body: unknown): Turn;
  /** The whole answer at once. */
  message(reply: Reply, turn: Turn): unknown;
  /** The answer as server-sent events, ready to be sent. */
  events(reply: Reply, turn: Turn): string;
}

/** Messages at the end of a request in which the results of the last calls stand; the rest is history. */
export const RECENT = 4;
