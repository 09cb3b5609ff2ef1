// The sessions of one HTTP upstream (2025 revisions), by the id the client knows: enough to initialize anew when the
// upstream has forgotten one, without the client noticing.
import { type HeaderPairs, without } from './headers';
import { discard } from './wire-fetch';

/** What a fresh session needs to be made again. */
export interface HttpSession {
  readonly client: string;
  /** The client's own `initialize`, byte for byte, with its headers. */
  readonly body: Buffer;
  readonly headers: HeaderPairs;
  /** What the upstream calls it now. */
  upstreamId: string;
  /** How often it was made again; what came before means nothing to the upstream any more. */
  renewals: number;
  renewing: Promise<boolean> | undefined;
}

/** Sends one request upstream, with token and retries. */
export type Exchange = (method: string, headers: HeaderPairs, body: Buffer | undefined) => Promise<Response>;

const LARGEST_BODY = 64 * 1024;

export class HttpSessions {
  readonly #limit: number;
  readonly #sessions = new Map<string, HttpSession>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(id: string): HttpSession | undefined {
    const session = this.#sessions.get(id);
    if (session) {
      // The map's order is the order of last use.
      this.#sessions.delete(id);
      this.#sessions.set(id, session);
    }
    return session;
  }

  /** A session that would cost too much to remember is relayed all the same; only its loss is the client's then. */
  remember(id: string, client: string, headers: HeaderPairs, body: Buffer): void {
    if (body.length > LARGEST_BODY) return;
    const kept = without(headers, 'mcp-session-id', 'last-event-id');
    // A slice would hold on to the pool it was cut from.
    const own = Buffer.from(body);
    this.#sessions.set(id, { client, headers: kept, body: own, upstreamId: id, renewals: 0, renewing: undefined });
    if (this.#sessions.size <= this.#limit) return;
    const [oldest] = this.#sessions.keys();
    if (oldest !== undefined) this.#sessions.delete(oldest);
  }

  forget(id: string): void {
    this.#sessions.delete(id);
  }

  get size(): number {
    return this.#sessions.size;
  }
}

/** Initializes anew, once for all who wait. False if the upstream does not give a session. */
export function renew(session: HttpSession, version: string | undefined, exchange: Exchange): Promise<boolean> {
  session.renewing ??= initialize(session, version, exchange).finally(() => {
    session.renewing = undefined;
  });
  return session.renewing;
}

async function initialize(session: HttpSession, version: string | undefined, exchange: Exchange): Promise<boolean> {
  const response = await exchange('POST', session.headers, session.body);
  const id = response.headers.get('mcp-session-id');
  // The answer itself is read to its end, because some servers make the session only then.
  await response.arrayBuffer();
  if (!response.ok || id === null) return false;
  const headers: HeaderPairs = [...session.headers, ['mcp-session-id', id]];
  if (version !== undefined) headers.push(['mcp-protocol-version', version]);
  const note = Buffer.from('{"jsonrpc":"2.0","method":"notifications/initialized"}');
  const noted = await exchange('POST', headers, note);
  discard(noted);
  if (!noted.ok) return false;
  session.upstreamId = id;
  session.renewals += 1;
  return true;
}
