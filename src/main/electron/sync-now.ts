// "Sync now": writes what is plain to do, and leaves to the person what is not.
import type { Handlers } from '../../shared/contract';
import { AppError, assertNever, toWire } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import type { CellStatus, Plan, Snapshot } from '../../shared/model';

export type SyncOutcome =
  | { readonly kind: 'done'; readonly written: number }
  /** An entry someone else changed, or one of the same name that was never ours: nothing was written for that client. */
  | { readonly kind: 'decide' }
  /** Clients whose file could not be read or written; all others were. */
  | { readonly kind: 'failed'; readonly clients: readonly string[]; readonly first: AppError };

type SyncHandlers = Pick<Handlers, 'client:plan' | 'client:apply'>;

/** Applies the plan of every installed client that holds nothing to decide; one that fails does not keep the others from it. */
export async function syncNow(handlers: SyncHandlers, snapshot: Pick<Snapshot, 'clients'>): Promise<SyncOutcome> {
  let written = 0;
  let undecided = false;
  const failed: { readonly name: string; readonly problem: AppError }[] = [];
  for (const { id, name } of snapshot.clients.filter((c) => c.installed)) {
    try {
      const plan = await handlers['client:plan']({ client: id });
      if (!isPlain(plan)) undecided = true;
      else if (plan.writes > 0) written += (await handlers['client:apply']({ client: id, planId: plan.id })).written;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      failed.push({ name, problem: error });
    }
  }
  const [first] = failed;
  if (first) return { kind: 'failed', clients: failed.map((one) => one.name), first: first.problem };
  return undecided ? { kind: 'decide' } : { kind: 'done', written };
}

/** The outcome in a sentence, for the head of the menu. */
export function saySync(outcome: SyncOutcome, t: Translate): string {
  switch (outcome.kind) {
    case 'decide':
      return t('tray.sync.decide');
    case 'failed':
      if (outcome.clients.length === 1) return toWire(outcome.first, t).message;
      return t('tray.sync.failed', { clients: outcome.clients.join(t('common.listSeparator')) });
    case 'done':
      return outcome.written === 0 ? t('tray.sync.none') : t('tray.sync.done', { count: outcome.written });
    default:
      return assertNever(outcome);
  }
}

const NEEDS_DECISION: readonly CellStatus[] = ['drift', 'foreign'];
const isPlain = (plan: Plan) => !plan.changes.some((c) => NEEDS_DECISION.includes(c.status));
