// Reads the local keys of clients: without holding up a start, again after a keychain was unlocked, and from the clients'
// own files where there is no keychain.
import { AppError, toAppError } from '../shared/errors';
import type { Rooms } from './core';

type Parts = Pick<Rooms, 'broker' | 'clients' | 'clock' | 'config' | 'log' | 'projects' | 'secrets'>;

/** A keychain that is locked shows a prompt each time it is asked: not for every request of a client. */
const RETRY_MS = 30_000;

export class KeyReading {
  readonly #parts: Parts;
  readonly #onRead: () => void;
  #trouble: AppError | undefined = new AppError('keys-not-read');
  /** While they are read. */
  #reading: Promise<void> | undefined;
  #triedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: Parts, onRead: () => void) {
    this.#parts = parts;
    this.#onRead = onRead;
  }

  get reading(): Promise<void> | undefined {
    return this.#reading;
  }

  /** Why keys may be missing now. Whoever asks makes them be read again, now and then. */
  trouble(): AppError | undefined {
    if (this.#trouble && this.#parts.clock.now() - this.#triedAt > RETRY_MS) void this.read();
    return this.#trouble;
  }

  /** Reads again what could not be read. */
  retry(): void {
    if (this.#trouble) void this.read();
  }

  /** Resolves when they are known, or it is known why not. Never rejects. */
  read(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    const { broker, clients, clock, log, secrets } = this.#parts;
    this.#triedAt = clock.now();
    try {
      await broker.keys.load(clients.ids);
      if (secrets.kind === 'memory') await this.#adopt();
      this.#trouble = undefined;
      this.#onRead();
    } catch (error) {
      this.#trouble = toAppError(error);
      log.warn('the local keys of clients could not be read', { code: this.#trouble.code, error: String(error) });
    }
  }

  /** Without a keychain a restart forgets the keys, but the files they were made for still show them. */
  async #adopt(): Promise<void> {
    const { clients, config, projects } = this.#parts;
    const folders = Object.entries(config.list().projects ?? {});
    for (const client of clients.ids) {
      const own = () => clients.standingKey(client);
      const local = folders
        .filter(([, chosen]) => chosen[client]?.local !== undefined)
        .map(
          ([folder]) =>
            () =>
              projects.standingKey({ folder, client, scope: 'local' }),
        );
      for (const standing of [own, ...local]) if (await this.#adoptFrom(client, standing)) break;
    }
  }

  /** False where there is none. A file that cannot be read is told where it is looked at. */
  async #adoptFrom(client: string, standing: () => Promise<string | undefined>): Promise<boolean> {
    try {
      const key = await standing();
      if (key !== undefined) await this.#parts.broker.keys.adopt(client, key);
      return key !== undefined;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#parts.log.warn('a client’s file could not be read for its key', { client, code: error.code });
      return false;
    }
  }
}
