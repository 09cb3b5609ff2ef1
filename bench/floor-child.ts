// The least a relay in Node can cost: a bare reverse proxy that passes bytes, keeps its connections, and checks nothing.
import http from 'node:http';
import { listen } from '../test/support/servers/listen';
import { tellUsage } from './worker';

const upstream = new URL(process.argv[2] ?? '');
const agent = new http.Agent({ keepAlive: true });

const { origin, seen } = await listen((request, response) => {
  (seen as unknown[]).length = 0;
  const headers = { ...request.headers, host: upstream.host };
  const relayed = http.request(upstream, { method: request.method, headers, agent }, (incoming) => {
    response.writeHead(incoming.statusCode ?? 502, incoming.rawHeaders);
    // A stream of notices stays quiet; without this its client would not even learn that it is open.
    if (request.method === 'GET') response.flushHeaders();
    incoming.pipe(response);
  });
  relayed.once('error', () => response.destroy());
  response.once('close', () => relayed.destroy());
  request.pipe(relayed);
});
tellUsage(origin);
