// Bare SDK clients, one for each server, that list the tools of the changing ones as often as those change; until its
// parent lets go.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { Server } from '../src/shared/model';

const servers: readonly Server[] = JSON.parse(process.argv[2] ?? '[]');
const changing = Number(process.argv[3]);
const everyMs = Number(process.argv[4]);
const clients: Client[] = [];
for (const server of servers) {
  if (server.type === 'stdio') continue;
  const client = new Client({ name: 'bench', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
  await client.listTools();
  clients.push(client);
}
setInterval(() => {
  for (const client of clients.slice(0, changing)) void client.listTools();
}, everyMs);
process.once('disconnect', () => process.exit());
process.send?.('ready');
