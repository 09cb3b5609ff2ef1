// One connection per server of the shared config, and one quiet voice for all their changes.
import { AppError } from '../../shared/errors';
import type { LogLine, Server } from '../../shared/model';
import type { Connections, ConnectionView, Stop } from '../ports';
import { canonicalJson } from './canonical';
import { createCatalogCache } from './catalog-cache';
import { examine } from './exam';
import { type ConnectionsOptions, defaultLimits, defaultTimings } from './options';
import { createReaper } from './reaper';
import { Supervisor, type SupervisorTools } from './supervisor';

/** Starts nothing until `use` is called; `stop` ends every connection, process, socket and timer. */
export function createConnections(options: ConnectionsOptions): Connections {
  return new ConnectionSet(options);
}

class ConnectionSet implements Connections {
  readonly #tools: SupervisorTools & Pick<ConnectionsOptions, 'log'>;
  readonly #supervisors = new Map<string, Supervisor>();
  /** Stopping, no longer part of the list; `stop` waits for them. */
  readonly #leaving = new Map<Promise<void>, string>();
  readonly #listeners = new Set<() => void>();
  readonly #settling = new Set<() => void>();
  #order: readonly string[] = [];
  #telling: Stop | undefined;
  #stopped = false;

  constructor(options: ConnectionsOptions) {
    const { log, clock, resolve, signIns, shellPath, env, clientInfo, conversation } = options;
    const platform = options.platform ?? process.platform;
    this.#tools = {
      clock,
      log,
      resolve,
      signIns,
      shellPath,
      env,
      clientInfo,
      conversation,
      platform,
      timings: { ...defaultTimings, ...options.timings },
      limits: { ...defaultLimits, ...options.limits },
      random: options.random ?? Math.random,
      cache: createCatalogCache(options.cacheFolder, log, clock),
      reaper: createReaper(platform, log),
      onChange: () => this.#changed(),
    };
  }

  use(servers: readonly Server[]): void {
    if (this.#stopped) return;
    const wanted = new Map(servers.map((server) => [server.name, server]));
    for (const [name, supervisor] of this.#supervisors) {
      const next = wanted.get(name);
      if (next && isSame(next, supervisor.server)) continue;
      this.#supervisors.delete(name);
      this.#leave(supervisor);
    }
    this.#tools.cache.keepOnly(servers);
    for (const [name, server] of wanted) {
      if (this.#supervisors.has(name)) continue;
      this.#supervisors.set(name, new Supervisor(server, this.#tools, this.#leavingOf(name)));
    }
    this.#order = [...wanted.keys()];
    this.#changed();
  }

  views(): readonly ConnectionView[] {
    return this.#inOrder().map((supervisor) => supervisor.view());
  }

  onChange(listener: () => void): Stop {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  catalog(name: string) {
    return this.#find(name).catalog();
  }

  log(name: string) {
    return this.#find(name).lines();
  }

  async call(name: string, tool: string, args: Parameters<Connections['call']>[2]) {
    return await this.#find(name).call(tool, args);
  }

  async reconnect(name: string): Promise<void> {
    const supervisor = this.#find(name);
    supervisor.reconnect();
    await this.#until(() => !supervisor.isConnecting || this.#supervisors.get(name) !== supervisor);
  }

  async settled(ms: number): Promise<void> {
    const late = Promise.withResolvers<void>();
    const stopClock = this.#tools.clock.after(ms, late.resolve);
    await this.#until(() => this.#inOrder().every((supervisor) => !supervisor.isConnecting), late.promise);
    stopClock();
  }

  async exam(name: string) {
    return await examine(this.#find(name).server, this.#tools);
  }

  check(name: string): void {
    this.#supervisors.get(name)?.nudge();
  }

  note(name: string, source: LogLine['source'], text: string): void {
    this.#supervisors.get(name)?.note(source, text);
  }

  nudge(): void {
    for (const supervisor of this.#supervisors.values()) supervisor.nudge();
  }

  stop = async (): Promise<void> => {
    this.#stopped = true;
    this.#telling?.();
    this.#telling = undefined;
    this.#listeners.clear();
    for (const supervisor of this.#supervisors.values()) this.#leave(supervisor);
    this.#supervisors.clear();
    this.#order = [];
    await Promise.all(this.#leaving.keys());
    await Promise.all([this.#tools.reaper.stop(), this.#tools.cache.stop()]);
    for (const check of this.#settling) check();
  };

  #leave(supervisor: Supervisor): void {
    const left = supervisor.stop().finally(() => this.#leaving.delete(left));
    this.#leaving.set(left, supervisor.server.name);
  }

  #leavingOf(name: string): Promise<void> | undefined {
    const ends = [...this.#leaving].flatMap(([end, of]) => (of === name ? [end] : []));
    return ends.length === 0 ? undefined : Promise.all(ends).then(() => undefined);
  }

  #inOrder(): Supervisor[] {
    return this.#order.flatMap((name) => this.#supervisors.get(name) ?? []);
  }

  #find(name: string): Supervisor {
    const supervisor = this.#supervisors.get(name);
    if (!supervisor) throw new AppError('server-unknown', { name });
    return supervisor;
  }

  /** Resolves when the condition holds, which is looked at after every change, or when `otherwise` resolves. */
  async #until(condition: () => boolean, otherwise?: Promise<void>): Promise<void> {
    const held = Promise.withResolvers<void>();
    const check = () => {
      if (this.#stopped || condition()) held.resolve();
    };
    this.#settling.add(check);
    check();
    await (otherwise ? Promise.race([held.promise, otherwise]) : held.promise);
    this.#settling.delete(check);
  }

  #changed(): void {
    for (const check of this.#settling) check();
    if (this.#stopped) return;
    this.#telling ??= this.#tools.clock.after(this.#tools.timings.coalesce, () => {
      this.#telling = undefined;
      for (const listener of this.#listeners) listener();
    });
  }
}

function isSame(a: Server, b: Server): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
