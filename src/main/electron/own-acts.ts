// What the person is doing about servers right now, in the window, the tray or the command line: what follows from it
// is no news to them.
import type { Handlers, RequestName } from '../../shared/contract';
import type { Clock } from '../ports';

export interface OwnActs {
  /** The same handlers, watched. */
  readonly handlers: Handlers;
  /** True from a request about this server until a while after it was answered. */
  isOwn(server: string): boolean;
}

/** These only look. */
const READS: ReadonlySet<string> = new Set<RequestName>([
  'servers:parse',
  'server:catalog',
  'server:log',
  'server:trust',
  'server:diagnose',
  'server:diagnosis',
]);

/** `lingerMs`: how long after its answer an act may still show its effects, such as a connection that settles. */
export function watchActs(handlers: Handlers, clock: Clock, lingerMs: number): OwnActs {
  const running = new Map<string, number>();
  const endedAt = new Map<string, number>();
  const count = (server: string, by: number) => {
    const left = (running.get(server) ?? 0) + by;
    if (left > 0) running.set(server, left);
    else running.delete(server);
  };
  const watched = Object.entries(handlers).map(([name, handler]) => {
    const answer = handler as (args: unknown) => Promise<unknown>;
    const acts = /^servers?:/u.test(name) && !READS.has(name);
    return [name, acts ? (args: unknown) => during(answer, args) : answer];
  });
  async function during(answer: (args: unknown) => Promise<unknown>, args: unknown): Promise<unknown> {
    const servers = serversIn(args);
    forgetOld();
    for (const server of servers) count(server, 1);
    try {
      return await answer(args);
    } finally {
      for (const server of servers) {
        count(server, -1);
        endedAt.set(server, clock.now());
      }
    }
  }
  function forgetOld(): void {
    for (const [server, at] of endedAt) if (clock.now() - at > lingerMs) endedAt.delete(server);
  }
  return {
    // Every name of the contract is there, each with a handler of its own arguments: only the type is lost on the way.
    handlers: Object.fromEntries(watched) as Handlers,
    isOwn: (server) => {
      forgetOld();
      return running.has(server) || endedAt.has(server);
    },
  };
}

/** The servers a request is about. Its arguments are not parsed yet. */
function serversIn(args: unknown): string[] {
  if (typeof args !== 'object' || args === null) return [];
  const drafts: unknown[] = 'drafts' in args && Array.isArray(args.drafts) ? args.drafts : [args];
  return drafts.flatMap((d) =>
    typeof d === 'object' && d !== null && 'name' in d && typeof d.name === 'string' ? [d.name] : [],
  );
}
