// The broker's way to a server, as it spans rooms: the transport the connection found, and a sign-in that is under way.
import type { Server, Transport } from '../shared/model';
import { isSigningIn } from '../shared/say';
import type { Clock, Connections, SignIns, Stop } from './ports';
import type { UpstreamAccess } from './ports-relay';

interface Parts {
  readonly clock: Clock;
  readonly connections: Pick<Connections, 'views' | 'onChange'>;
  readonly signIns: Pick<SignIns, 'status' | 'onChange'>;
  /** @throws AppError where the entry cannot be made ready */
  readonly reach: (server: Server, transport: Transport | undefined) => Promise<UpstreamAccess>;
}

/** A call that comes while the connection is still finding out how the server speaks waits this long for it. */
const FIND_OUT_MS = 5_000;

export interface Upstream {
  /** @throws AppError where the entry cannot be made ready */
  open(server: Server): Promise<UpstreamAccess>;
  /** The transport by which a server was last reached; undefined before it was. */
  reachedBy(server: string): Transport | undefined;
}

export function createUpstream(parts: Parts): Upstream {
  const reached = new Map<string, Transport>();
  return {
    open: async (server) => {
      if (server.type === 'stdio') return parts.reach(server, undefined);
      const transport = await transportOf(parts, server.name);
      reached.set(server.name, transport ?? server.type);
      const access = await parts.reach(server, transport);
      return { ...access, signedIn: (signal) => signedIn(parts.signIns, server.name, signal) };
    },
    reachedBy: (server) => reached.get(server),
  };
}

async function transportOf({ clock, connections }: Parts, name: string): Promise<Transport | undefined> {
  const state = () => connections.views().find((view) => view.server.name === name)?.state;
  const late = new AbortController();
  const stopClock = clock.after(FIND_OUT_MS, () => late.abort());
  await until(
    (listener) => connections.onChange(listener),
    () => state()?.kind !== 'connecting',
    late.signal,
  );
  stopClock();
  const found = state();
  return found?.kind === 'ready' ? found.transport : undefined;
}

/** True once the sign-in under way has ended well; false at once where none is, and when the signal ends it. */
async function signedIn(signIns: Parts['signIns'], name: string, signal: AbortSignal): Promise<boolean> {
  await until(
    (listener) => signIns.onChange(listener),
    () => !isSigningIn({ signIn: signIns.status(name) }),
    signal,
  );
  return signIns.status(name).kind === 'signed-in' && !signal.aborted;
}

/** Resolves when the condition holds, which is looked at after every change, or when the signal ends it. */
async function until(
  onChange: (listener: () => void) => Stop,
  condition: () => boolean,
  signal: AbortSignal,
): Promise<void> {
  if (condition() || signal.aborted) return;
  const over = Promise.withResolvers<void>();
  const look = () => {
    if (condition()) over.resolve();
  };
  const stop = onChange(look);
  signal.addEventListener('abort', () => over.resolve(), { once: true });
  look();
  await over.promise;
  stop();
}
