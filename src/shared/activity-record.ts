// What is kept of the requests clients make through the broker.

/** One request a client made through the broker: who, what, when and how it ended; never what was said. */
export interface ActivityRecord {
  /** Counts up from 1 for as long as the broker runs. */
  readonly id: number;
  /** Epoch ms. */
  readonly at: number;
  readonly client: string;
  readonly server: string;
  /** The method of the protocol, for example tools/call. */
  readonly method: string;
  /** The tool, prompt or resource it names. */
  readonly name?: string;
  /** Absent while it runs. */
  readonly milliseconds?: number;
  /** `left`: the client went away. `refused`: by us. `failed`: no answer of the server came through. */
  readonly outcome: 'running' | 'ok' | 'error' | 'refused' | 'failed' | 'left';
  /** The error code where it was refused or failed, and what its sentence names. */
  readonly code?: string;
  readonly params?: Readonly<Record<string, string | number>>;
  /** What was said, cut short; only while the person has switched that on. */
  readonly asked?: string;
  readonly answered?: string;
}
