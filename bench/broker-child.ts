// The broker in a process of its own, before a server given as `way` and address.
import path from 'node:path';
import { Activity } from '../src/main/broker/activity';
import { createBroker } from '../src/main/broker/broker';
import { createLocalKeys } from '../src/main/broker/local-keys';

import { createWireFetch } from '../src/main/broker/wire-fetch';
import { authorizedFetch } from '../src/main/oauth/authorized-fetch';
import type { UpstreamAccess } from '../src/main/ports-relay';
import { createMemoryStore } from '../src/main/secrets/memory';
import { texts } from '../src/shared/messages';
import type { Server } from '../src/shared/model';
import { keptLog, keptRevoked, realClock } from '../test/support/fakes';
import { stdioPipe } from '../test/support/pipes';
import { tellUsage } from './worker';

export type BrokerWay = 'http' | 'http with token' | 'command';

const COMMAND = path.join(import.meta.dirname, 'command-child.ts');
const [way = 'http', url = '', key = ''] = process.argv.slice(2);
const wire = createWireFetch();

/** The app's own fetch before a server one is signed in to; nothing is refused here. */
const signedIn = authorizedFetch(
  {
    origin: URL.canParse(url) ? new URL(url).origin : '',
    token: () => Promise.resolve('a-token-that-is-as-long-as-tokens-often-are'),
    renewed: () => Promise.resolve(undefined),
    challenged: () => Promise.resolve(undefined),
    moreAccess: () => Promise.reject(new Error('the bench asks for no more access')),
    accepted: () => undefined,
  },
  wire.fetch,
);

const ACCESS: Readonly<Record<BrokerWay, UpstreamAccess>> = {
  http: { kind: 'http', url, fetch: wire.fetch },
  'http with token': { kind: 'http', url, fetch: signedIn },
  command: { kind: 'stdio', sharing: 'all', open: () => stdioPipe(process.execPath, [COMMAND]) },
};

const secrets = createMemoryStore();
await secrets.set('local-key:bench', key);
const keys = createLocalKeys(secrets, keptRevoked());
await keys.load(['bench']);
const broker = await createBroker({
  activity: new Activity(realClock),
  clock: realClock,
  log: keptLog(),
  port: 0,
  keys,
  upstream: () => Promise.resolve(ACCESS[way as BrokerWay]),
  texts: () => texts('en'),
});
const server: Server = { name: 'notes', type: 'http', url, headers: {}, disabled: false };
broker.use([{ server, hiddenTools: [] }]);
tellUsage(broker.urlFor('notes'));
