// What clients have of their own, sorted out: which entries are the same server, which are versions of one, and what each
// would be called. Pure.
import { AppError } from '../shared/errors';
import type { ClientId, FoundPlace, Server, ServerDraft, Transport } from '../shared/model';
import type { ReadEntry } from './ports';

/** One entry of one client, with its secrets: stays in the main process. */
export interface Candidate extends FoundPlace, ReadEntry {
  /** Equal for entries that mean the same, whatever their transport. */
  readonly meaning: string;
}
/** A server the shared config has already. */
export interface Known {
  readonly server: Server;
  readonly meaning: string;
}
export interface Version {
  readonly draft: ServerDraft;
  readonly places: readonly FoundPlace[];
}
export interface Sorted {
  readonly servers: readonly {
    readonly name: string;
    readonly versions: readonly Version[];
    readonly existing?: true;
  }[];
  readonly left: readonly (FoundPlace & { readonly problem: AppError })[];
}

/** How names are made; a port of the config room. */
export interface Names {
  readonly toServerName: (text: string) => string;
  readonly nameProblem: (name: string) => unknown;
  /** What an address looks like, where no entry says the transport. */
  readonly transportOf: (url: string) => 'http' | 'sse';
}

interface Draft extends Version {
  /** What most of its entries are called, made valid. */
  readonly name: string;
  readonly existing?: Server;
}

/** Candidates come in the order of clients, then of their files; a tie goes to the first. */
export function sortOut(candidates: readonly Candidate[], known: readonly Known[], names: Names): Sorted {
  const left: Sorted['left'][number][] = [];
  const drafts = [...groupBy(candidates, (one) => one.meaning).values()]
    .flatMap((entries) => byTransport(entries, names))
    .flatMap((same) => {
      const existing = known.find((k) => k.meaning === same.meaning && speaks(k.server, same))?.server;
      const { kept, out } = partOff(same.entries, existing);
      left.push(...out);
      return kept.length === 0 ? [] : [versionOf(kept, same.type, existing, names)];
    });
  return { servers: named(drafts, known, names), left };
}

interface Same {
  readonly meaning: string;
  readonly type: Transport;
  /** No entry says the transport. */
  readonly guessed: boolean;
  readonly entries: readonly Candidate[];
}

/** Entries that say HTTP and entries that say SSE are two; what says neither goes with the one there is. */
function byTransport(entries: readonly Candidate[], { transportOf }: Names): Same[] {
  const meaning = entries[0]?.meaning ?? '';
  const said = groupBy(
    entries.filter((one) => !one.guessed),
    (one) => one.draft.type,
  );
  const types = said.size === 0 ? [transportOf(entries[0]?.draft.url ?? '')] : [...said.keys()];
  const home = types.find((type) => type !== 'sse') ?? types[0];
  return types.map((type) => ({
    meaning,
    type,
    guessed: said.size === 0,
    entries: entries.filter((one) => (one.guessed ? home : one.draft.type) === type),
  }));
}

const speaks = (server: Server, { type, guessed }: Same): boolean =>
  server.type === type || (guessed && server.type !== 'stdio');

/** An entry that is switched off where the server is on elsewhere stays: taking it over would lose that, or turn it on. */
function partOff(entries: readonly Candidate[], existing: Server | undefined) {
  const isOff = (one: Candidate) => one.draft.disabled === true;
  const stay = (one: Candidate, problem: AppError) => ({ client: one.client, name: one.name, problem });
  if (existing?.disabled) {
    const out = entries.filter((one) => !isOff(one));
    const problem = new AppError('import-existing-off', { name: existing.name });
    return { kept: entries.filter(isOff), out: out.map((one) => stay(one, problem)) };
  }
  const on = entries.filter((one) => !isOff(one));
  if (on.length === 0 && !existing) return { kept: entries, out: [] };
  return { kept: on, out: entries.filter(isOff).map((one) => stay(one, new AppError('import-off'))) };
}

function versionOf(
  entries: readonly Candidate[],
  type: Transport,
  existing: Server | undefined,
  { toServerName }: Names,
): Draft {
  const name = existing?.name ?? toServerName(mostCommon(entries.map((one) => one.name)));
  const limits = entries.flatMap((one) => one.draft.timeout ?? []);
  const { timeout: _timeout, ...first } = entries[0]?.draft ?? { type };
  return {
    name,
    // The longest: what worked under any of them still does.
    draft: { ...first, name, type, ...(limits.length > 0 && { timeout: Math.max(...limits) }) },
    places: entries.map(({ client, name: called }) => ({ client, name: called })),
    ...(existing && { existing }),
  };
}

function mostCommon(names: readonly string[]): string {
  const counts = [...groupBy(names, (name) => name).values()].sort((a, b) => b.length - a.length);
  return counts[0]?.[0] ?? '';
}

/** Versions under one name each, valid and free, the suggested one first. */
function named(drafts: readonly Draft[], known: readonly Known[], { nameProblem }: Names): Sorted['servers'] {
  const groups = [...groupBy(drafts, (one) => one.name)];
  const taken = new Set(known.map((k) => k.server.name));
  const used = new Set([...taken, ...groups.map(([name]) => name)]);
  const free = (name: string) => {
    const base = nameProblem(name) ? `${name.replace(/[^A-Za-z0-9_-]/gu, '').slice(0, 56)}-server` : name;
    let found = base;
    for (let n = 2; used.has(found); n++) found = `${base.slice(0, 58)}-${n}`;
    used.add(found);
    return found;
  };
  return groups.map(([name, versions]) => {
    const order = versions.toSorted((a, b) => rank(b) - rank(a) || b.places.length - a.places.length);
    const hasExisting = order[0]?.existing !== undefined;
    const isFree = !taken.has(name) && !nameProblem(name);
    const own = isFree ? name : order.some((one) => !one.existing) ? free(name) : name;
    return {
      name: hasExisting ? name : own,
      versions: order.map(({ draft, places, existing }) => ({
        draft: { ...draft, name: existing ? name : own },
        places,
      })),
      ...(hasExisting && { existing: true as const }),
    };
  });
}

const rank = ({ existing }: Draft): number => (existing ? 1 : 0);

/** In the order in which the keys come up. */
function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

/** Places as one word each. */
export const placeKey = (client: ClientId, name: string): string => `${client}\0${name}`;
