// What the connections room is given: ports, timings and limits. Everything a test wants to shrink is here.
import type { Client, ClientCapabilities } from '@modelcontextprotocol/client';
import type { Clock, Logger, ResolveReferences, SignIns } from '../ports';

/** All in milliseconds. */
export interface Timings {
  /** From the first byte sent to a finished handshake, over HTTP. */
  readonly connect: number;
  /** The same for a command, which may have to download itself first. */
  readonly connectCommand: number;
  /** How long a command may ignore `server/discover` before the older handshake is tried. */
  readonly probe: number;
  /** How long a legacy SSE server may take to send its `endpoint` event. */
  readonly endpoint: number;
  /** One request, where the entry names no timeout of its own. */
  readonly request: number;
  /** Between two liveness probes. */
  readonly liveness: number;
  /** One liveness probe. */
  readonly livenessAnswer: number;
  /** First and longest wait between two attempts; each wait is drawn between nothing and the current bound. */
  readonly retryBase: number;
  readonly retryMax: number;
  /** Wait before something that only a person can mend is looked at again. */
  readonly retrySlow: number;
  /** A connection that stood this long forgets its earlier failures. */
  readonly stable: number;
  /** Bursts of changes become one call after this long. */
  readonly coalesce: number;
  /** A stopped command gets this long to leave after its input closes, and as long again after SIGTERM. */
  readonly grace: number;
}

export const defaultTimings: Timings = {
  connect: 30_000,
  connectCommand: 60_000,
  probe: 8_000,
  endpoint: 10_000,
  request: 60_000,
  liveness: 60_000,
  livenessAnswer: 15_000,
  retryBase: 1_000,
  retryMax: 5 * 60_000,
  retrySlow: 15 * 60_000,
  stable: 60_000,
  coalesce: 50,
  grace: 1_000,
};

export interface Limits {
  /** Bytes of one message: a JSON body, one event of a stream, one line of a command. */
  readonly message: number;
  readonly pages: number;
  readonly items: number;
  /** Characters of all definitions of one list. */
  readonly listSize: number;
}

export const defaultLimits: Limits = {
  message: 20 * 1024 * 1024,
  pages: 200,
  items: 20_000,
  listSize: 64 * 1024 * 1024,
};

/** Answers to what a server may ask back. The app offers none; a host that can hold a conversation may. */
export interface Conversation {
  readonly capabilities: ClientCapabilities;
  install(client: Client): void;
}

export interface ConnectionsOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** Absolute folder of the catalog cache; made when first needed. */
  readonly cacheFolder: string;
  readonly resolve: ResolveReferences;
  /** Signs requests; without it, a server that wants a sign-in is only told as such. */
  readonly signIns?: Pick<SignIns, 'fetchFor' | 'status'>;
  /** PATH as the person's login shell sets it. */
  readonly shellPath: () => Promise<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clientInfo: { readonly name: string; readonly version: string };
  readonly platform?: NodeJS.Platform;
  /** A number in [0, 1): spreads retries. */
  readonly random?: () => number;
  readonly timings?: Partial<Timings>;
  readonly limits?: Partial<Limits>;
  readonly conversation?: Conversation;
}
