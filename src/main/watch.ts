// Watches the rooms, looks at clients' files again when that may matter, and tells listeners of both.
import type { AppError } from '../shared/errors';
import type { Brokering } from './brokering';
import { wanted } from './client-acts';
import { coalesce, oneAtATime } from './coalesce';
import type { Rooms } from './core';
import type { AsyncStop, ClientState, Stop } from './ports';

const SNAPSHOT_MS = 40;

export interface Watch {
  /** The last look at the clients' files. */
  clientStates(): readonly ClientState[];
  lookAtClients(): Promise<void>;
  /** The same where nobody waits for it. */
  look(): void;
  /** Something that is shown has changed. */
  poke(): void;
  /** Calls back, coalesced. */
  onChange(listener: () => void): Stop;
  stop: AsyncStop;
}

/** @param onConfig called first whenever the shared config has changed */
export function createWatch(rooms: Rooms, brokering: Brokering, onConfig: () => void): Watch {
  const listeners = new Set<() => void>();
  let states: readonly ClientState[] = [];
  let seen = '';
  const tell = coalesce(rooms.clock, SNAPSHOT_MS, () => {
    for (const listener of listeners) listener();
  });
  const looking = oneAtATime(async () => {
    const { clients } = rooms;
    if (clients.ids.some((id) => clients.usesBroker(id, wanted(rooms, brokering, id)))) await brokering.keysRead();
    const found = await clients.summaries((client) => wanted(rooms, brokering, client));
    const unknown = unknownList(rooms);
    states = unknown ? found.map((c) => (c.installed ? unknownSync(c, unknown) : c)) : found;
    tell.poke();
  });
  const look = () => {
    looking
      .run()
      .catch((error: unknown) => rooms.log.error('clients could not be looked at', { error: String(error) }));
  };
  const stops: Stop[] = [
    rooms.config.onChange(() => {
      onConfig();
      look();
    }),
    rooms.connections.onChange(() => {
      tell.poke();
      // Only a server that starts or stops asking for a sign-in changes what clients should get.
      const asked = rooms.connections.views().map((v) => `${v.server.name}:${v.askedForSignIn}`);
      if (seen === asked.join()) return;
      seen = asked.join();
      look();
    }),
    rooms.clients.onChange(look),
    rooms.settings.onChange(tell.poke),
    rooms.signIns.onChange(tell.poke),
    rooms.trust.onChange(tell.poke),
    ...(rooms.updates ? [rooms.updates.onChange(tell.poke)] : []),
  ];
  return {
    clientStates: () => states,
    lookAtClients: looking.run,
    look,
    poke: tell.poke,
    onChange: (listener: () => void): Stop => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: async () => {
      for (const stop of stops) stop();
      await looking.stop();
      tell.stop();
      listeners.clear();
    },
  };
}

/** Why nobody can say what clients should get: the shared config is broken and there is no good list yet. */
function unknownList({ config }: Rooms): AppError | undefined {
  return config.list().servers.length === 0 ? config.problem()?.error : undefined;
}

function unknownSync(client: ClientState, problem: AppError): ClientState {
  return { ...client, sync: { kind: 'problem', problem }, cells: [] };
}
