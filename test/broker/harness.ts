// A broker with one key per client, and what the tests look at most.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Activity } from '../../src/main/broker/activity';
import { createBroker } from '../../src/main/broker/broker';
import { createLocalKeys } from '../../src/main/broker/local-keys';
import type { BrokerOptions } from '../../src/main/broker/options';
import { createWireFetch } from '../../src/main/broker/wire-fetch';
import type { Broker, BrokeredServer, UpstreamAccess } from '../../src/main/ports-relay';
import { createMemoryStore } from '../../src/main/secrets/memory';
import { texts } from '../../src/shared/messages';
import type { Server } from '../../src/shared/model';
import { keptLog, keptRevoked, realClock } from '../support/fakes';

export interface TestBroker {
  readonly broker: Broker;
  readonly activity: Activity;
  readonly log: ReturnType<typeof keptLog>;
  readonly troubles: { server: string; code: string }[];
  /** The local key of a client; made when first asked for. */
  key(client?: string): Promise<string>;
  revoke(client: string): Promise<void>;
  stop(): Promise<void>;
}

export function remote(name: string, url: string): Server {
  return { name, type: 'http', url, headers: {}, disabled: false };
}

export function entry(server: Server, hiddenTools: readonly string[] = []): BrokeredServer {
  return { server, hiddenTools };
}

/** @param upstream by default every server is HTTP and needs no sign-in */
export async function startBroker(
  servers: readonly BrokeredServer[],
  options: Partial<BrokerOptions> = {},
): Promise<TestBroker> {
  const wire = createWireFetch();
  const keys = createLocalKeys(createMemoryStore(), keptRevoked());
  const log = keptLog();
  const troubles: { server: string; code: string }[] = [];
  const upstream = (server: Server): Promise<UpstreamAccess> => {
    if (server.type === 'stdio') throw new Error('this test gives no way to a command');
    return Promise.resolve({ kind: 'http', url: server.url, fetch: wire.fetch });
  };
  const onTrouble = (server: string, error: unknown) =>
    void troubles.push({ server, code: error instanceof Error && 'code' in error ? String(error.code) : 'none' });
  const activity = options.activity ?? new Activity(realClock);
  const given = { clock: realClock, log, port: 0, keys, activity, upstream, texts: () => texts('en'), onTrouble };
  const broker = await createBroker({ ...given, ...options });
  broker.use(servers);
  return {
    broker,
    activity,
    log,
    troubles,
    key: (client = 'claude-code') => keys.keyFor(client),
    revoke: keys.revoke,
    stop: async () => {
      await broker.stop();
      wire.stop();
    },
  };
}

/** A real SDK client on a server of the broker. */
export async function connectClient(
  test: TestBroker,
  server: string,
  options: { readonly era?: 'legacy' | 'auto'; readonly client?: Client; readonly as?: string } = {},
): Promise<Client> {
  const { era = 'legacy', as } = options;
  const client =
    options.client ??
    new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: era === 'auto' ? 'auto' : 'legacy' } });
  const headers = { authorization: `Bearer ${await test.key(as)}` };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(test.broker.urlFor(server)), { requestInit: { headers } }),
  );
  return client;
}
