// The shared config file: read, watched and edited in place. A broken edit keeps the last good list in force.
import { AppError, toAppError } from '../../shared/errors';
import type { SharedList } from '../../shared/model';
import { type JsonText, parseJsonText, sameJson } from '../files/json-text';
import { hashText, readTextFile, type TextFile, writeTextFile } from '../files/text-file';
import { watchFile } from '../files/watch';
import type { AsyncStop, Clock, Logger, SharedConfig, Stop } from '../ports';
import {
  addServers,
  chooseDelivery,
  chooseProjectDelivery,
  NEW_CONFIG,
  removeServer,
  setDisabled,
  setHeader,
  setPerClient,
  setTool,
} from './edits';
import { configLines, importServers, takeBackImport } from './import-edits';
import { readSharedList } from './schema';

export interface SharedConfigOptions {
  readonly file: string;
  readonly log: Logger;
  readonly clock: Clock;
  /** False for a single command, which reads once. */
  readonly watch?: boolean;
  /** How long (ms) a file that is suddenly empty or gone may stay so before it is believed. */
  readonly doubtMs?: number;
}

/** A list of servers, even a very long one, is far below this. */
const LIMIT_BYTES = 4 * 1024 * 1024;
const ATTEMPTS = 5;
const EMPTY: SharedList = { servers: [], clients: {}, disabledTools: {} };

/** Reads the file and starts to watch it. A file that is broken or missing is no failure of the start. */
export async function createSharedConfig(options: SharedConfigOptions): Promise<SharedConfig> {
  const config = new ConfigFile(options);
  await config.start();
  return config;
}

class ConfigFile implements SharedConfig {
  readonly #options: SharedConfigOptions;
  readonly #listeners = new Set<() => void>();
  #list = EMPTY;
  #goodSince: number;
  #error: AppError | undefined;
  /** Hash of what was read last; `absent` where there was no file. */
  #seen: string | undefined;
  /** Reads and edits, one after the other. */
  #queue: Promise<unknown> = Promise.resolve();
  #cancelDoubt: Stop = () => undefined;
  #unwatch: AsyncStop = async () => undefined;

  constructor(options: SharedConfigOptions) {
    this.#options = options;
    this.#goodSince = options.clock.now();
  }

  async start(): Promise<void> {
    const { file, watch, log } = this.#options;
    if (watch !== false) {
      this.#unwatch = await watchFile(file, () => this.#look(true), {
        onError: (error) => log.warn('the shared config cannot be watched', { file, error: String(error) }),
      });
    }
    await this.#enqueue(() => this.#load(false));
  }

  list = (): SharedList => this.#list;

  problem = () => (this.#error ? { error: this.#error, goodSince: this.#goodSince } : undefined);

  onChange = (listener: () => void): Stop => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  add: SharedConfig['add'] = (drafts) => this.#edit((text) => addServers(text, drafts));
  remove: SharedConfig['remove'] = (name) => this.#edit((text) => removeServer(text, name));
  setDisabled: SharedConfig['setDisabled'] = (name, disabled) =>
    this.#edit((text) => setDisabled(text, name, disabled));

  setHeader: SharedConfig['setHeader'] = (name, header, value) =>
    this.#edit((text) => setHeader(text, name, header, value));
  setTool: SharedConfig['setTool'] = (name, tool, on) => this.#edit((text) => setTool(text, name, tool, on));
  setPerClient: SharedConfig['setPerClient'] = (name, on) => this.#edit((text) => setPerClient(text, name, on));
  setDelivery: SharedConfig['setDelivery'] = (clients, server, delivery) =>
    this.#edit((text) => chooseDelivery(text, clients, server, delivery));

  previewImport: SharedConfig['previewImport'] = async (change) => {
    const { file } = this.#options;
    const before = textToEdit(await readTextFile(file, { limitBytes: LIMIT_BYTES }), file);
    const after = importServers(before, change);
    const lines = configLines(before.text, after.text);
    return { before: before.text, after: after.text, list: readSharedList(after, file), lines };
  };

  importServers: SharedConfig['importServers'] = async (change, from) => {
    let wrote = '';
    await this.#edit((text) => {
      if (text.text !== from) throw new AppError('plan-stale', { file: this.#options.file });
      const after = importServers(text, change);
      wrote = hashText(after.text);
      return after;
    });
    return wrote;
  };

  takeBackImport: SharedConfig['takeBackImport'] = (change) =>
    this.#edit((text) => {
      const { wrote, before } = change;
      if (before !== undefined && hashText(text.text) === wrote) return parseText(before, this.#options.file);
      return takeBackImport(text, change);
    });
  setProjectDelivery: SharedConfig['setProjectDelivery'] = (target, server, delivery) =>
    this.#edit((text) => chooseProjectDelivery(text, target, server, delivery));

  stop: AsyncStop = async () => {
    this.#cancelDoubt();
    this.#listeners.clear();
    await this.#unwatch();
    await this.#queue;
  };

  #look(doubting: boolean): void {
    this.#enqueue(() => this.#load(doubting)).catch((error: unknown) =>
      this.#options.log.error('the shared config could not be read', { error: String(error) }),
    );
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  /** Takes in what the file says now. An editor that empties a file before it fills it must not end every connection. */
  async #load(doubting: boolean): Promise<void> {
    const { file, clock, doubtMs = 150 } = this.#options;
    this.#cancelDoubt();
    const read = await settle(() => readTextFile(file, { limitBytes: LIMIT_BYTES }));
    if (doubting && read.ok && isBlank(read.value) && this.#list.servers.length > 0) {
      this.#cancelDoubt = clock.after(doubtMs, () => this.#look(false));
      return;
    }
    const seen = read.ok ? (read.value?.hash ?? 'absent') : read.error.message;
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.#take(read.ok ? await settle(async () => parseConfig(read.value, file).list) : read);
  }

  #take(result: Settled<SharedList>): void {
    const { clock, log, file } = this.#options;
    const before = { list: this.#list, error: this.#error?.message };
    if (result.ok) {
      this.#error = undefined;
      this.#goodSince = clock.now();
      if (!sameJson(this.#list, result.value)) this.#list = result.value;
    } else {
      this.#error = result.error;
      log.warn('the shared config cannot be used; the last good list stays', { file, code: result.error.code });
    }
    if (before.list === this.#list && before.error === this.#error?.message) return;
    for (const listener of this.#listeners) listener();
  }

  /** Reads, changes and writes; anew when someone else wrote in between. What would not be valid is never written. */
  #edit(change: (text: JsonText) => JsonText): Promise<void> {
    return this.#enqueue(async () => {
      for (let attempt = 1; !(await this.#tryEdit(change, attempt === ATTEMPTS)); attempt++);
      await this.#load(false);
    });
  }

  async #tryEdit(change: (text: JsonText) => JsonText, last: boolean): Promise<boolean> {
    const { file } = this.#options;
    const read = await readTextFile(file, { limitBytes: LIMIT_BYTES });
    const before = textToEdit(read, file);
    const after = change(before);
    if (after.text === read?.text) return true;
    readSharedList(after, file);
    try {
      await writeTextFile({ path: file, text: after.text, expected: read?.hash ?? 'absent', newFileMode: 0o600 });
      return true;
    } catch (error) {
      if (!last && error instanceof AppError && error.code === 'file-changed') return false;
      throw error;
    }
  }
}

/** The text that an edit begins with. @throws AppError config-syntax, config-invalid */
function textToEdit(read: TextFile | undefined, file: string): JsonText {
  return isBlank(read) ? parseText(read?.text ?? NEW_CONFIG, file) : parseConfig(read, file).text;
}

/** @throws AppError config-syntax, config-invalid */
function parseConfig(read: TextFile | undefined, file: string): { text: JsonText; list: SharedList } {
  const text = parseText(read?.text ?? '', file);
  return { text, list: readSharedList(text, file) };
}

function parseText(source: string, file: string): JsonText {
  try {
    return parseJsonText(source, { file, comments: true, empty: true });
  } catch (error) {
    if (error instanceof AppError && error.code === 'file-syntax') {
      throw new AppError('config-syntax', error.params, { cause: error });
    }
    throw error;
  }
}

const isBlank = (read: TextFile | undefined): boolean => read === undefined || read.text.trim() === '';

type Settled<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppError };

async function settle<T>(work: () => Promise<T>): Promise<Settled<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error: toAppError(error) };
  }
}
