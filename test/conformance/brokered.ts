// The fixture behind a broker, for each kind of upstream, with the pieces of the real app.
import { fileURLToPath } from 'node:url';
import { Activity } from '../../src/main/broker/activity';
import { createBroker } from '../../src/main/broker/broker';
import { createLocalKeys } from '../../src/main/broker/local-keys';

import { createWireFetch } from '../../src/main/broker/wire-fetch';
import type { Fetch } from '../../src/main/ports';
import type { UpstreamAccess } from '../../src/main/ports-relay';
import { createMemoryStore } from '../../src/main/secrets/memory';
import { texts } from '../../src/shared/messages';
import type { Server } from '../../src/shared/model';
import { keptRevoked, realClock } from '../support/fakes';
import { ssePipe, stdioPipe } from '../support/pipes';
import { tsCommand } from '../support/run-ts';
import { startHttpFixture } from './fixture/serve-http';
import { startSseFixture } from './fixture/serve-sse';

export interface Brokered {
  readonly url: string;
  readonly key: string;
  stop(): Promise<void>;
}

/** `bridge`: the bridge is the command, and the fixture stands behind the broker it relays to. */
export type Kind = 'http' | 'sse' | 'stdio' | 'bridge';

export async function startBrokered(kind: Kind): Promise<Brokered> {
  const say = (message: string, fields?: unknown) => console.error(message, fields ?? '');
  const wire = createWireFetch();
  const keys = createLocalKeys(createMemoryStore(), keptRevoked());
  const { server, access, stop } = await upstreamFor(kind, wire.fetch);
  const broker = await createBroker({
    activity: new Activity(realClock),
    clock: realClock,
    log: { info: () => undefined, warn: say, error: say },
    port: 0,
    keys,
    upstream: () => Promise.resolve(access),
    texts: () => texts('en'),
  });
  broker.use([{ server, hiddenTools: [] }]);
  return {
    url: broker.urlFor(server.name),
    key: await keys.keyFor('suite'),
    stop: async () => {
      await broker.stop();
      wire.stop();
      await stop();
    },
  };
}

interface Upstream {
  readonly server: Server;
  readonly access: UpstreamAccess;
  stop(): Promise<void>;
}

async function upstreamFor(kind: Kind, fetch: Fetch): Promise<Upstream> {
  const name = 'fixture';
  switch (kind) {
    case 'http': {
      const { url, stop } = await startHttpFixture();
      return { server: remote(name, kind, url), access: { kind, url, fetch }, stop };
    }
    case 'sse': {
      const { url, stop } = await startSseFixture();
      return { server: remote(name, kind, url), access: { kind, open: () => ssePipe(url, fetch) }, stop };
    }
    case 'stdio':
      return command(name, tsCommand(fileURLToPath(new URL('serve-stdio.ts', import.meta.url))), () =>
        Promise.resolve(),
      );
    case 'bridge': {
      const { url, key, stop } = await startBrokered('http');
      return command(name, tsCommand(fileURLToPath(new URL('bridge-stdio.ts', import.meta.url)), url, key), stop);
    }
  }
}

function command(name: string, [program, ...args]: [string, ...string[]], stop: () => Promise<void>): Upstream {
  const server: Server = { name, type: 'stdio', command: program, args, env: {}, disabled: false };
  return { server, access: { kind: 'stdio', sharing: 'all', open: () => stdioPipe(program, args) }, stop };
}

const remote = (name: string, type: 'http' | 'sse', url: string): Server => {
  return { name, type, url, headers: {}, disabled: false };
};
