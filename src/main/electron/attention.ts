// When a server that starts to need the person is worth a notification: pure, from one snapshot to the next.
import { assertNever } from '../../shared/errors';
import type { Cell, CellStatus, ServerSummary, SettingsData, Snapshot } from '../../shared/model';
import { isSigningIn, wantsMoreAccess, wantsSignInSoon } from '../../shared/say';

/** `unlock`: the keychain, which is one thing however many servers wait for it. `problem`: broken, and not just for a moment. */
export type WantKind = 'sign-in' | 'more-access' | 'unlock' | 'problem' | 'changed';
interface Want {
  readonly kind: WantKind;
  /** One cause is told once. */
  readonly cause: string;
  readonly reason?: string;
}

/** What is remembered of one server. */
interface Seen {
  /** It has been ready since it last needed a sign-in, or was off. */
  readonly wasReady: boolean;
  /** The person is at it: from the click until the connection has settled with what came of it. */
  readonly isPersons: boolean;
  /** Code of the problem that was told, or that needed no telling; one cause is told once. */
  readonly cause?: string;
  /** Since when it has been failing, epoch ms; what fails for a moment is tried again and told to nobody. */
  readonly failingSince?: number;
}
export type Memory = ReadonlyMap<string, Seen>;

export interface Notice {
  readonly server: string;
  readonly kind: WantKind;
  /** Why, as the connection says it. */
  readonly reason?: string;
}
export interface Attention {
  readonly memory: Memory;
  readonly notices: readonly Notice[];
  /** Servers of which an earlier notice no longer holds. */
  readonly over: readonly string[];
}

const NOTHING: Seen = { wasReady: false, isPersons: false };

/** A server that restarts, a network that comes back and a laptop that wakes up are over by then. */
export const PATIENCE_MS = 120_000;

export interface Circumstances {
  /** Whether the person has just done something about a server of this name, and so knows. */
  readonly isOwn: (server: string) => boolean;
  /** Epoch ms. */
  readonly now: number;
  /** What the person wants to be told of. */
  readonly wants: Pick<SettingsData, 'notifyNeedsYou' | 'notifyProblems'>;
}

export function attend(
  memory: Memory,
  snapshot: Pick<Snapshot, 'servers' | 'clients'>,
  { isOwn, now: at, wants }: Circumstances,
): Attention {
  const next = new Map<string, Seen>();
  const notices: Notice[] = [];
  for (const server of snapshot.servers) {
    const before = memory.get(server.name) ?? NOTHING;
    const now = seenNow(before, server, at);
    next.set(server.name, now);
    const want = wantOf(server) ?? problemOf(server, now, at);
    if (!want || want.cause === before.cause) continue;
    if (want.kind === 'problem') next.set(server.name, { ...now, cause: want.cause });
    if (want.kind === 'problem' ? !wants.notifyProblems : !wants.notifyNeedsYou) continue;
    const isKnown = before.isPersons || isOwn(server.name) || isToldFor(want, memory, notices);
    const matters =
      before.wasReady || want.kind === 'more-access' || want.kind === 'changed' || isUsed(server, snapshot);
    const { kind, reason } = want;
    if (matters && !isKnown) notices.push({ server: server.name, kind, ...(reason !== undefined && { reason }) });
  }
  const told = [...memory].filter(([, seen]) => seen.cause !== undefined).map(([name]) => name);
  const needs = (name: string) =>
    snapshot.servers.some(
      (s) => s.name === name && (wantOf(s) !== undefined || next.get(name)?.failingSince !== undefined),
    );
  return { memory: next, notices, over: told.filter((name) => !needs(name)) };
}

const LOCKED = 'keychain-locked';

/** What the person is wanted for, with one action that a click can do. */
function wantOf(server: ServerSummary): Want | undefined {
  const { state } = server;
  if (isSigningIn(server)) return undefined;
  if (wantsMoreAccess(server)) return { kind: 'more-access', cause: 'more-access' };
  if (wantsSignInSoon(server)) return { kind: 'sign-in', cause: 'sign-in-needed' };
  if (state.kind === 'ready' && server.trust && server.trust.asks > 0)
    return { kind: 'changed', cause: `changed:${server.fingerprint}` };
  if (!('problem' in state)) return undefined;
  const { code, message } = state.problem;
  if (code === LOCKED) return { kind: 'unlock', cause: code, reason: message };
  return state.kind === 'sign-in-needed' ? { kind: 'sign-in', cause: code, reason: message } : undefined;
}

/** Broken for so long that it will not mend itself. */
function problemOf({ state }: ServerSummary, { failingSince }: Seen, at: number): Want | undefined {
  if (state.kind !== 'failed' || failingSince === undefined || at - failingSince < PATIENCE_MS) return undefined;
  return { kind: 'problem', cause: `failed:${state.problem.code}`, reason: state.problem.message };
}

/** The keychain is told of once, whichever server met it first. */
function isToldFor({ kind }: Want, memory: Memory, notices: readonly Notice[]): boolean {
  return (
    kind === 'unlock' &&
    (notices.some((n) => n.kind === 'unlock') || [...memory.values()].some((seen) => seen.cause === LOCKED))
  );
}

function seenNow(before: Seen, server: ServerSummary, at: number): Seen {
  const { state } = server;
  if (isSigningIn(server)) return { ...before, isPersons: true };
  switch (state.kind) {
    case 'ready': {
      const cause = wantOf(server)?.cause;
      return { wasReady: true, isPersons: false, ...(cause !== undefined && { cause }) };
    }
    case 'off':
      return NOTHING;
    case 'connecting':
      return before;
    case 'sign-in-needed':
      return { wasReady: before.wasReady, isPersons: false, cause: state.problem.code };
    case 'needs-input': {
      const cause = wantOf(server)?.cause ?? before.cause;
      return { wasReady: before.wasReady, isPersons: false, ...(cause !== undefined && { cause }) };
    }
    case 'failed':
      return { ...before, isPersons: false, failingSince: before.failingSince ?? at };
    default:
      return assertNever(state);
  }
}

const WRITTEN: ReadonlySet<CellStatus> = new Set(['in-sync', 'update', 'drift']);

/**
 * A client has it in its file, or is to get it by the broker; then it counts once it has worked, for a server that
 * nobody ever signed in to is not missed at each start.
 */
function isUsed({ name, catalogSource }: ServerSummary, { clients }: Pick<Snapshot, 'clients'>): boolean {
  const cells = clients.filter((c) => c.installed).flatMap((c) => c.cells.filter((cell) => cell.server === name));
  return cells.some((cell) => WRITTEN.has(cell.status) || (isToCome(cell) && catalogSource !== 'none'));
}

const isToCome = ({ status, delivery }: Cell) => status === 'waiting' || (status === 'add' && delivery === 'brokered');
