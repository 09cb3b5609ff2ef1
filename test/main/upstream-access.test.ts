// What the broker asks before it reaches a server: by which transport, and whether a sign-in is under way.
import { describe, expect, it } from 'vitest';
import type { ConnectionView, SignInStatus } from '../../src/main/ports';
import { createUpstream } from '../../src/main/upstream-access';
import type { ConnectionState, RemoteServer, Transport } from '../../src/shared/model';
import { realClock } from '../support/fakes';

const server: RemoteServer = { name: 'notes', type: 'http', url: 'http://127.0.0.1:1/', headers: {}, disabled: false };
const ready = (transport: Transport) =>
  ({ kind: 'ready', since: 0, protocol: '', transport, serverName: '', serverVersion: '' }) as const;

function setUp() {
  let state: ConnectionState<never> = { kind: 'connecting', attempt: 1 };
  let status: SignInStatus = { kind: 'none' };
  const listeners = new Set<(name: string) => void>();
  const onChange = (listener: (name: string) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const tell = () => {
    for (const listener of listeners) listener(server.name);
  };
  const asked: (Transport | undefined)[] = [];
  const upstream = createUpstream({
    clock: realClock,
    connections: { views: () => [{ server, state } as unknown as ConnectionView], onChange },
    signIns: { status: () => status, onChange },
    reach: async (_server, transport) => {
      asked.push(transport);
      return { kind: 'http', url: server.url, fetch: () => Promise.reject(new Error('not asked')) };
    },
  });
  return {
    upstream,
    asked,
    listeners,
    connection: (next: typeof state) => {
      state = next;
      tell();
    },
    signIn: (next: SignInStatus) => {
      status = next;
      tell();
    },
  };
}

describe('the way to a server', () => {
  it('waits for the connection to find out the transport, and remembers it', async () => {
    const { upstream, asked, connection, listeners } = setUp();
    const opening = upstream.open(server);
    connection(ready('sse'));
    await opening;
    expect(asked).toEqual(['sse']);
    expect(upstream.reachedBy('notes')).toBe('sse');
    expect(listeners.size).toBe(0);
  });

  it('goes by the entry where the connection has failed', async () => {
    const { upstream, asked, connection } = setUp();
    connection({ kind: 'off' });
    await upstream.open(server);
    expect([asked, upstream.reachedBy('notes')]).toEqual([[undefined], 'http']);
  });
});

describe('a sign-in under way', () => {
  const waiting = { kind: 'waiting', url: 'http://x/', until: 1 } as const;
  const done = { kind: 'signed-in', issuer: 'x', scopes: [], renews: true } as const;
  async function access() {
    const all = setUp();
    all.connection(ready('http'));
    const { signedIn } = await all.upstream.open(server);
    if (!signedIn) throw new Error('this server can be signed in to');
    return { ...all, signedIn };
  }

  it('is waited for, and its end is told', async () => {
    const { signedIn, signIn, listeners } = await access();
    signIn(waiting);
    const [well, badly] = [signedIn(new AbortController().signal), signedIn(new AbortController().signal)];
    signIn(done);
    expect(await well).toBe(true);
    expect(await badly).toBe(true);
    signIn(waiting);
    const denied = signedIn(new AbortController().signal);
    signIn({ kind: 'needed', host: 'x', scopes: [] });
    expect(await denied).toBe(false);
    expect(listeners.size).toBe(0);
  });

  it('is not waited for longer than the caller will, nor where there is none', async () => {
    const { signedIn, signIn, listeners } = await access();
    expect(await signedIn(new AbortController().signal)).toBe(false);
    signIn(waiting);
    const patience = new AbortController();
    const answer = signedIn(patience.signal);
    patience.abort();
    expect(await answer).toBe(false);
    expect(listeners.size).toBe(0);
  });
});
