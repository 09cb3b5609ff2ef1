// A program that connects to the URLs it is given and to a stdio server, stops, and has nothing left to stay for.
import { createConnections } from '../../src/main/connections/connections';

const silent = () => undefined;
const [folder = '', stdioServer = '', ...urls] = process.argv.slice(2);
const connections = createConnections({
  clock: {
    now: () => Date.now(),
    after: (ms, callback) => {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
  },
  log: { info: silent, warn: silent, error: silent },
  cacheFolder: folder,
  resolve: (value) => Promise.resolve(value),
  shellPath: () => Promise.resolve(process.env.PATH ?? ''),
  env: process.env,
  clientInfo: { name: 'quiet', version: '0' },
});
connections.use([
  { name: 'stdio', type: 'stdio', command: process.execPath, args: [stdioServer], env: {}, disabled: false },
  ...urls.map((url, n) => ({ name: `http-${n}`, type: 'http', url, headers: {}, disabled: false }) as const),
]);
await connections.settled(20_000);
process.stdout.write(
  `${connections
    .views()
    .map((view) => view.state.kind)
    .join(' ')}\n`,
);
await connections.stop();
process.stdout.write('stopped\n');
