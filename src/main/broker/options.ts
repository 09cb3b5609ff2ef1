// What the broker room is given: ports, timings and limits. Everything a test wants to shrink is here.
import type { AppError } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import type { Server } from '../../shared/model';
import type { Clock, Logger } from '../ports';
import type { UpstreamAccess } from '../ports-relay';
import type { Activity } from './activity';

/** Tells which client shows a key. */
export interface KeyRing {
  /** The client this key was made for, or undefined. Takes the same time for every key. */
  holderOf(key: string): string | undefined;
  /** Why some keys cannot be known yet; asked for a key that is not known. */
  trouble?(): AppError | undefined;
  /** Settles when keys that are just being read are known, or are not; undefined where none are being read. */
  reading?(): Promise<void> | undefined;
}

/** All in milliseconds. */
export interface BrokerTimings {
  /** For the head of a request, and for all of it. */
  readonly head: number;
  readonly request: number;
  /** A kept connection that says nothing. */
  readonly idle: number;
  /** How long a call waits for an upstream that is just restarting. */
  readonly restart: number;
  /** How long a call waits for a sign-in that is under way: below the 60 s most clients wait. */
  readonly signIn: number;
  /** First and longest wait before a stream of notices is opened anew. */
  readonly reopen: number;
  readonly reopenMax: number;
  /** Between two comments on a quiet stream that is ours. */
  readonly heartbeat: number;
  /** A command without sessions or calls is ended after this long. */
  readonly processIdle: number;
  /** A session of ours that nobody uses is forgotten after this long. */
  readonly sessionIdle: number;
  /** From starting a command to its answer to the handshake. */
  readonly handshake: number;
  /** How long a command may ignore `server/discover` before it counts as older. */
  readonly probe: number;
  /** First and longest wait before a crashed command is started again; doubled each time. */
  readonly crash: number;
  readonly crashMax: number;
  /** A command that ran this long has its earlier crashes forgotten. */
  readonly stable: number;
  /** How long a question of a server waits until it is clear which caller it is for. */
  readonly unclear: number;
}

export const defaultBrokerTimings: BrokerTimings = {
  head: 10_000,
  request: 60_000,
  idle: 30_000,
  restart: 4_000,
  signIn: 45_000,
  reopen: 250,
  reopenMax: 15_000,
  heartbeat: 25_000,
  processIdle: 5 * 60_000,
  sessionIdle: 60 * 60_000,
  handshake: 60_000,
  probe: 8_000,
  crash: 500,
  crashMax: 30_000,
  stable: 60_000,
  unclear: 10_000,
};

export interface BrokerLimits {
  /** Bytes of one request, or of one answer that must be read to filter it. */
  readonly message: number;
  /** Bytes of all headers of a request. */
  readonly head: number;
  /** Connections that have not shown a key yet; beyond that the oldest goes. */
  readonly strangers: number;
  readonly connections: number;
  /** Sessions remembered, over all servers. */
  readonly sessions: number;
  /** Messages kept for a stream that is not open, and bytes a slow reader may leave unread. */
  readonly backlog: number;
  readonly unread: number;
  /** Crashes in a row after which a command waits for the person. */
  readonly crashes: number;
}

export const defaultBrokerLimits: BrokerLimits = {
  message: 20 * 1024 * 1024,
  head: 32 * 1024,
  strangers: 256,
  connections: 4096,
  sessions: 4096,
  backlog: 256,
  unread: 8 * 1024 * 1024,
  crashes: 5,
};

export interface BrokerOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** Fixed, so that what clients' files say stays true. 0 takes any free port. */
  readonly port: number;
  readonly keys: KeyRing;
  /**
   * How to reach a server; asked when it is first needed and again after its entry changed or this failed.
   * @throws AppError where the entry cannot be made ready
   */
  readonly upstream: (server: Server) => Promise<UpstreamAccess>;
  /** For what clients show to the person, in the language of that moment. */
  readonly texts: () => Translate;
  /** Told of trouble only the person can end; the caller gives one notice with one action, and bounds them. */
  readonly onTrouble?: (server: string, error: unknown) => void;
  /** Where every request is told. It may outlive this broker, where another one is to go on with it. */
  readonly activity: Activity;
  readonly timings?: Partial<BrokerTimings>;
  readonly limits?: Partial<BrokerLimits>;
}

/** The options with every default filled in, as the files of this room pass them on. */
export interface BrokerEnv extends Omit<BrokerOptions, 'timings' | 'limits'> {
  readonly timings: BrokerTimings;
  readonly limits: BrokerLimits;
  /** Aborted when the broker stops. */
  readonly stopping: AbortSignal;
}
