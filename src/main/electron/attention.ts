// When a server that starts to need a sign-in is worth a notification: pure, from one snapshot to the next.
import { assertNever, type WireError } from '../../shared/errors';
import type { CellStatus, ServerSummary, Snapshot } from '../../shared/model';
import { isSigningIn } from '../../shared/say';

/** What is remembered of one server. */
interface Seen {
  /** It has been ready since it last needed a sign-in, or was off. */
  readonly wasReady: boolean;
  /** The person is at it: from the click until the connection has settled with what came of it. */
  readonly isPersons: boolean;
  /** Code of the problem that was told, or that needed no telling; one cause is told once. */
  readonly cause?: string;
}
export type Memory = ReadonlyMap<string, Seen>;

export interface Notice {
  readonly server: string;
  readonly problem: WireError;
}
export interface Attention {
  readonly memory: Memory;
  readonly notices: readonly Notice[];
  /** Servers of which an earlier notice no longer holds. */
  readonly over: readonly string[];
}

const NOTHING: Seen = { wasReady: false, isPersons: false };

/** `isOwn`: whether the person has just done something about a server of this name, and so knows. */
export function attend(
  memory: Memory,
  snapshot: Pick<Snapshot, 'servers' | 'clients'>,
  isOwn: (server: string) => boolean,
): Attention {
  const next = new Map<string, Seen>();
  const notices: Notice[] = [];
  for (const server of snapshot.servers) {
    const before = memory.get(server.name) ?? NOTHING;
    const now = seenNow(before, server);
    next.set(server.name, now);
    const { state } = server;
    if (state.kind !== 'sign-in-needed' || now.cause === undefined || now.cause === before.cause) continue;
    const isKnown = before.isPersons || isOwn(server.name);
    const matters = before.wasReady || isUsed(server, snapshot);
    if (matters && !isKnown) notices.push({ server: server.name, problem: state.problem });
  }
  const told = [...memory].filter(([, seen]) => seen.cause !== undefined).map(([name]) => name);
  const needs = (name: string) => snapshot.servers.some((s) => s.name === name && needsSignIn(s));
  return { memory: next, notices, over: told.filter((name) => !needs(name)) };
}

const needsSignIn = (server: ServerSummary) => server.state.kind === 'sign-in-needed' && !isSigningIn(server);

function seenNow(before: Seen, server: ServerSummary): Seen {
  const { state } = server;
  if (isSigningIn(server)) return { ...before, isPersons: true };
  switch (state.kind) {
    case 'ready':
      return { wasReady: true, isPersons: false };
    case 'off':
      return NOTHING;
    case 'connecting':
      return before;
    case 'sign-in-needed':
      return { ...before, isPersons: false, cause: state.problem.code };
    case 'needs-input':
    case 'failed':
      return { ...before, isPersons: false };
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
  return cells.some(({ status }) => WRITTEN.has(status) || (status === 'waiting' && catalogSource !== 'none'));
}
