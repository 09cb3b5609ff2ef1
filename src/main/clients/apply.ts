// Makes plans, and writes the one a person has seen.

import { AppError } from '../../shared/errors';
import type { ApplyResult, Plan, PlanChange } from '../../shared/model';
import { own } from '../../shared/own';
import type { Wanted } from '../ports';
import type { ClientAdapter } from './adapter';
import { besidesOf, brokeredWrites, forgetTrouble } from './besides';
import { type Change, writeUnderLock } from './commit';
import { reviewLines } from './diff';
import { type Look, look, type Room } from './look';
import { type Decision, decide, edit, isWrite, planId, remember, touchedBy } from './plan';
import { HISTORY_LIMIT } from './records';

/** @throws AppError file-*, records-invalid */
export async function makePlan(room: Room, adapter: ClientAdapter, wanted: readonly Wanted[]): Promise<Plan> {
  const seen = await look(room, adapter);
  const decisions = decisionsOf(seen, wanted);
  const listed = decisions.filter((d) => d.status !== 'in-sync' && d.status !== 'absent');
  const lines = linesOf(seen, listed);
  const changes = listed.map(({ server, status }): PlanChange => ({ server, status, lines: lines.get(server) ?? [] }));
  return {
    client: adapter.id,
    file: seen.place.file,
    id: planId(seen.place.file, decisions),
    changes,
    writes: decisions.filter(isWrite).length,
    besides: await besidesOf(seen, decisions),
  };
}

export const decisionsOf = (seen: Look, wanted: readonly Wanted[]): readonly Decision[] =>
  decide(wanted, seen.standing, seen.records, seen.adapter);

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
 * Writes the plan if it still is what `id` says; an empty one writes nothing.
 * @throws AppError plan-stale, file-*, disk-full, verify-failed, records-invalid
 */
export async function applyPlan(
  room: Room,
  adapter: ClientAdapter,
  wanted: readonly Wanted[],
  id: string,
): Promise<ApplyResult> {
  const seen = await look(room, adapter);
  const change = await writeUnderLock(room, seen, async (now) => changeOf(now, wanted, id));
  if (change?.brokered.length) await forgetTrouble(seen.place, change.brokered, room.log);
  const written = change ? Object.keys(change.touched).length : 0;
  return { client: adapter.id, written, file: seen.place.file };
}

interface PlannedChange extends Change {
  /** Names of the brokered entries among what is written. */
  readonly brokered: readonly string[];
}

function changeOf(seen: Look, wanted: readonly Wanted[], id: string): PlannedChange | undefined {
  const { adapter, file, records, place } = seen;
  const decisions = decisionsOf(seen, wanted);
  if (planId(place.file, decisions) !== id) throw new AppError('plan-stale', { file: place.file });
  if (!decisions.some(isWrite)) return undefined;
  const after = edit(file, decisions, records);
  const touched = touchedBy(decisions, adapter);
  const { entries, made, history } = records;
  const brokered = brokeredWrites(decisions);
  return {
    text: after.text,
    ownerOnly: brokered.length > 0 && !place.shared,
    brokered,
    touched,
    memory: remember(records, decisions, adapter, { before: file, after, fileIsNew: seen.text === undefined }),
    history: (write) => [...history, { ...write, touched, memory: { entries, made } }].slice(-HISTORY_LIMIT),
  };
}
