// Adding and removing servers: the shared config and the secret store change together, one edit after the other.
import { AppError } from '../shared/errors';
import type { Server, ServerDraft } from '../shared/model';
import type { Rooms } from './core';
import { createTurns, type InTurn } from './turns';

export interface ServerEdits {
  /**
   * Reads a paste; the secrets in it stay here, and the drafts hold handles in their place. A name of a secret that is
   * in use here already is changed, so that nothing that was pasted reaches it.
   */
  parse(text: string): Promise<ServerDraft[]>;
  /** @throws AppError paste-expired, server-name-*, keychain-*, config-* */
  add(drafts: readonly ServerDraft[]): Promise<void>;
  /** Takes a server out of the shared config, and the secrets that only it referred to out of the keychain. */
  remove(name: string): Promise<void>;
  /** Keeps a key in the keychain and refers to it in the entry's header. @throws AppError server-unknown, entry-invalid */
  setKey(name: string, header: string, key: string): Promise<void>;
  /** Keeps secrets that the entry refers to. @throws AppError server-unknown, secret-unknown, keychain-* */
  setSecrets(name: string, secrets: Readonly<Record<string, string>>): Promise<void>;
}

type Parts = Pick<
  Rooms,
  | 'parsePaste'
  | 'draftNames'
  | 'withOwnNames'
  | 'heldSecrets'
  | 'config'
  | 'secrets'
  | 'lasting'
  | 'takeSecrets'
  | 'referTo'
  | 'keychainNames'
  | 'signIns'
  | 'log'
>;

/** Two edits at once could each take the other's secret for what stood there before. */
export function createServerEdits(parts: Parts, next: InTurn = createTurns()): ServerEdits {
  return {
    parse: async (text) => parts.heldSecrets.hide(await ownNames(parts, parts.parsePaste(text))),
    add: (drafts) =>
      next(async () => {
        await addServers(parts, parts.heldSecrets.restore(drafts));
        parts.heldSecrets.forget(drafts);
      }),
    remove: (name) => next(() => removeServer(parts, name)),
    setKey: (name, header, key) => next(() => setKey(parts, name, header, key)),
    setSecrets: (name, secrets) => next(() => setSecrets(parts, name, secrets)),
  };
}

async function ownNames({ config, secrets, ...parts }: Parts, drafts: ServerDraft[]): Promise<ServerDraft[]> {
  const taken = new Set(config.list().servers.flatMap(parts.keychainNames));
  for (const name of parts.draftNames(drafts)) if ((await secrets.get(name)) !== undefined) taken.add(name);
  return parts.withOwnNames(drafts, taken);
}

async function setSecrets(parts: Parts, name: string, secrets: Readonly<Record<string, string>>): Promise<void> {
  const server = parts.config.list().servers.find((s) => s.name === name);
  if (!server) throw new AppError('server-unknown', { name });
  const known = parts.keychainNames(server);
  const unknown = Object.keys(secrets).find((secret) => !known.includes(secret));
  if (unknown !== undefined) throw new AppError('secret-unknown', { name, secret: unknown });
  const given = Object.entries(secrets).map(([secret, value]) => ({ name: secret, value }));
  await withSecrets(parts, given, async () => undefined);
}

/** Secrets go to the store first: an entry never refers to a secret that is not there. */
async function addServers(parts: Parts, drafts: readonly ServerDraft[]): Promise<void> {
  const { config } = parts;
  // Checked before the store is touched: a kill between the two must not leave a running server with another's key.
  const taken = drafts.find((draft) => config.list().servers.some((server) => server.name === draft.name));
  if (taken) throw new AppError('server-name-taken', { name: taken.name });
  const named = new Set(config.list().servers.flatMap(parts.keychainNames));
  const split = drafts.map((draft) => parts.takeSecrets(draft, named));
  await withSecrets(
    parts,
    split.flatMap((s) => s.secrets),
    () => config.add(split.map((s) => s.draft)),
  );
}

/** A bare key in the header Authorization is meant as a bearer token. */
async function setKey(parts: Parts, name: string, header: string, key: string): Promise<void> {
  const server = parts.config.list().servers.find((s) => s.name === name);
  if (!server || server.type === 'stdio') throw new AppError('server-unknown', { name });
  const bare = key.trim();
  const value = header.toLowerCase() === 'authorization' && !/\s/u.test(bare) ? `Bearer ${bare}` : bare;
  const others = parts.config.list().servers.filter((s) => s.name !== name);
  const named = others.flatMap(parts.keychainNames);
  const { text, secret } = parts.referTo(name, header, value, named);
  await withSecrets(parts, [secret], () => parts.config.setHeader(name, header, text));
}

/** Keeps the secrets, then edits; a failed edit leaves the store as it was. @throws AppError keychain-absent */
export async function withSecrets(
  { secrets: store, lasting }: Pick<Parts, 'secrets' | 'lasting'>,
  secrets: readonly { readonly name: string; readonly value: string }[],
  edit: () => Promise<unknown>,
): Promise<void> {
  const [first] = secrets;
  if (first && store.kind === 'memory' && !lasting) throw new AppError('keychain-absent', { name: first.name });
  const before = new Map<string, string | undefined>();
  try {
    for (const { name, value } of secrets) {
      before.set(name, await store.get(name));
      await store.set(name, value);
    }
    await edit();
  } catch (error) {
    for (const [name, value] of before) await (value === undefined ? store.delete(name) : store.set(name, value));
    throw error;
  }
}

/** The entry goes first: a secret that is left behind is untidy, an entry whose secret is gone is broken. */
async function removeServer(parts: Parts, name: string): Promise<void> {
  const { config, secrets, keychainNames } = parts;
  const namesOf = (servers: readonly Server[]) => new Set(servers.flatMap(keychainNames));
  const { servers } = config.list();
  const mine = namesOf(servers.filter((s) => s.name === name));
  const others = namesOf(servers.filter((s) => s.name !== name));
  const server = servers.find((s) => s.name === name);
  if (server) await signOutOf(parts, server);
  await config.remove(name);
  for (const secret of mine) if (!others.has(secret)) await secrets.delete(secret);
}

/** Before its entry goes. */
export async function signOutOf({ signIns, log }: Pick<Parts, 'signIns' | 'log'>, server: Server): Promise<void> {
  if (server.type === 'stdio') return;
  // Also one that was never connected since the start: what an earlier run saved must not outlive its entry.
  signIns.fetchFor(server);
  // A service that does not answer must not keep the server in the list.
  const outcome = await signIns.signOut(server.name).catch((error: unknown) => ({ error }));
  log.info('signed out of a server that is removed', { server: server.name, outcome });
}

/** Those of these names that the store has no secret of. @throws AppError keychain-* */
export async function absentSecrets({ secrets }: Pick<Parts, 'secrets'>, names: readonly string[]): Promise<string[]> {
  const absent: string[] = [];
  for (const name of names) if ((await secrets.get(name)) === undefined) absent.push(name);
  return absent;
}
