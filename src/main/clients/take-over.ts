// Entries of a client's own that an import makes ours: they count as ours as they stand, so that the plan replaces or
// removes them. Where the client cannot get the server that is to stand for them, they stay.
import type { JsonObject } from '../../shared/model';
import { own } from '../../shared/own';
import type { TakeOver, Wanted } from '../ports';
import type { Look } from './look';
import { partOwn } from './own-entries';
import { type Decision, decide, deliveryOf, isWrite } from './plan';
import { ABSENT, type Records, type Touched } from './records';

/** What one client's file comes to, and from which records. */
export interface Outlook {
  readonly decisions: readonly Decision[];
  /** Our records, with what is taken over. */
  readonly records: Records;
  /** Entries taken over that say already what ours would: only our records change. */
  readonly adopted: Touched;
  /** False for a decision that this plan is not about. */
  readonly concerns: (decision: Decision) => boolean;
}

export function outlook(seen: Look, wanted: readonly Wanted[], take?: TakeOver): Outlook {
  const { standing, records, adapter } = seen;
  if (!take) {
    return { decisions: decide(wanted, standing, records, adapter), records, adopted: {}, concerns: () => true };
  }
  let { entries } = take;
  for (;;) {
    const names = entries.flatMap((one) => one.names);
    const taken = withTaken(seen, names, entries);
    const decisions = decide(wanted, standing, taken, adapter);
    const left = entries.filter((one) => !isStuck(one, decisions, wanted, seen));
    if (left.length < entries.length) {
      entries = left;
      continue;
    }
    const about = new Set([...take.servers, ...names]);
    const concerns = ({ server }: Decision) => about.has(server);
    return {
      decisions: decisions.map((d): Decision => (isWrite(d) && !concerns(d) ? { ...d, status: 'waiting' } : d)),
      records: taken,
      adopted: adoptedBy(names, decisions),
      concerns,
    };
  }
}

function withTaken(seen: Look, names: readonly string[], taken: TakeOver['entries']): Records {
  const { records, standing } = seen;
  const standingNow = names.map((name) => [name, standing.entryHash(name)] as const);
  const there = standingNow.filter(([, hash]) => hash !== ABSENT);
  const kept = { ...Object.fromEntries(taken.flatMap((one) => keptFor(one, seen))), ...records.kept };
  return {
    ...records,
    entries: { ...records.entries, ...Object.fromEntries(there) },
    ...(Object.keys(kept).length > 0 && { kept }),
  };
}

/** Of several entries the one that has the server's name, else the first. */
function keptFor({ server, names }: TakeOver['entries'][number], { file, adapter }: Look): [string, JsonObject][] {
  const name = names.includes(server) ? server : names[0];
  const { kept } = partOwn(name === undefined ? undefined : file.entry(name), adapter);
  return Object.keys(kept).length > 0 ? [[server, kept]] : [];
}

const GIVEN = new Set<Decision['status']>(['add', 'update', 'in-sync']);
const SETTLED = new Set<Decision['status']>([...GIVEN, 'remove', 'absent']);

/** True if taking these over would leave the client without the server, or with an entry that is nobody's. */
function isStuck(
  { server, names }: TakeOver['entries'][number],
  decisions: readonly Decision[],
  wanted: readonly Wanted[],
  { adapter }: Look,
): boolean {
  const statusOf = (name: string) => decisions.find((d) => d.server === name)?.status ?? 'absent';
  const one = wanted.find((w) => w.server.name === server);
  const isMeant = one !== undefined && deliveryOf(one, adapter) !== 'off';
  if (isMeant && !GIVEN.has(statusOf(server))) return true;
  return names.some((name) => !SETTLED.has(statusOf(name)));
}

function adoptedBy(names: readonly string[], decisions: readonly Decision[]): Touched {
  const same = decisions.filter((d) => d.status === 'in-sync' && names.includes(d.server));
  const touched = same.map((d) => [d.server, { before: d.theirs, after: d.theirs }] as const);
  return Object.fromEntries(touched);
}

/** Entries that were written, not only taken into our records. */
export function writtenIn(touched: Touched): number {
  return Object.keys(touched).filter((name) => own(touched, name)?.before !== own(touched, name)?.after).length;
}
