// A server that is down: an address where nobody listens.
import { listen, type Peer } from './listen';

/** The port was free a moment ago and is not held: holding it would answer. */
export async function startDown(): Promise<Peer> {
  const server = await listen(() => undefined);
  await server.stop();
  return { url: `${server.origin}/mcp`, stop: () => Promise.resolve() };
}
