// The broker and what it needs: messages as they stand on the wire, ways to servers, the servers it relays.
import type { Server } from '../shared/model';
import type { AsyncStop, Fetch } from './ports';

/** A JSON-RPC message as it stands on the wire: only what routing needs is ever looked at, the rest is kept. */
export interface Message {
  readonly [key: string]: unknown;
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

/** A session with an upstream that carries whole messages: a command's pipes, or a legacy event stream. */
export interface MessagePipe {
  /** Set by the broker before `start`. */
  onmessage?: ((message: Message) => void) | undefined;
  /** The other side is gone; nothing more is sent or received. */
  onclose?: (() => void) | undefined;
  /** @throws AppError with a connection code, sign-in codes included */
  start(): Promise<void>;
  /** @throws AppError connection-lost and what signing in may say */
  send(message: Message): Promise<void>;
  /** Resolves when nothing of it is left. */
  close(): Promise<void>;
  /** Why it ended, if it ended by itself. */
  problem?(): unknown;
}

interface UpstreamAnywhere {
  /**
   * True once a sign-in that was under way has ended well; false at once if none is, or when the signal ends it.
   */
  readonly signedIn?: (signal: AbortSignal) => Promise<boolean>;
}
/** `fetch` adds the entry's headers and its token, renews it, and follows no redirect. */
export interface HttpAccess extends UpstreamAnywhere {
  readonly kind: 'http';
  readonly url: string;
  readonly fetch: Fetch;
  /** The header with which the entry shows a key, if it sets one: names it in the words about a refusal. */
  readonly keyHeader?: string;
}
/** One pipe per client session. */
export interface SseAccess extends UpstreamAnywhere {
  readonly kind: 'sse';
  readonly open: () => MessagePipe;
}
/** One pipe, that is one process, for all sessions; or one per session. */
export interface StdioAccess extends UpstreamAnywhere {
  readonly kind: 'stdio';
  readonly open: () => MessagePipe;
  readonly sharing: 'all' | 'session';
}
export type UpstreamAccess = HttpAccess | SseAccess | StdioAccess;

/** A server as the broker relays it. */
export interface BrokeredServer {
  readonly server: Server;
  /** Tools that are neither listed nor callable through the broker. */
  readonly hiddenTools: readonly string[];
  /** Clients whose key opens it; absent means every client with a key. */
  readonly clients?: readonly string[];
}

/** The loopback relay: one endpoint per server, for clients that show their local key. */
export interface Broker {
  /** For example http://127.0.0.1:41234 */
  readonly address: string;
  /** The address a client's entry names. */
  urlFor(server: string): string;
  /** Makes the endpoints match this list; calls under way on servers that stay as they are go on. */
  use(servers: readonly BrokeredServer[]): void;
  /** Makes a server's way upstream anew: what its entry refers to has another value now. Its processes end. */
  renew(server: string): void;
  /** Tells every listening client that the tools of a server changed; done by itself where the broker can know. */
  toolsChanged(server: string): void;
  /** Calls under way, open streams included. */
  calls(): number;
  /** After wake or network return: streams and commands that wait are tried at once. */
  nudge(): void;
  stop: AsyncStop;
}
