// The addresses of the broker: one endpoint per server, and nothing else.

/** Exactly this spelling: no query, no encoding, no dots, no other root. */
const ENDPOINT = /^\/s\/([A-Za-z0-9_-]{1,64})\/mcp$/u;

/** The server a request target names, or undefined for every other path. */
export function serverNameFrom(target: string): string | undefined {
  return ENDPOINT.exec(target)?.[1];
}

export function endpointPath(server: string): string {
  return `/s/${server}/mcp`;
}
