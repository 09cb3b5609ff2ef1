// The broker as the app runs it: on which port, for whom, in front of what, and what is said when it cannot listen.
import type { AppError } from '../shared/errors';
import type { ActivityRecord, BrokerStatus, ClientId, Transport } from '../shared/model';
import type { AsyncStop, BrokerDoor, Stop } from './ports';
import type { Broker } from './ports-relay';

/** What the broker room gives the app. */
export interface BrokerParts {
  /** Listens on this port of 127.0.0.1; 0 takes any. @throws AppError port-taken */
  start(port: number, admission: Admission): Promise<Broker>;
  readonly keys: ClientKeys;
  /** What clients did, over every port there was. */
  readonly activity: {
    list(): readonly ActivityRecord[];
    /** Drops what was said. */
    forgetContent(): void;
    /** Calls back when a request begins and when it ends. */
    watch(listener: () => void): Stop;
  };
  /** Path of a server's endpoint. */
  pathOf(server: string): string;
  /** The transport by which the broker reached a server; undefined before it has. */
  reachedBy(server: string): Transport | undefined;
  /** Names the program that listens on a port, if that can be found out: for one of another user it cannot. */
  whoHolds(port: number): Promise<string | undefined>;
  /** A port nobody listens on, near `port`. */
  freePort(port: number): Promise<number | undefined>;
}

/** Who is let in beside the clients whose keys are known. */
export interface Admission {
  /** Opens the broker for `mcp-tray bridge`. */
  readonly bridgeKey: string;
  /** Why some keys cannot be known yet; asked for a key that is not known. */
  trouble(): AppError | undefined;
  /** Settles when keys that are just being read are known, or are not. */
  reading(): Promise<void> | undefined;
}

/** Local keys by client. */
export interface ClientKeys {
  /** Made on first use. @throws AppError keychain-locked, keychain-failed */
  keyFor(client: string): Promise<string>;
  /** The key that is known by now. */
  current(client: string): string | undefined;
  /** Reads the keys of these clients. @throws AppError keychain-locked, keychain-failed */
  load(clients: readonly string[]): Promise<void>;
  /** Takes a key that was this client's before, unless it was revoked. */
  adopt(client: string, key: string): Promise<void>;
  /** A key that is not known yet opens nothing either, once it is. */
  distrust(client: string): void;
  revoke(client: string): Promise<void>;
}

export interface Brokering {
  /** Listens where the app lasts; a port that is taken is no failure of the start. */
  start(): Promise<void>;
  status(): BrokerStatus<AppError>;
  /** Resolves when the keys are known, or cannot be, where nobody could be told of them later. */
  keysRead(): Promise<void>;
  /** What a brokered entry of this client says. */
  doorsOf(client: ClientId): (server: string) => BrokerDoor;
  /** Makes the client's key if it has none. @throws AppError keychain-locked, keychain-failed */
  prepare(client: ClientId): Promise<void>;
  /** @throws AppError keychain-locked, keychain-failed; the old key is dead all the same */
  revoke(client: ClientId): Promise<void>;
  /** Listens on this port from now on. @throws AppError broker-port-taken, broker-port-unavailable; the old port stays then */
  setPort(port: number): Promise<void>;
  /** Makes a server's way upstream anew. */
  renew(server: string): void;
  /** Calls under way, open streams included. */
  calls(): number;
  activity(): readonly ActivityRecord[];
  /** Goes up whenever a request begins or ends. */
  latestActivity(): number;
  /** Opens the broker for `mcp-tray bridge`; known to this run alone. */
  readonly bridgeKey: string;
  nudge(): void;
  stop: AsyncStop;
}
