// The room's door: one account per remote server of the shared config, made when a server is first used.
import { AppError } from '../../shared/errors';
import type { RemoteServer } from '../../shared/model';
import type { Fetch, SignInStatus, SignIns, Stop } from '../ports';
import type { SignInFacts } from '../ports-exam';
import { Account, type Shared } from './account';
import { DEFAULT_CALLBACK_PORT, defaultSignInTimings, type Env, type SignInOptions } from './options';
import { Queue } from './queue';
import { Registrations } from './registrations';
import { ServerDirectory } from './server-directory';

/** Nothing is read or sent before a server is used. */
export function createSignIns(options: SignInOptions): SignIns {
  const env: Env = {
    ...options,
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    timings: { ...defaultSignInTimings, ...options.timings },
    callbackPort: options.callbackPort ?? DEFAULT_CALLBACK_PORT,
    random: options.random ?? Math.random,
    whoHolds: options.whoHolds ?? (() => Promise.resolve(undefined)),
  };
  return new Room(env);
}

interface Seat {
  readonly key: string;
  readonly server: RemoteServer;
  opening?: Promise<Account>;
  account?: Account;
}

class Room implements SignIns {
  private readonly seats = new Map<string, Seat>();
  private readonly listeners = new Set<(name: string) => void>();
  private readonly leaving = new Set<Promise<void>>();
  private readonly shared: Shared;

  constructor(private readonly env: Env) {
    const registrations = new Registrations(env.secrets);
    this.shared = { registrations, queue: new Queue(), directory: new ServerDirectory(env) };
  }

  fetchFor(server: RemoteServer, base: Fetch = this.env.fetch): Fetch {
    const seat = this.seatFor(server);
    let signed: Fetch | undefined;
    return async (url, init) => {
      signed ??= (await this.accountOf(seat)).fetchOver(base);
      return signed(url, init);
    };
  }

  status(name: string): SignInStatus {
    return this.seats.get(name)?.account?.status ?? { kind: 'none' };
  }

  async start(name: string, how: 'browser' | 'device' = 'browser'): Promise<void> {
    await (await this.account(name)).start(how);
  }

  cancel(name: string): void {
    this.seats.get(name)?.account?.cancel();
  }

  async finish(name: string, pastedRedirectUrl: string): Promise<void> {
    await (await this.account(name)).finish(pastedRedirectUrl);
  }

  async signOut(name: string): Promise<{ revoked: boolean }> {
    return (await this.account(name)).signOut();
  }

  async useClient(name: string, client: { clientId: string; clientSecret?: string }): Promise<void> {
    const secret = client.clientSecret?.trim();
    await (await this.account(name)).useClient(client.clientId.trim(), secret === '' ? undefined : secret);
  }

  async inspect(name: string): Promise<SignInFacts> {
    return (await this.account(name)).inspect();
  }

  nudge(): void {
    for (const { account } of this.seats.values()) account?.nudge();
  }

  onChange(listener: (name: string) => void): Stop {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async stop(): Promise<void> {
    for (const seat of this.seats.values()) this.leave(seat);
    this.seats.clear();
    await Promise.all(this.leaving);
    this.listeners.clear();
  }

  /** The seat of this entry. One whose address or way of signing in has changed starts anew. */
  private seatFor(server: RemoteServer): Seat {
    const key = JSON.stringify([server.url, server.oauth ?? null, Object.keys(server.headers)]);
    const before = this.seats.get(server.name);
    if (before?.key === key) return before;
    if (before) this.leave(before);
    const seat: Seat = { key, server };
    this.seats.set(server.name, seat);
    return seat;
  }

  /** @throws AppError server-unknown, url-invalid and what resolving a reference throws */
  private account(name: string): Promise<Account> {
    const seat = this.seats.get(name);
    if (!seat) throw new AppError('server-unknown', { name });
    return this.accountOf(seat);
  }

  private accountOf(seat: Seat): Promise<Account> {
    seat.opening ??= this.open(seat).catch((error: unknown) => {
      delete seat.opening;
      throw error;
    });
    return seat.opening;
  }

  private async open(seat: Seat): Promise<Account> {
    const { name, oauth, headers } = seat.server;
    const text = await this.env.resolve(seat.server.url);
    if (!URL.canParse(text)) throw new AppError('url-invalid', { url: seat.server.url });
    const url = new URL(text);
    url.username = '';
    url.password = '';
    url.hash = '';
    const entry = { name, url, oauth, hasHeaders: Object.keys(headers).length > 0 };
    seat.account = new Account(this.env, this.shared, entry, () => this.changed(seat));
    return seat.account;
  }

  private changed(seat: Seat): void {
    if (this.seats.get(seat.server.name) !== seat) return;
    for (const listener of this.listeners) listener(seat.server.name);
  }

  private leave(seat: Seat): void {
    const gone: Promise<void> = (async () => {
      const [opened] = await Promise.allSettled([seat.opening]);
      if (opened.status === 'fulfilled') await opened.value?.stop();
    })().finally(() => this.leaving.delete(gone));
    this.leaving.add(gone);
  }
}
