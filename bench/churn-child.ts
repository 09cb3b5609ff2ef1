// Serves MCP over HTTP and over legacy SSE, every server with a catalog that changes now and then, until its parent lets go.

import { toNodeHandler } from '@modelcontextprotocol/node';
import { McpServer as LegacyServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { listen } from '../test/support/servers/listen';
import { makeTools } from './tools';

const TOOLS = makeTools(20);
const shape = { id: z.string().describe('Which one'), limit: z.number().optional() };
const [https, sses, everyMs]: readonly [number, number, number] = JSON.parse(process.argv[2] ?? '[0,0,60000]');
const number = https + sses;

/** Changes come one after the other, not all at once. */
function churn(place: number, change: (round: number) => void): void {
  let round = 0;
  setTimeout(
    () => {
      setInterval(() => change(++round), everyMs);
    },
    (everyMs * (place + 1)) / number,
  );
}

async function serveHttp(place: number): Promise<string> {
  let round = 0;
  const handler = createMcpHandler(
    () => {
      const server = new McpServer(
        { name: 'churn', version: '1.0.0' },
        { capabilities: { tools: { listChanged: true } } },
      );
      for (const [i, { name, description }] of TOOLS.entries())
        server.registerTool(
          name,
          { description: i === 0 ? `${description} ${round}` : description, inputSchema: z.object(shape) },
          () => ({ content: [] }),
        );
      return server;
    },
    { legacy: 'reject' },
  );
  const { origin } = await listen(toNodeHandler(handler));
  churn(place, (now) => {
    round = now;
    handler.notify.toolsChanged();
  });
  return `${origin}/mcp`;
}

async function serveSse(place: number): Promise<string> {
  const open = new Map<string, { readonly transport: SSEServerTransport; readonly change: (round: number) => void }>();
  const { origin } = await listen((request, response) => {
    const url = new URL(request.url ?? '/', 'http://loopback');
    const known = open.get(url.searchParams.get('sessionId') ?? '');
    if (request.method === 'GET' && url.pathname === '/sse') {
      const transport = new SSEServerTransport('/message', response);
      const server = new LegacyServer({ name: 'churn', version: '1.0.0' });
      const tools = TOOLS.map(({ name, description }) =>
        server.registerTool(name, { description, inputSchema: shape }, () => ({ content: [] })),
      );
      // The library tells whoever listens.
      const change = (round: number) => tools[0]?.update({ description: `${TOOLS[0]?.description} ${round}` });
      open.set(transport.sessionId, { transport, change });
      response.once('close', () => open.delete(transport.sessionId));
      void server.connect(transport);
    } else if (request.method === 'POST' && known) void known.transport.handlePostMessage(request, response);
    else response.writeHead(404).end();
  });
  churn(place, (round) => {
    for (const { change } of open.values()) change(round);
  });
  return `${origin}/sse`;
}

const places = Array.from({ length: number }, (_, i) => i);
process.send?.(await Promise.all(places.map((place) => (place < https ? serveHttp(place) : serveSse(place)))));
process.once('disconnect', () => process.exit());
