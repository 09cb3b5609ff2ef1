// Who may come in: pure checks of Host, Origin, path and key, before a byte of a body is read.
import type { IncomingMessage } from 'node:http';
import { serverNameFrom } from './address';

export type Entrance =
  | { readonly kind: 'open'; readonly server: string; readonly key: string }
  /** Another host name in the request: a name that was rebound to this machine. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'nowhere' }
  | { readonly kind: 'no-key' };

/** @param port the one we listen on */
export function entranceOf(request: IncomingMessage, port: number): Entrance {
  if (!isOurHost(request, port) || !isOurOrigin(request, port)) return { kind: 'foreign' };
  const server = serverNameFrom(request.url ?? '');
  if (server === undefined) return { kind: 'nowhere' };
  const key = /^Bearer ([\w-]{16,128})$/iu.exec(request.headers.authorization ?? '')?.[1];
  return key === undefined ? { kind: 'no-key' } : { kind: 'open', server, key };
}

function isOurHost(request: IncomingMessage, port: number): boolean {
  // Node keeps the first of two; another reader might take the last, so only one will do.
  const hosts = valuesOf(request, 'host');
  return hosts.length === 1 && isOurName(hosts[0], port);
}

/** Command-line clients send no Origin; a browser names the page that asks, and no page has business here. */
function isOurOrigin(request: IncomingMessage, port: number): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const origins = valuesOf(request, 'origin');
  return origins.every((o) => o.startsWith('http://') && isOurName(o.slice('http://'.length), port));
}

/** Every value of a header, however often it came. */
function valuesOf({ rawHeaders }: IncomingMessage, name: string): readonly string[] {
  return rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === name);
}

function isOurName(name: string | undefined, port: number): boolean {
  return name === `127.0.0.1:${port}` || name === `localhost:${port}`;
}
