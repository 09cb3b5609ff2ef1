// The broker as the app runs it: on which port, for whom, in front of what, and what is said when it cannot listen.
import { randomBytes } from 'node:crypto';
import { AppError, toAppError } from '../shared/errors';
import type { ActivityRecord, BrokerStatus, ClientId, Transport } from '../shared/model';
import { coalesce } from './coalesce';
import type { Rooms } from './core';
import { brokeredServers } from './delivery';
import type { AsyncStop, Broker, BrokerDoor, Stop } from './ports';

/** What the broker room gives the app. */
export interface BrokerParts {
  /** Listens on this port of 127.0.0.1; 0 takes any. `bridgeKey` opens it for `mcp-tray bridge`. @throws AppError port-taken */
  start(port: number, bridgeKey: string): Promise<Broker>;
  readonly keys: ClientKeys;
  /** Path of a server's endpoint. */
  pathOf(server: string): string;
  /** The transport by which the broker reached a server; undefined before it has. */
  reachedBy(server: string): Transport | undefined;
  /** Names the program that listens on a port, if that can be found out. */
  whoHolds(port: number): Promise<string | undefined>;
  /** A port nobody listens on, near `port`. */
  freePort(port: number): Promise<number | undefined>;
}

/** Local keys by client. */
export interface ClientKeys {
  /** Made on first use. @throws AppError keychain-locked, keychain-failed */
  keyFor(client: string): Promise<string>;
  /** The key that is known by now. */
  current(client: string): string | undefined;
  /** Reads the keys of these clients. @throws AppError keychain-locked, keychain-failed */
  load(clients: readonly string[]): Promise<void>;
  /** Takes a key that was this client's before. */
  adopt(client: string, key: string): Promise<void>;
  revoke(client: string): Promise<void>;
}

export interface Brokering {
  /** Listens where the app lasts; a port that is taken is no failure of the start. */
  start(): Promise<void>;
  status(): BrokerStatus<AppError>;
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

/** Whose key the bridge shows; no client of that name is ever written to. */
export const BRIDGE = 'bridge';
/** Stands in a plan nobody applies, until the first one that is meant makes a key. */
const NOT_MADE = 'not-made-yet';
const ACTIVITY_MS = 500;

type Parts = Pick<
  Rooms,
  | 'bridgeCommand'
  | 'broker'
  | 'clients'
  | 'clock'
  | 'config'
  | 'connections'
  | 'lasting'
  | 'log'
  | 'secrets'
  | 'settings'
>;

/**
 * Nothing listens before `start`. `onChange` is called when the broker stands differently, `onActivity`, coalesced, when
 * there is activity to show.
 */
export function createBrokering(parts: Parts, onChange: () => void, onActivity: () => void): Brokering {
  return new RunningBroker(parts, onChange, onActivity);
}

class RunningBroker implements Brokering {
  readonly bridgeKey = `mcptray_${randomBytes(32).toString('base64url')}`;
  readonly #parts: Parts;
  readonly #onChange: () => void;
  readonly #tell: ReturnType<typeof coalesce>;
  readonly #stops: Stop[] = [];
  #broker: Broker | undefined;
  /** The port that was last asked for. */
  #asked: number | undefined;
  #failure: { readonly problem: AppError; readonly offer?: number } | undefined;
  #latest = 0;
  /** One move at a time: two would each leave the other's broker listening. */
  #moving: Promise<unknown> = Promise.resolve();

  constructor(parts: Parts, onChange: () => void, onActivity: () => void) {
    this.#parts = parts;
    this.#onChange = onChange;
    this.#tell = coalesce(parts.clock, ACTIVITY_MS, onActivity);
  }

  async start(): Promise<void> {
    const { config, connections, lasting, settings } = this.#parts;
    await this.#loadKeys();
    if (!lasting) return;
    await this.#listen();
    this.#stops.push(
      settings.onChange(() => this.#followSettings()),
      config.onChange(() => this.#use()),
      connections.onChange(() => this.#followTransports()),
    );
  }

  status(): BrokerStatus<AppError> {
    const port = this.#port;
    if (this.#failure) return { kind: 'failed', port, ...this.#failure };
    return this.#broker ? { kind: 'running', address: this.#broker.address, port } : { kind: 'off', port };
  }

  doorsOf(client: ClientId): (server: string) => BrokerDoor {
    const { keys, pathOf } = this.#parts.broker;
    const address = this.#broker?.address ?? `http://127.0.0.1:${this.#port}`;
    const key = keys.current(client) ?? NOT_MADE;
    const { bridgeCommand } = this.#parts;
    return (server) => ({ url: address + pathOf(server), key, bridge: bridgeCommand(server) });
  }

  async prepare(client: ClientId): Promise<void> {
    await this.#parts.broker.keys.keyFor(client);
  }

  revoke(client: ClientId): Promise<void> {
    return this.#parts.broker.keys.revoke(client);
  }

  async setPort(port: number): Promise<void> {
    const { settings, lasting } = this.#parts;
    const isThere = this.#broker !== undefined && port === this.#asked && !this.#failure;
    if (lasting && !isThere) await this.#move(port);
    settings.set({ brokerPort: port });
  }

  renew(server: string): void {
    this.#broker?.renew(server);
  }

  calls(): number {
    return this.#broker?.calls() ?? 0;
  }

  activity(): readonly ActivityRecord[] {
    return this.#broker?.activity() ?? [];
  }

  latestActivity(): number {
    return this.#latest;
  }

  nudge(): void {
    this.#broker?.nudge();
    // Whoever held the port may have left meanwhile.
    if (this.#failure) this.#listenLater();
  }

  stop = async (): Promise<void> => {
    for (const stop of this.#stops.splice(0)) stop();
    this.#tell.stop();
    await Promise.allSettled([this.#moving]);
    await this.#broker?.stop();
    this.#broker = undefined;
  };

  get #port(): number {
    return this.#parts.settings.get().brokerPort;
  }

  /** A keychain that is locked now is asked again by the first plan; until then no key opens anything. */
  async #loadKeys(): Promise<void> {
    const { broker, clients, log, secrets } = this.#parts;
    try {
      await broker.keys.load(clients.ids);
      if (secrets.kind === 'memory') await this.#adoptStandingKeys();
    } catch (error) {
      const { code } = toAppError(error);
      if (!code.startsWith('keychain-')) throw error;
      log.warn('the local keys of clients could not be read', { code });
    }
  }

  /** Without a keychain a restart forgets the keys, but the files they were made for still show them. */
  async #adoptStandingKeys(): Promise<void> {
    const { broker, clients, log } = this.#parts;
    for (const client of clients.ids) {
      try {
        const key = await clients.standingKey(client);
        if (key !== undefined) await broker.keys.adopt(client, key);
      } catch (error) {
        // A file that cannot be read is told where it is looked at.
        if (!(error instanceof AppError)) throw error;
        log.warn('a client’s file could not be read for its key', { client, code: error.code });
      }
    }
  }

  /** Someone wrote another port into the settings, or wants nothing kept any more. */
  #followSettings(): void {
    if (!this.#parts.settings.get().activityContent) this.#broker?.forgetContent();
    if (this.#port !== this.#asked) this.#listenLater();
  }

  #listenLater(): void {
    this.#listen().catch((error: unknown) =>
      this.#parts.log.error('the broker could not start', { error: String(error) }),
    );
  }

  async #listen(): Promise<void> {
    const port = this.#port;
    try {
      await this.#move(port);
    } catch (error) {
      const problem = toAppError(error);
      if (!problem.code.startsWith('broker-port-')) throw error;
      const offer = await this.#parts.broker.freePort(port);
      this.#failure = { problem, ...(offer !== undefined && { offer }) };
      this.#parts.log.warn('the broker cannot listen', { port, code: problem.code });
      this.#onChange();
    }
  }

  /** The old address goes only when the new one is there. @throws AppError broker-port-taken, broker-port-unavailable */
  #move(port: number): Promise<void> {
    const moved = this.#moving.then(async () => {
      const before = this.#broker;
      const next = await this.#open(port);
      this.#asked = port;
      this.#adopt(next);
      this.#onChange();
      await before?.stop();
    });
    this.#moving = moved.catch(() => undefined);
    return moved;
  }

  /** @throws AppError broker-port-taken, broker-port-unavailable */
  async #open(port: number): Promise<Broker> {
    const { broker } = this.#parts;
    try {
      return await broker.start(port, this.bridgeKey);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'port-taken') throw error;
      const program = await broker.whoHolds(port);
      throw program === undefined
        ? new AppError('broker-port-unavailable', { port }, { cause: error })
        : new AppError('broker-port-taken', { port, program }, { cause: error });
    }
  }

  #adopt(broker: Broker): void {
    this.#failure = undefined;
    this.#broker = broker;
    broker.onActivity(() => {
      this.#latest += 1;
      this.#tell.poke();
    });
    this.#use();
  }

  /** A list that is broken changes nothing: what runs goes on by the last good one. */
  #use(): void {
    const { config, clients } = this.#parts;
    if (!config.problem()) this.#broker?.use(brokeredServers(config.list(), clients.ids, [BRIDGE]));
  }

  /** The connection may find out, after the broker has begun, that a server is answered by the other transport. */
  #followTransports(): void {
    const { broker, connections } = this.#parts;
    for (const { server, state } of connections.views()) {
      const by = broker.reachedBy(server.name);
      const isOther = state.kind === 'ready' && by !== undefined && by !== state.transport;
      if (isOther) this.#broker?.renew(server.name);
    }
  }
}
