// Applies and undoes without end, so that a test can kill it at any moment. `node ... kill-child.ts HOME`
import { createClients } from '../../src/main/clients/create-clients';
import { clock, direct, http, log } from './support';

const home = process.argv[2] ?? '';
const clients = createClients({
  paths: { home, config: home, state: `${home}/state` },
  env: { PATH: '' },
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
  const plan = await clients.plan('claude-code', wanted);
  await clients.apply('claude-code', wanted, plan.id);
  if (i % 4 === 3) await clients.undo('claude-code');
}
