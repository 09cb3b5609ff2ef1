// The broker as it runs in this process: moved, opened, fed with what the rooms find out.
import { randomBytes } from 'node:crypto';
import { AppError, toAppError } from '../shared/errors';
import type { ActivityRecord, BrokerStatus, ClientId } from '../shared/model';
import type { Admission, Brokering } from './brokering';
import { coalesce } from './coalesce';
import type { Rooms } from './core';
import { brokeredServers } from './delivery';
import { KeyReading } from './key-reading';
import type { BrokerDoor, Stop } from './ports';
import type { Broker } from './ports-relay';

/** Whose key the bridge shows; no client of that name is ever written to. */
export const BRIDGE = 'bridge';
/** Stands in a plan nobody applies, until the first one that is meant makes a key. */
const NOT_MADE = 'not-made-yet';
const ACTIVITY_MS = 500;

type Parts = Pick<
  Rooms,
  | 'bridgeCommand'
  | 'trust'
  | 'broker'
  | 'clients'
  | 'clock'
  | 'config'
  | 'connections'
  | 'lasting'
  | 'log'
  | 'projects'
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
  readonly #keys: KeyReading;
  /** The catalog each server had when clients were last told that it changed. */
  readonly #catalogs = new Map<string, string>();
  #broker: Broker | undefined;
  /** The port that was asked for where the broker listens. */
  #listening: number | undefined;
  #failure: { readonly problem: AppError; readonly offer?: number } | undefined;
  #latest = 0;
  /** One move at a time: two would each leave the other's broker listening. */
  #moving: Promise<unknown> = Promise.resolve();

  constructor(parts: Parts, onChange: () => void, onActivity: () => void) {
    this.#parts = parts;
    this.#onChange = onChange;
    this.#tell = coalesce(parts.clock, ACTIVITY_MS, onActivity);
    this.#keys = new KeyReading(parts, onChange);
  }

  async start(): Promise<void> {
    const { broker, config, connections, lasting, settings, trust } = this.#parts;
    if (!lasting) return;
    await this.#listen();
    // A keychain may wait for the person as long as it likes; the door is open meanwhile, and says why nobody comes in.
    void this.#keys.read();
    this.#stops.push(
      settings.onChange(() => {
        this.#followSettings();
        this.#use();
      }),
      trust.onChange(() => this.#use()),
      config.onChange(() => this.#use()),
      connections.onChange(() => this.#followConnections()),
      broker.activity.watch(() => {
        this.#latest += 1;
        this.#tell.poke();
      }),
    );
  }

  status(): BrokerStatus<AppError> {
    const port = this.#port;
    if (this.#failure) return { kind: 'failed', port, ...this.#failure };
    return this.#broker ? { kind: 'running', address: this.#broker.address, port } : { kind: 'off', port };
  }

  keysRead(): Promise<void> {
    return this.#parts.lasting ? Promise.resolve() : this.#keys.read();
  }

  doorsOf(client: ClientId): (server: string) => BrokerDoor {
    const { bridgeCommand, broker } = this.#parts;
    const address = this.#broker?.address ?? `http://127.0.0.1:${this.#port}`;
    const key = broker.keys.current(client) ?? NOT_MADE;
    return (server) => ({ url: address + broker.pathOf(server), key, bridge: bridgeCommand(server) });
  }

  async prepare(client: ClientId): Promise<void> {
    const { keys } = this.#parts.broker;
    const isNew = keys.current(client) === undefined;
    await keys.keyFor(client);
    // The keychain has answered: what could not be read before can be now, and entries are compared with another key.
    this.#keys.retry();
    if (isNew) this.#onChange();
  }

  revoke(client: ClientId): Promise<void> {
    return this.#parts.broker.keys.revoke(client);
  }

  setPort(port: number): Promise<void> {
    const { settings, lasting } = this.#parts;
    const keep = () => settings.set({ brokerPort: port });
    return this.#inTurn(async () => (lasting ? this.#move(port, keep) : keep()));
  }

  renew(server: string): void {
    this.#broker?.renew(server);
  }

  calls(): number {
    return this.#broker?.calls() ?? 0;
  }

  activity(): readonly ActivityRecord[] {
    return this.#parts.broker.activity.list();
  }

  latestActivity(): number {
    return this.#latest;
  }

  nudge(): void {
    this.#broker?.nudge();
    this.#keys.retry();
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

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#moving.then(work);
    this.#moving = done.catch(() => undefined);
    return done;
  }

  /** Someone wrote another port into the settings, or wants nothing kept any more. */
  #followSettings(): void {
    if (!this.#parts.settings.get().activityContent) this.#parts.broker.activity.forgetContent();
    if (this.#port !== this.#listening) this.#listenLater();
    else if (this.#failure) this.#settled();
  }

  #listenLater(): void {
    this.#listen().catch((error: unknown) =>
      this.#parts.log.error('the broker could not start', { error: String(error) }),
    );
  }

  #listen(): Promise<void> {
    return this.#inTurn(async () => {
      const port = this.#port;
      try {
        await this.#move(port, () => undefined);
      } catch (error) {
        const problem = toAppError(error);
        if (!problem.code.startsWith('broker-port-')) throw error;
        const offer = await this.#parts.broker.freePort(port);
        this.#failure = { problem, ...(offer !== undefined && { offer }) };
        this.#parts.log.warn('the broker cannot listen', { port, code: problem.code });
        this.#onChange();
      }
    });
  }

  /**
   * The old address goes only when the new one is there, and `keep` has written it down.
   * @throws AppError broker-port-taken, broker-port-unavailable, and what `keep` throws
   */
  async #move(port: number, keep: () => void): Promise<void> {
    const { bridgeKey } = this;
    const before = this.#broker;
    if (before && port === this.#listening) {
      keep();
      this.#settled();
      return;
    }
    const next = await this.#open(port, {
      bridgeKey,
      trouble: () => this.#keys.trouble(),
      reading: () => this.#keys.reading,
    });
    const listened = this.#listening;
    try {
      this.#listening = port;
      keep();
    } catch (error) {
      this.#listening = listened;
      await next.stop();
      throw error;
    }
    if (this.#failure?.problem.code === 'broker-port-unavailable') await this.#revokeAll();
    this.#broker = next;
    this.#use();
    this.#settled();
    await before?.stop();
  }

  #settled(): void {
    this.#failure = undefined;
    this.#onChange();
  }

  /** Clients have shown their keys to a program of somebody else, which nobody may use against us. */
  async #revokeAll(): Promise<void> {
    const { broker, clients, log } = this.#parts;
    for (const client of clients.ids) {
      // A keychain that is locked is not asked for each of them.
      if (broker.keys.current(client) === undefined) {
        broker.keys.distrust(client);
        continue;
      }
      try {
        await broker.keys.revoke(client);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        log.warn('a local key could not be deleted; it is dead all the same', { client, code: error.code });
      }
    }
  }

  /** @throws AppError broker-port-taken, broker-port-unavailable */
  async #open(port: number, admission: Admission): Promise<Broker> {
    const { broker } = this.#parts;
    try {
      return await broker.start(port, admission);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'port-taken') throw error;
      const program = await broker.whoHolds(port);
      throw program === undefined
        ? new AppError('broker-port-unavailable', { port }, { cause: error })
        : new AppError('broker-port-taken', { port, program }, { cause: error });
    }
  }

  /** A list that is broken changes nothing: what runs goes on by the last good one. */
  #use(): void {
    const { config, clients, settings, trust } = this.#parts;
    const held = (server: string) => (settings.get().holdChanged ? trust.changed(server) : []);
    if (!config.problem()) this.#broker?.use(brokeredServers(config.list(), clients.ids, [BRIDGE], held));
  }

  /** What the connection finds out that clients of the broker should know as well. */
  #followConnections(): void {
    for (const view of this.#parts.connections.views()) {
      const { name } = view.server;
      if (view.state.kind !== 'ready') continue;
      // A server that is called HTTP may be answered by the older transport.
      const by = this.#parts.broker.reachedBy(name);
      if (by !== undefined && by !== view.state.transport) this.#broker?.renew(name);
      if (view.catalogSource !== 'live') continue;
      const before = this.#catalogs.get(name);
      this.#catalogs.set(name, view.fingerprint);
      // Not every server says so itself to every session.
      if (before !== undefined && before !== view.fingerprint) this.#broker?.toolsChanged(name);
    }
  }
}
