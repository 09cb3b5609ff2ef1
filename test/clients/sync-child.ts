// Plans and applies once as whoever runs it, and says the number of entries written, or the code of the error.
// `node ... sync-child.ts HOME CLIENT NAME...`
import { createClients } from '../../src/main/clients/create-clients';
import { ADAPTERS, adapterOf } from '../../src/main/clients/registry';
import { AppError } from '../../src/shared/errors';
import type { ClientId } from '../../src/shared/model';
import { ENV } from './formats';
import { clock, direct, http, log } from './support';

const [home = '', client = '', ...names] = process.argv.slice(2);
const { id } = adapterOf(client as ClientId, ADAPTERS);
const clients = createClients({
  paths: { home, config: home, state: `${home}/state` },
  env: ENV,
  platform: process.platform,
  clock,
  log,
});
const wanted = names.map((name) => direct(http(name)));
try {
  const plan = await clients.plan(id, wanted);
  const { written } = await clients.apply(id, wanted, plan.id);
  process.stdout.write(String(written));
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  process.stdout.write(error.code);
}
