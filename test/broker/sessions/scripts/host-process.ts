// The broker with the app's own sign-ins behind it, until it is asked to end. Signs in first, in the browser that
// BROWSER names; says in one line of JSON where it listens and which keys open it.
import { createBroker } from '../../../../src/main/broker/broker';
import { createLocalKeys } from '../../../../src/main/broker/local-keys';
import { createWireFetch } from '../../../../src/main/broker/wire-fetch';
import { createOpenUrl } from '../../../../src/main/node/open-url';
import { createSignIns } from '../../../../src/main/oauth/sign-ins';
import type { Logger } from '../../../../src/main/ports';
import { AppError } from '../../../../src/shared/errors';
import { texts } from '../../../../src/shared/messages';
import { fileStore } from '../../../support/auth/file-store';
import { realClock } from '../../../support/fakes';
import type { HostJob, HostReady } from '../host';

const { folder, mcpUrl, server: name } = JSON.parse(process.argv.at(-1) ?? '') as HostJob;
const say = (message: string, fields?: object) => console.error(message, JSON.stringify(fields ?? {}));
const log: Logger = { info: () => undefined, warn: say, error: say };
const server = { name, type: 'http', url: mcpUrl, headers: {}, disabled: false } as const;
const secrets = fileStore(folder);
const wire = createWireFetch();
const signIns = createSignIns({
  clock: realClock,
  log,
  secrets,
  openUrl: createOpenUrl({ env: process.env, platform: process.platform }),
  texts: () => texts('en'),
  lockFolder: folder,
  resolve: async (value) => value,
  callbackPort: 0,
  fetch: wire.fetch,
});
const fetch = signIns.fetchFor(server);

/** A first request learns that the server wants a sign-in; what it learns is where. */
async function signIn(): Promise<void> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' });
  try {
    await fetch(mcpUrl, { method: 'POST', body });
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'sign-in-needed')) throw error;
    await signIns.start(name);
  }
}

await signIn();
const keys = createLocalKeys(secrets);
const broker = await createBroker({
  clock: realClock,
  log,
  port: 0,
  keys,
  upstream: () => Promise.resolve({ kind: 'http', url: mcpUrl, fetch }),
  texts: () => texts('en'),
  onTrouble: (_server, error) => say('trouble', { error: String(error) }),
});
broker.use([{ server, hiddenTools: [] }]);
const ready: HostReady = {
  url: broker.urlFor(name),
  keys: { claude: await keys.keyFor('claude-code'), qwen: await keys.keyFor('qwen-code') },
};
console.log(JSON.stringify(ready));
process.once('SIGTERM', async () => {
  await broker.stop();
  await signIns.stop();
  wire.stop();
});
