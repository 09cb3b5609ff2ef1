// Serves MCP on one port per delay given, each with a catalog of ordinary size, until its parent lets go.
import { setTimeout as pause } from 'node:timers/promises';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { listen } from '../test/support/servers/listen';
import { makeTools } from './tools';

const TOOLS = makeTools(20);
const inputSchema = z.object({ id: z.string().describe('Which one'), limit: z.number().optional() });

function createServer(more: readonly string[]): McpServer {
  const server = new McpServer({ name: 'bench', version: '1.0.0' }, { capabilities: { tools: { listChanged: true } } });
  for (const { name, description } of TOOLS)
    server.registerTool(name, { description, inputSchema }, () => ({ content: [] }));
  for (const name of more)
    server.registerTool(name, { description: 'Comes and goes.', inputSchema }, () => ({ content: [] }));
  return server;
}

interface Churn {
  readonly changing: number;
  readonly everyMs: number;
}

async function serve(delay: number, place: number): Promise<string> {
  let more: readonly string[] = [];
  const handler = createMcpHandler(() => createServer(more), { legacy: 'reject' });
  const handle = toNodeHandler(handler);
  if (churn && place < churn.changing) {
    setInterval(() => {
      more = more.length === 0 ? ['comes_and_goes'] : [];
      handler.notify.toolsChanged();
    }, churn.everyMs);
  }
  const { origin } = await listen(async (request, response) => {
    if (request.headers['mcp-method'] === 'server/discover') await pause(delay);
    await handle(request, response);
  });
  return `${origin}/mcp`;
}

const churn: Churn | null = JSON.parse(process.argv[3] ?? 'null');
const delays: readonly number[] = JSON.parse(process.argv[2] ?? '[]');
process.send?.(await Promise.all(delays.map(serve)));
process.once('disconnect', () => process.exit());
