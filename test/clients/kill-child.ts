// Applies and undoes without end, so that a test can kill it at any moment. `node ... kill-child.ts HOME CLIENT`
import { createClients } from '../../src/main/clients/create-clients';
import { ADAPTERS, adapterOf } from '../../src/main/clients/registry';
import type { ClientId } from '../../src/shared/model';
import { ENV } from './formats';
import { clock, direct, http, log } from './support';

const [home = '', client = ''] = process.argv.slice(2);
const { id } = adapterOf(client as ClientId, ADAPTERS);
const clients = createClients({
  paths: { home, config: home, state: `${home}/state` },
  env: ENV,
  platform: process.platform,
  clock,
  log,
  lock: { waitMs: 2000, retryMs: 10 },
});
const lists = [
  [direct(http('a')), direct(http('b'))],
  [direct(http('a', { url: 'http://127.0.0.1:2/' }))],
  [direct(http('b')), direct(http('c'))],
];
process.stdout.write('go\n');
for (let i = 0; ; i++) {
  const wanted = lists[i % lists.length] ?? [];
  const plan = await clients.plan(id, wanted);
  await clients.apply(id, wanted, plan.id);
  if (i % 4 === 3) await clients.undo(id);
}
