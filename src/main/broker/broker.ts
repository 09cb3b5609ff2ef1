// The broker: a loopback endpoint per server, behind which the running app adds what clients must not hold.
import { AppError, assertNever, toAppError } from '../../shared/errors';
import type { Broker, BrokeredServer } from '../ports-relay';
import { endpointPath } from './address';
import { refuse, wordsFor } from './answers';
import type { Call, Endpoint } from './call';
import { openFront } from './front';
import { HttpEndpoint } from './http-relay';
import { MessageEndpoint } from './message-relay';
import { type BrokerEnv, type BrokerOptions, defaultBrokerLimits, defaultBrokerTimings } from './options';
import { type Open, Place } from './place';

/**
 * Starts listening on 127.0.0.1; without servers every endpoint is 404.
 * @throws AppError port-taken
 */
export async function createBroker(options: BrokerOptions): Promise<Broker> {
  const stopping = new AbortController();
  const env: BrokerEnv = {
    ...options,
    timings: { ...defaultBrokerTimings, ...options.timings },
    limits: { ...defaultBrokerLimits, ...options.limits },
    stopping: stopping.signal,
  };
  const places = new Map<string, Place>();
  const leaving = new Set<Promise<void>>();
  const dismiss = (place: Place) => {
    const left = place.stop().finally(() => leaving.delete(left));
    leaving.add(left);
  };
  const make = (entry: BrokeredServer, before?: Place) => new Place(env, entry, openEndpoint(env), before?.sessions);
  const front = await openFront(env, (server, call) => serve(env, places.get(server), server, call));
  const address = `http://127.0.0.1:${front.port}`;
  return {
    address,
    urlFor: (server) => address + endpointPath(server),
    use: (servers) => replace(places, servers, make, dismiss),
    renew: (server) => {
      const place = places.get(server);
      if (!place) return;
      places.set(server, make(place.entry, place));
      dismiss(place);
    },
    toolsChanged: (server) => places.get(server)?.toolsChanged(),
    calls: front.calls,
    nudge: () => {
      for (const place of places.values()) place.nudge();
    },
    stop: async () => {
      stopping.abort(new AppError('broker-stopping'));
      await front.stop();
      for (const place of places.values()) dismiss(place);
      await Promise.all(leaving);
      places.clear();
    },
  };
}

async function serve(env: BrokerEnv, place: Place | undefined, name: string, call: Call): Promise<void> {
  const { response } = call;
  const t = env.texts();
  if (!place?.admits(call.client)) {
    const isOff = place?.entry.server.disabled === true;
    refuse(response, 404, wordsFor(new AppError(isOff ? 'server-off' : 'server-unknown', { name }), t));
    return;
  }
  try {
    await place.handle(call);
  } catch (error) {
    if (call.signal.aborted || response.destroyed) return;
    const problem = toAppError(error);
    if (problem.code === 'internal') env.log.error('call failed', { server: name, error: String(error) });
    refuse(response, problem.code === 'request-too-large' ? 413 : 400, wordsFor(problem, t));
  }
}

/** Places that stay the same are kept, with all that is under way in them. */
function replace(
  places: Map<string, Place>,
  servers: readonly BrokeredServer[],
  make: (entry: BrokeredServer) => Place,
  dismiss: (place: Place) => void,
): void {
  const wanted = new Map(servers.map((entry) => [entry.server.name, entry]));
  for (const [name, place] of places) {
    const entry = wanted.get(name);
    if (entry && place.takes(entry)) continue;
    places.delete(name);
    dismiss(place);
  }
  for (const [name, entry] of wanted) if (!places.has(name)) places.set(name, make(entry));
}

function openEndpoint(env: BrokerEnv): Open {
  return (name, access, hidden, sessions): Endpoint => {
    switch (access.kind) {
      case 'http':
        return new HttpEndpoint(env, name, access, hidden, sessions);
      case 'sse':
      case 'stdio':
        return new MessageEndpoint(env, name, access, hidden);
      default:
        return assertNever(access);
    }
  };
}
