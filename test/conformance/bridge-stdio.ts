// The bridge alone, to the door its arguments name.
import { runBridge } from '../../src/main/bridge/bridge';
import { createWireFetch } from '../../src/main/broker/wire-fetch';
import { realClock } from '../support/fakes';

const [url = '', key = ''] = process.argv.slice(2);
const say = (message: string, fields?: unknown) => console.error(message, fields ?? '');
const wire = createWireFetch();
await runBridge({
  input: process.stdin,
  output: process.stdout,
  doors: { open: () => Promise.resolve({ url, key }), look: () => Promise.resolve({ url, key }) },
  fetch: wire.fetch,
  clock: realClock,
  log: { info: () => undefined, warn: say, error: say },
  say: String,
  asked: new Promise(() => undefined),
});
wire.stop();
process.stdin.destroy();
