// Takes MCP Tray off this machine as far as the core can: clients' files, sign-ins, local keys, the keychain, the start
// at login. What fails is told, and keeps nothing else from being done.
import { AppError, toWire } from '../shared/errors';
import { type Translate, texts } from '../shared/messages';
import type { Restored, Server, Uninstalled, UninstalledClient } from '../shared/model';
import type { ProjectTarget } from '../shared/project-model';
import type { Brokering } from './brokering';
import type { Rooms } from './core';
import { languageInForce } from './language';
import type { ClientState } from './ports';
import { signOutOf } from './server-edits';

/** For one service to say that it forgot a sign-in; what is saved here is deleted all the same. */
const SIGN_OUT_MS = 5000;
/** For the answer to get out before the instance ends. */
const ANSWER_MS = 300;

/** Never fails as a whole; may be done again where something failed. The host then ends the app. */
export async function uninstall(rooms: Rooms, brokering: Pick<Brokering, 'revoke'>): Promise<Uninstalled> {
  const t = texts(languageInForce(rooms));
  const problems = new Problems(t);
  const clients = await restoreAll(rooms, t);
  const told = new Set(clients.map(({ file }) => file));
  for (const file of await rooms.clients.remaining()) {
    if (!told.has(file)) problems.add(new AppError('file-left-behind', { file }));
  }
  await problems.of(async () => rooms.startAtLogin?.set(false));
  await signOutOfAll(rooms);
  await problems.of(() => forgetSecrets(rooms, brokering));
  rooms.log.info('uninstalled', { clients: clients.length, problems: problems.all.length });
  if (rooms.end) rooms.clock.after(ANSWER_MS, rooms.end);
  return { clients, problems: problems.all };
}

class Problems {
  readonly all: Uninstalled['problems'][number][] = [];
  readonly #t: Translate;

  constructor(t: Translate) {
    this.#t = t;
  }

  add(problem: AppError): void {
    this.all.push(toWire(problem, this.#t));
  }

  /** Does the work, or keeps why it could not be done. */
  async of(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.add(error);
    }
  }
}

async function restoreAll(rooms: Rooms, t: Translate): Promise<readonly UninstalledClient[]> {
  const { clients, projects } = rooms;
  const done: UninstalledClient[] = [];
  const keep = (one: UninstalledClient | undefined) => void (one && done.push(one));
  for (const state of await clients.summaries(() => [])) {
    if (state.canRestore) keep(await restoreOne(state, () => clients.restore(state.id), t));
  }
  for (const target of targetsOf(rooms)) {
    keep(await restoreOne({ id: target.client, file: target.folder }, () => projects.restore(target), t));
  }
  // A client that takes no lock may write what it had read before over ours: the time for that is waited out.
  if (done.length > 0) await Promise.all([clients.settled(), projects.settled()]);
  return done;
}

/** Folders in which something was chosen. */
function targetsOf({ clients, config }: Rooms): ProjectTarget[] {
  return Object.entries(config.list().projects ?? {}).flatMap(([folder, chosen]) =>
    clients.ids.flatMap((client) =>
      SCOPES.filter((s) => chosen[client]?.[s]).map((scope) => ({ folder, client, scope })),
    ),
  );
}
const SCOPES = ['project', 'local'] as const;

/** Undefined where nothing of ours was ever written. */
async function restoreOne(
  { id, file }: Pick<ClientState, 'id' | 'file'>,
  restore: () => Promise<Restored>,
  t: Translate,
): Promise<UninstalledClient | undefined> {
  try {
    return { kind: 'restored', ...(await restore()) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'nothing-to-restore' || error.code === 'project-folder-missing') return undefined;
    return { kind: 'failed', client: id, file, problem: toWire(error, t) };
  }
}

async function signOutOfAll(rooms: Rooms): Promise<void> {
  const inTime = (server: Server) => {
    return new Promise<void>((resolve, reject) => {
      const stop = rooms.clock.after(SIGN_OUT_MS, resolve);
      signOutOf(rooms, server)
        .finally(stop)
        .then(() => resolve(), reject);
    });
  };
  await Promise.all(rooms.config.list().servers.map(inTime));
}

/** Those that are known by name go also where the keychain cannot tell what is in it. */
async function forgetSecrets({ clients, config, secrets, keychainNames }: Rooms, brokering: Pick<Brokering, 'revoke'>) {
  for (const client of clients.ids) await brokering.revoke(client);
  for (const name of config.list().servers.flatMap(keychainNames)) await secrets.delete(name);
  for (const name of await secrets.names()) await secrets.delete(name);
}
