// Looks for what an import could take: the entries of every client, and the servers that are there already.
import { AppError } from '../shared/errors';
import type { ClientId, ServerDraft } from '../shared/model';
import type { Rooms } from './core';
import type { Candidate, Known, Sorted } from './import-finding';
import type { OwnEntry } from './ports';

export interface Looked {
  readonly client: ClientId;
  readonly own: readonly OwnEntry[];
  readonly problem?: AppError;
}

/** Whatever is wrong with one client's file is that client's alone. */
export async function lookForEntries(rooms: Rooms, clients: readonly ClientId[]) {
  const looks = bounded(rooms, await Promise.all(clients.map((client) => lookAt(rooms, client))));
  return {
    looks,
    candidates: looks.flatMap(({ client, own }) => own.flatMap((entry) => candidateOf(rooms, client, entry))),
    unread: looks.flatMap(({ client, own }) => own.flatMap((entry) => unreadOf(rooms, client, entry))),
  };
}

/**
 * The shared config's servers, their secrets by value. The keychain is asked only about those that lead where one of the
 * candidates does. @throws AppError keychain-*
 */
export async function knownServers(
  { config, secrets, sameServer }: Rooms,
  candidates: readonly Candidate[],
): Promise<readonly Known[]> {
  const places = new Set(candidates.map((one) => whereTo(one.draft)));
  const known: Known[] = [];
  for (const server of config.list().servers) {
    const isNear = places.has(whereTo(server));
    const full = isNear ? await sameServer.withKeychain(server, (name) => secrets.get(name)) : undefined;
    known.push({ server, meaning: full ? sameServer.meaningOf(full) : NOBODY });
  }
  return known;
}

/** No server means this. */
const NOBODY = '';

/** Roughly where a server is: all that is not secret of an address or a command. */
const whereTo = ({ type, url = '', command = '' }: ServerDraft): string =>
  type === 'stdio'
    ? command
    : url
        .replace(/[?#].*$/su, '')
        .replace(/\/$/u, '')
        .toLowerCase();

async function lookAt(rooms: Rooms, client: ClientId): Promise<Looked> {
  try {
    const own = await rooms.clients.ownEntries(client);
    return { client, own: own.filter((entry) => 'problem' in entry || !rooms.leadsToUs(entry.draft)) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { client, own: [], problem: error };
  }
}

/** What one import can hold; the clients that come last are told that theirs are left out. */
const MOST = 1000;

function bounded(rooms: Rooms, looks: readonly Looked[]): readonly Looked[] {
  let total = 0;
  return looks.map((one): Looked => {
    if (total + one.own.length > MOST) {
      const problem = new AppError('import-too-many', { client: rooms.clients.nameOf(one.client), limit: MOST });
      return { client: one.client, own: [], problem };
    }
    total += one.own.length;
    return one;
  });
}

function candidateOf(rooms: Rooms, client: ClientId, entry: OwnEntry): Candidate[] {
  if ('problem' in entry || rooms.sameServer.draftProblem(entry.draft)) return [];
  return [{ client, ...entry, meaning: rooms.sameServer.meaningOf(entry.draft) }];
}

function unreadOf(rooms: Rooms, client: ClientId, entry: OwnEntry): Sorted['left'][number][] {
  const problem = 'problem' in entry ? entry.problem : rooms.sameServer.draftProblem(entry.draft);
  return problem ? [{ client, name: entry.name, problem }] : [];
}
