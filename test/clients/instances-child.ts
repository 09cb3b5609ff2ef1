// Plans, applies and takes back without end, one of two who do so to the same file; says what it has done when it is
// told to stop. `node ... instances-child.ts HOME CLIENT PORT`
import { createClients } from '../../src/main/clients/create-clients';
import { ADAPTERS, adapterOf } from '../../src/main/clients/registry';
import { AppError } from '../../src/shared/errors';
import type { ClientId } from '../../src/shared/model';
import { ENV } from './formats';
import { clock, direct, http, log } from './support';

const [home = '', client = '', port = ''] = process.argv.slice(2);
const { id } = adapterOf(client as ClientId, ADAPTERS);
const clients = createClients({
  paths: { home, config: home, state: `${home}/state` },
  env: ENV,
  platform: process.platform,
  clock,
  log,
  lock: { waitMs: 5000, retryMs: 5 },
});
const done: Record<string, number> = {};
let stopped = false;
process.stdin.once('data', () => {
  stopped = true;
});
process.stdout.write('go\n');
for (let i = 0; !stopped; i++) {
  const names = ['a', 'b', 'c', 'd'].filter((_, bit) => ((i * 7 + Number(port)) >> bit) & 1);
  const wanted = names.map((name) => direct(http(name, { url: `http://127.0.0.1:${port}/${i % 3}` })));
  const came = await step(async () => {
    const plan = await clients.plan(id, wanted);
    const { written } = await clients.apply(id, wanted, plan.id);
    if (i % 5 === 4) await clients.undo(id);
    return written > 0 ? 'written' : 'nothing';
  });
  done[came] = (done[came] ?? 0) + 1;
}
process.stdout.write(JSON.stringify(done));
process.stdin.destroy();

async function step(work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code;
  }
}
