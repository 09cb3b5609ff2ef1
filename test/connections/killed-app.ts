// A program with one stubborn stdio server, for the test that kills it. Prints the process ids of server and child.
import { createConnections } from '../../src/main/connections/connections';

const stubborn = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.error('pid ' + process.pid);";
const server = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(stubborn)}], { stdio: ['ignore', 'ignore', 'inherit'] }); ${stubborn}`;
const silent = () => undefined;
const connections = createConnections({
  clock: {
    now: () => Date.now(),
    after: (ms, callback) => {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
  },
  log: { info: silent, warn: silent, error: silent },
  cacheFolder: process.argv[2] ?? '',
  resolve: (value) => Promise.resolve(value),
  shellPath: () => Promise.resolve(process.env.PATH ?? ''),
  env: process.env,
  clientInfo: { name: 'killed', version: '0' },
});
connections.use([
  { name: 'it', type: 'stdio', command: process.execPath, args: ['-e', server], env: {}, disabled: false },
]);
const timer = setInterval(() => {
  const pids = connections.log('it').flatMap((line) => /pid (\d+)/u.exec(line.text)?.[1] ?? []);
  if (pids.length < 2) return;
  clearInterval(timer);
  process.stdout.write(`${pids.join(' ')}\n`);
}, 20);
