// Decisions about an import: what is taken by default, what a choice asks of the core, and what is worth saying of a server.
import type { ClientId, FoundPlace, FoundServer, FoundVersion, ImportedServer } from '../../shared/model';

/** What the person wants of one server that was found. */
export interface Choice {
  readonly taken: boolean;
  /** Place of the version among those found. */
  readonly version: number;
  readonly clients: readonly ClientId[];
}

export const versionOf = ({ versions }: FoundServer, { version }: Choice): FoundVersion | undefined =>
  versions[version] ?? versions[0];

/** Everything is taken, in its suggested version, for the clients that have it. */
export function firstChoice(server: FoundServer): Choice {
  return { taken: true, version: 0, clients: clientsOf(server.versions[0]) };
}

/** Another version is wanted where that one was found. */
export function withVersion(server: FoundServer, choice: Choice, version: number): Choice {
  return { ...choice, version, clients: clientsOf(server.versions[version]) };
}

export function toggled(choice: Choice, client: ClientId): Choice {
  const has = choice.clients.includes(client);
  return { ...choice, clients: has ? choice.clients.filter((c) => c !== client) : [...choice.clients, client] };
}

const clientsOf = (version: FoundVersion | undefined): readonly ClientId[] => [
  ...new Set((version?.places ?? []).map((place) => place.client)),
];

/** What the core is asked for. The entries of other versions stay as they are. */
export function importedBy(servers: readonly FoundServer[], choices: readonly Choice[]): ImportedServer[] {
  return servers.flatMap((server, i) => {
    const choice = choices[i];
    const version = choice && versionOf(server, choice);
    return choice?.taken && version ? [{ draft: version.draft, places: version.places, clients: choice.clients }] : [];
  });
}

/** Where the entries of a version have another name than the server gets. */
export function otherNames({ draft, places }: FoundVersion): readonly FoundPlace[] {
  return places.filter((place) => place.name !== draft.name);
}

/** Entries that were found in all, before equal ones were put together. */
export function entriesOf(servers: readonly FoundServer[]): number {
  return servers.flatMap(({ versions }) => versions.flatMap(({ places }) => places)).length;
}
