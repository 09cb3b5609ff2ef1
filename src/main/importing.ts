// Importing what clients already have, as it spans rooms: found, planned, written, taken back.
import { randomUUID } from 'node:crypto';
import { AppError, toWire } from '../shared/errors';
import { texts } from '../shared/messages';
import type { ClientId, Findings, FoundServer, ImportedServer, ImportPlan, ImportResult } from '../shared/model';
import { PASTED } from '../shared/pasted';
import type { Brokering } from './brokering';
import type { Rooms } from './core';
import { hashText } from './files/text-file';
import { type Sorted, sortOut, type Version } from './import-finding';
import { knownServers, lookForEntries } from './import-look';
import { type Prepared, prepareImport } from './import-plan';
import { type ImportRecord, ImportRecords } from './import-record';
import { languageInForce } from './language';
import { absentSecrets, signOutOf, withSecrets } from './server-edits';
import type { InTurn } from './turns';
import type { Watch } from './watch';

export interface Importing {
  /** @throws AppError config-*, keychain-* */
  findImports(): Promise<Findings>;
  /** Writes nothing. @throws AppError as `prepareImport` */
  planImport(servers: readonly ImportedServer[]): Promise<ImportPlan>;
  /** @throws AppError plan-stale, keychain-*, config-*; what one client refuses stands in its row */
  applyImport(servers: readonly ImportedServer[], id: string): Promise<ImportResult>;
  /** @throws AppError import-nothing-to-undo, config-*, keychain-* */
  undoImport(): Promise<ImportResult>;
  /** Epoch ms of the import that can be taken back. */
  importedAt(): number | undefined;
}

type Looking = Pick<Watch, 'clientStates' | 'lookAtClients' | 'poke'>;

export async function createImporting(
  rooms: Rooms,
  brokering: Brokering,
  watch: Looking,
  inTurn: InTurn,
): Promise<Importing> {
  const records = new ImportRecords(rooms.paths.state);
  try {
    await records.load();
  } catch (error) {
    // What cannot be read cannot be taken back; the next import begins anew.
    if (!(error instanceof AppError)) throw error;
    rooms.log.warn('the last import cannot be read', { code: error.code });
  }
  return new ImportActs(rooms, brokering, watch, inTurn, records);
}

class ImportActs implements Importing {
  readonly #rooms: Rooms;
  readonly #brokering: Brokering;
  readonly #watch: Looking;
  readonly #inTurn: InTurn;
  readonly #records: ImportRecords;

  constructor(rooms: Rooms, brokering: Brokering, watch: Looking, inTurn: InTurn, records: ImportRecords) {
    this.#rooms = rooms;
    this.#brokering = brokering;
    this.#watch = watch;
    this.#inTurn = inTurn;
    this.#records = records;
  }

  importedAt = () => this.#records.last?.at;

  findImports = async (): Promise<Findings> => {
    requireConfig(this.#rooms);
    await this.#watch.lookAtClients();
    const { looks, candidates, unread } = await lookForEntries(this.#rooms, this.#installed());
    const found = looks.map(({ client, own, problem }) => ({
      client,
      entries: own.length,
      ...(problem && { problem: this.#wire(problem) }),
    }));
    const { servers, left } = sortOut(candidates, await knownServers(this.#rooms, candidates), this.#rooms.names);
    return {
      clients: found,
      servers: servers.map((server) => this.#hidden(server)),
      left: [...unread, ...left].map((one) => ({ ...one, problem: this.#wire(one.problem) })),
    };
  };

  planImport = async (servers: readonly ImportedServer[]): Promise<ImportPlan> => {
    const { id, preview, secrets, parts } = await this.#prepare(servers, 'plan');
    const count = (way: string) => parts.flatMap((part) => part.ways).filter((one) => one === way).length;
    return {
      id,
      configFile: this.#rooms.configFile,
      config: preview.lines,
      secrets: secrets.length,
      plans: parts.flatMap(({ plan }) => (plan && plan.changes.length > 0 ? [plan] : [])),
      direct: count('direct'),
      brokered: count('brokered'),
    };
  };

  applyImport = (servers: readonly ImportedServer[], id: string): Promise<ImportResult> =>
    this.#inTurn(async () => {
      const { last } = this.#records;
      // One that was cut short and its continuation are taken back together.
      const earlier = last && !last.finished ? last : undefined;
      const tag = earlier?.tag ?? randomUUID();
      const prepared = await this.#prepare(servers, tag);
      if (prepared.id !== id) throw new AppError('plan-stale', { file: this.#rooms.configFile });
      const record = await this.#recordOf(prepared, tag, earlier);
      await this.#writeConfig(prepared, record, last);
      this.#rooms.foundSecrets.forget(servers.map((server) => server.draft));
      const clients = await this.#writeClients(prepared);
      await this.#records.save({ ...record, finished: true });
      await this.#watch.lookAtClients();
      return { added: prepared.change.add.map((draft) => draft.name), clients };
    });

  undoImport = (): Promise<ImportResult> =>
    this.#inTurn(async () => {
      const { last } = this.#records;
      if (!last) throw new AppError('import-nothing-to-undo');
      requireConfig(this.#rooms);
      const rows = await this.#takeBack(last);
      const failed = rows.flatMap((row) => ('problem' in row ? [row.client] : []));
      if (failed.length === 0) await this.#takeBackConfig(last);
      // What others still use stays until they are back: an entry must not lead to a server that is gone.
      await this.#records.save(failed.length === 0 ? undefined : { ...last, finished: true, clients: failed });
      await this.#watch.lookAtClients();
      return { added: failed.length === 0 ? last.added : [], clients: rows };
    });

  #installed(): readonly ClientId[] {
    return this.#watch.clientStates().flatMap((client) => (client.installed ? [client.id] : []));
  }

  #wire(error: AppError) {
    return toWire(error, texts(languageInForce(this.#rooms)));
  }

  #prepare(servers: readonly ImportedServer[], tag: string): Promise<Prepared> {
    requireConfig(this.#rooms);
    return prepareImport(this.#rooms, this.#brokering, this.#installed(), servers, tag);
  }

  #hidden({ versions, ...server }: Sorted['servers'][number]): FoundServer {
    const hide = ({ draft, places }: Version) => {
      const [hidden = draft] = this.#rooms.foundSecrets.hide([draft]);
      return { draft: hidden, places, secrets: new Set(JSON.stringify(hidden).match(PASTED)).size };
    };
    return { ...server, versions: versions.map(hide) };
  }

  async #recordOf(prepared: Prepared, tag: string, earlier: ImportRecord | undefined): Promise<ImportRecord> {
    const { change, preview, before, parts, secrets } = prepared;
    const names = secrets.map((secret) => secret.name);
    return {
      version: 1,
      tag,
      at: this.#rooms.clock.now(),
      finished: false,
      added: [...(earlier?.added ?? []), ...change.add.map((draft) => draft.name)],
      // Taken back from first to last: the oldest choice is the one that stays.
      deliveries: [...before, ...(earlier?.deliveries ?? [])],
      secrets: [...new Set([...(earlier?.secrets ?? []), ...(await absentSecrets(this.#rooms, names))])],
      clients: [...new Set([...(earlier?.clients ?? []), ...parts.map((part) => part.client)])],
      before: earlier && earlier.wrote === hashText(preview.before) ? earlier.before : preview.before,
      wrote: hashText(preview.after),
    };
  }

  /** The record first: whatever comes after can be taken back by it. */
  async #writeConfig(prepared: Prepared, record: ImportRecord, last: ImportRecord | undefined): Promise<void> {
    const { change, preview, secrets } = prepared;
    await this.#records.save(record);
    try {
      await withSecrets(this.#rooms, secrets, () => this.#rooms.config.importServers(change, preview.before));
    } catch (error) {
      await this.#records.save(last);
      throw error;
    }
  }

  async #writeClients({ parts }: Prepared): Promise<ImportResult['clients']> {
    const rows: ImportResult['clients'][number][] = [];
    for (const { client, wanted, take, plan, problem } of parts) {
      rows.push(
        await this.#row(client, async () => {
          if (problem) throw problem;
          return this.#rooms.clients.apply(client, wanted, plan?.id ?? '', take);
        }),
      );
    }
    return rows;
  }

  async #takeBack({ clients, tag }: ImportRecord): Promise<ImportResult['clients']> {
    const rows: ImportResult['clients'][number][] = [];
    for (const client of clients) {
      let isBack = true;
      const row = await this.#row(client, async () => {
        const result = await this.#rooms.clients.takeBack(client, tag);
        isBack = result !== undefined;
        return result ?? { client, written: 0, file: '' };
      });
      // A client whose own undo took it back has nothing left to tell.
      if (isBack) rows.push(row);
    }
    return rows;
  }

  async #row<T>(
    client: ClientId,
    work: () => Promise<T>,
  ): Promise<T | { client: ClientId; problem: ReturnType<typeof toWire> }> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#rooms.log.warn('an import did not reach a client', { client, code: error.code });
      return { client, problem: this.#wire(error) };
    }
  }

  async #takeBackConfig({ added, deliveries, secrets, before, wrote }: ImportRecord): Promise<void> {
    const { config, keychainNames, secrets: store } = this.#rooms;
    const gone = config.list().servers.filter((server) => added.includes(server.name));
    for (const server of gone) await signOutOf(this.#rooms, server);
    await config.takeBackImport({ servers: added, deliveries, before, wrote });
    const named = new Set(config.list().servers.flatMap(keychainNames));
    for (const name of secrets) if (!named.has(name)) await store.delete(name);
  }
}

/** Half an edit of `mcp.json` says nothing about which servers there are. */
function requireConfig({ config }: Rooms): void {
  const problem = config.problem();
  if (problem) throw problem.error;
}
