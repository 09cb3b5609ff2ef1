// What the bridge is given, and every time and bound it keeps.
import type { Readable, Writable } from 'node:stream';
import type { Clock, Fetch, Logger } from '../ports';
import type { Output } from './output';
import type { ParamHeaders } from './param-headers';
import type { Session } from './session';
import type { Way } from './way';

/** The endpoint of one server at the broker of the running instance, and the key that opens it. */
export interface Door {
  readonly url: string;
  readonly key: string;
}

export interface Doors {
  /**
   * Where the broker is now; waits for an instance that is starting, and starts one where none runs.
   * @throws what keeps it from being found; the signal's reason
   */
  open(signal: AbortSignal): Promise<Door>;
  /** The same at once: nothing is waited for or started. Undefined where none runs. */
  look(): Promise<Door | undefined>;
}

/** All in milliseconds. */
export interface BridgeTimings {
  /** First and longest wait before what broke is tried again; doubled each time. */
  readonly reopen: number;
  readonly reopenMax: number;
  /** For a notification, or the client's answer to a question, to be taken. */
  readonly note: number;
  /** How long answers may still come once the client has closed its side, and how long saying goodbye may take. */
  readonly drain: number;
  readonly farewell: number;
}

export const defaultBridgeTimings: BridgeTimings = {
  reopen: 250,
  reopenMax: 15_000,
  note: 10_000,
  drain: 300,
  farewell: 300,
};

export interface BridgeLimits {
  /** Bytes of one message, as at the broker. */
  readonly message: number;
  /** How often one request is sent before it has failed. */
  readonly tries: number;
  /** What a session made anew is told again: subscriptions, above all. */
  readonly kept: number;
}

export const defaultBridgeLimits: BridgeLimits = { message: 20 * 1024 * 1024, tries: 5, kept: 256 };

export interface BridgeOptions {
  readonly input: Readable;
  readonly output: Writable;
  readonly doors: Doors;
  /** Sends without an idle limit of its own: a quiet stream stays open for hours. */
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly log: Logger;
  /** One sentence and one next action, in the person's language. */
  readonly say: (error: unknown) => string;
  /** Resolves when the process is asked to end. */
  readonly asked: Promise<void>;
  readonly timings?: Partial<BridgeTimings>;
  readonly limits?: Partial<BridgeLimits>;
}

/** What every part of the bridge works with. */
export interface BridgeEnv extends Pick<BridgeOptions, 'clock' | 'log' | 'say'> {
  readonly timings: BridgeTimings;
  readonly limits: BridgeLimits;
  readonly way: Way;
  readonly out: Output;
  readonly session: Session;
  readonly params: ParamHeaders;
  /** Aborted when the bridge ends. */
  readonly over: AbortSignal;
}
