// What an import would do, from what the person chose: worked out anew each time, so that a plan and its apply agree.
import { AppError } from '../shared/errors';
import type { ClientId, Delivery, ImportedServer, Plan, ServerDraft } from '../shared/model';
import type { Brokering } from './brokering';
import { secretFacts } from './client-acts';
import type { Rooms } from './core';
import { choiceOf, wantedFor } from './delivery';
import { hashText } from './files/text-file';
import { placeKey } from './import-finding';
import type { ConfigImport, ConfigPreview, DeliveryChoice, TakeOver, Wanted } from './ports';

/** What is done in one client's file. */
export interface ClientPart {
  readonly client: ClientId;
  readonly wanted: readonly Wanted[];
  readonly take: TakeOver;
  /** Absent where the file cannot be used. */
  readonly plan?: Plan;
  readonly problem?: AppError;
  /** Ways to the imported servers. */
  readonly ways: readonly Delivery[];
}
export interface Prepared {
  readonly id: string;
  readonly change: ConfigImport;
  readonly preview: ConfigPreview;
  readonly secrets: readonly { readonly name: string; readonly value: string }[];
  /** Choices as they were, of servers that are there already. */
  readonly before: readonly DeliveryChoice[];
  readonly parts: readonly ClientPart[];
}

/** One choice of the person's, its secrets back in place. */
interface Choice extends ImportedServer {
  readonly existing: boolean;
}

/**
 * Writes nothing; a local key is made where the first brokered entry of a client needs one.
 * @throws AppError import-expired, import-gone, import-twice, server-name-*, config-*, keychain-*
 */
export async function prepareImport(
  rooms: Rooms,
  brokering: Brokering,
  installed: readonly ClientId[],
  servers: readonly ImportedServer[],
  tag: string,
): Promise<Prepared> {
  const choices = await choicesOf(rooms, servers);
  await requirePlaces(rooms, choices);
  const { drafts, secrets } = cleaned(rooms, choices);
  const { config } = rooms;
  const deliveries = choices.flatMap((choice) => deliveriesOf(rooms, choice, installed));
  const change = { add: drafts, deliveries };
  const preview = await config.previewImport(change);
  const known = new Set(choices.filter((c) => c.existing).map((c) => c.draft.name));
  const before = deliveries
    .filter((one) => known.has(one.server))
    .map(({ client, server }) => ({ client, server, delivery: choiceOf(config.list(), client, server) }));
  const parts: ClientPart[] = [];
  for (const client of rooms.clients.ids) {
    if (choices.some((c) => concerns(c, client))) {
      parts.push(await partOf(rooms, brokering, client, choices, preview, tag));
    }
  }
  const plans = parts.map(({ client, plan, problem }) => [client, plan?.id ?? problem?.code]);
  const id = hashText(JSON.stringify([preview.before, preview.after, plans]));
  return { id, change, preview, secrets, before, parts };
}

const concerns = ({ clients, places }: Choice, client: ClientId): boolean =>
  clients.includes(client) || places.some((place) => place.client === client);

async function choicesOf(rooms: Rooms, servers: readonly ImportedServer[]): Promise<Choice[]> {
  const { config, foundSecrets, secrets, sameServer } = rooms;
  const choices: Choice[] = [];
  for (const { draft: hidden, places, clients } of servers) {
    const [draft = hidden] = foundSecrets.restore([hidden]);
    const known = config.list().servers.find((server) => server.name === draft.name);
    const existing = known !== undefined;
    if (known) {
      const full = await sameServer.withKeychain(known, (name) => secrets.get(name));
      const same = sameServer.meaningOf(full) === sameServer.meaningOf(draft);
      if (!same) throw new AppError('server-name-taken', { name: draft.name });
    }
    choices.push({ draft, places, clients, existing });
  }
  return choices;
}

async function requirePlaces({ clients }: Rooms, choices: readonly Choice[]): Promise<void> {
  const places = choices.flatMap((choice) => choice.places);
  const seen = new Set<string>();
  const standing = new Map<ClientId, ReadonlySet<string>>();
  for (const { client, name } of places) {
    if (seen.has(placeKey(client, name))) throw new AppError('import-twice', { client: clients.nameOf(client), name });
    seen.add(placeKey(client, name));
    const names = standing.get(client) ?? new Set((await clients.ownEntries(client)).map((entry) => entry.name));
    standing.set(client, names);
    if (!names.has(name)) throw new AppError('import-gone', { client: clients.nameOf(client), name });
  }
}

/** New servers with references in the place of their secrets. */
function cleaned({ config, keychainNames, takeSecrets }: Rooms, choices: readonly Choice[]) {
  const named = config.list().servers.flatMap(keychainNames);
  const secrets: { readonly name: string; readonly value: string }[] = [];
  const drafts: ServerDraft[] = [];
  for (const { draft, existing } of choices) {
    if (existing) continue;
    const split = takeSecrets(draft, [...named, ...secrets.map((one) => one.name)]);
    drafts.push(split.draft);
    secrets.push(...split.secrets);
  }
  return { drafts, secrets };
}

/** Of a server that is there already only what the choice changes. */
function deliveriesOf(
  { config }: Rooms,
  { draft: { name: server }, places, clients, existing }: Choice,
  installed: readonly ClientId[],
): DeliveryChoice[] {
  const off = (client: ClientId): DeliveryChoice => ({ client, server, delivery: 'off' });
  if (!existing) return installed.filter((client) => !clients.includes(client)).map(off);
  const isOff = (client: ClientId) => choiceOf(config.list(), client, server) === 'off';
  const gone = new Set(places.map((place) => place.client).filter((client) => !clients.includes(client)));
  return [
    ...[...gone].filter((client) => !isOff(client)).map(off),
    ...clients.filter(isOff).map((client): DeliveryChoice => ({ client, server })),
  ];
}

async function partOf(
  rooms: Rooms,
  brokering: Brokering,
  client: ClientId,
  choices: readonly Choice[],
  { list }: ConfigPreview,
  tag: string,
): Promise<ClientPart> {
  const { clients } = rooms;
  const mine = choices.filter((choice) => concerns(choice, client));
  const take: TakeOver = {
    tag,
    servers: mine.map((choice) => choice.draft.name),
    entries: mine.map(({ draft, places }) => ({
      server: draft.name,
      names: places.filter((place) => place.client === client).map((place) => place.name),
    })),
  };
  const wantedNow = () => wantedFor(client, list, secretFacts(rooms), brokering.doorsOf(client));
  const isMine = ({ server }: Wanted) => take.servers.includes(server.name);
  if (clients.usesBroker(client, wantedNow().filter(isMine))) await brokering.prepare(client);
  const wanted = wantedNow();
  const ways = wanted.filter(isMine).flatMap((one) => clients.wayTo(client, one) ?? []);
  try {
    return { client, wanted, take, ways, plan: await clients.plan(client, wanted, take) };
  } catch (error) {
    // The client's alone: it is told in the result, and the others go on.
    if (!(error instanceof AppError)) throw error;
    return { client, wanted, take, ways: [], problem: error };
  }
}
