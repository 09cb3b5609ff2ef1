// Opens the secret store of this session, uses it, and prints what came of each step.
import { openSecretStore } from '../../../src/main/secrets/open-secret-store';
import { AppError } from '../../../src/shared/errors';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const store = await openSecretStore({ env: process.env, log: silent, timeoutMs: 5000 });
const said: unknown[] = [store.kind];
const value = 'é\n'.repeat(2000);
const steps = [
  () => store.get('A'),
  () => store.set('A', value),
  async () => (await store.get('A')) === value,
  () => store.delete('A'),
  () => store.delete('A'),
  () => store.get('A'),
  () => store.set('KEPT', 'x'),
  async () => (await store.names()).join(),
];
if (process.argv[2] === 'read') steps.splice(0, steps.length, () => store.get('KEPT'));
for (const step of steps) {
  try {
    said.push((await step()) ?? null);
  } catch (error) {
    said.push(error instanceof AppError ? error.code : String(error));
  }
}
process.stdout.write(JSON.stringify(said));
