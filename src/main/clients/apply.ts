// Makes plans, and writes the one a person has seen.

import { AppError } from '../../shared/errors';
import type { ApplyResult, Plan, PlanChange } from '../../shared/model';
import { own } from '../../shared/own';
import { makeOwnerOnly } from '../files/mode';
import type { TakeOver, Wanted } from '../ports';
import type { ClientAdapter } from './adapter';
import { besidesOf, brokeredWrites, forgetTrouble, isOpen, willHoldKey, writesIn } from './besides';
import { type Change, writeUnderLock } from './commit';
import { reviewLines } from './diff';
import { type Look, look, type Room } from './look';
import { type Decision, edit, isWrite, planId, remember, touchedBy } from './plan';
import { bounded, memoryOf } from './records';
import { outlook, writtenIn } from './take-over';

/** `take`: entries of the client's own that become ours. @throws AppError file-*, records-invalid */
export async function makePlan(
  room: Room,
  adapter: ClientAdapter,
  wanted: readonly Wanted[],
  take?: TakeOver,
): Promise<Plan> {
  const seen = await look(room, adapter);
  const { decisions, concerns } = outlook(seen, wanted, take);
  const listed = decisions.filter((d) => d.status !== 'in-sync' && d.status !== 'absent' && concerns(d));
  const lines = linesOf(seen, listed);
  const changes = listed.map(({ server, status }): PlanChange => ({ server, status, lines: lines.get(server) ?? [] }));
  return {
    client: adapter.id,
    file: seen.place.file,
    id: planId(seen.place.file, decisions),
    changes,
    writes: writesIn(seen, decisions),
    besides: await besidesOf(seen, decisions),
  };
}

export const decisionsOf = (seen: Look, wanted: readonly Wanted[]): readonly Decision[] =>
  outlook(seen, wanted).decisions;

/** What apply would write, and beside it what "write ours" would do to entries that are someone else's now. */
function linesOf(seen: Look, decisions: readonly Decision[]): PlanLines {
  const writes = decisions.filter(isWrite);
  const theirs = decisions.filter(({ status, ours }) => status === 'drift' || (status === 'foreign' && ours));
  const supposed = theirs.map((d): Decision => ({ ...d, status: d.ours ? 'update' : 'remove' }));
  return new Map([...review(seen, writes), ...review(seen, supposed)]);
}
type PlanLines = ReturnType<typeof reviewLines>;

function review(seen: Look, writes: readonly Decision[]): PlanLines {
  const { file, records, standing } = seen;
  const before = new Set(Object.keys(records.entries).filter((n) => own(records.entries, n) === standing.entryHash(n)));
  const after = new Set([...before, ...writes.map((d) => d.server)]);
  const servers = writes.map((d) => d.server);
  return reviewLines(file, edit(file, writes, records), servers, { before, after });
}

/**
 * Writes the plan if it still is what `id` says; an empty one writes nothing. Where no entry changes, who may read the
 * file may still have to: no byte of it is written then, and there is nothing to undo.
 * @throws AppError plan-stale, file-*, disk-full, verify-failed, records-invalid
 */
export async function applyPlan(
  room: Room,
  adapter: ClientAdapter,
  wanted: readonly Wanted[],
  id: string,
  take?: TakeOver,
): Promise<ApplyResult> {
  const seen = await look(room, adapter);
  const change = await writeUnderLock(room, seen, async (now) => changeOf(now, wanted, id, take));
  if (change?.brokered.length) await forgetTrouble(seen.place, change.brokered, room.log);
  const isTightened = !change && isOpen(seen, outlook(seen, wanted, take).decisions);
  if (isTightened) await makeOwnerOnly(seen.place.file);
  const written = change ? writtenIn(change.touched) : Number(isTightened);
  return { client: adapter.id, written, file: seen.place.file };
}

interface PlannedChange extends Change {
  /** Names of the brokered entries among what is written. */
  readonly brokered: readonly string[];
}

function changeOf(seen: Look, wanted: readonly Wanted[], id: string, take?: TakeOver): PlannedChange | undefined {
  const { adapter, file, place } = seen;
  const { decisions, records, adopted } = outlook(seen, wanted, take);
  if (planId(place.file, decisions) !== id) throw new AppError('plan-stale', { file: place.file });
  if (!decisions.some(isWrite) && Object.keys(adopted).length === 0) return undefined;
  const after = edit(file, decisions, records);
  const touched = { ...touchedBy(decisions, adapter), ...adopted };
  const { history } = seen.records;
  const tag = take && { tag: take.tag };
  return {
    text: after.text,
    ownerOnly: !place.shared && willHoldKey(seen, decisions),
    brokered: brokeredWrites(decisions),
    touched,
    memory: remember(records, decisions, adapter, { before: file, after, fileIsNew: seen.text === undefined }),
    history: (write) => bounded([...history, { ...write, touched, memory: memoryOf(seen.records), ...tag }]),
  };
}
