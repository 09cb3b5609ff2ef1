// Serves MCP on one port per delay given, each with a catalog of ordinary size, until its parent lets go.
import { setTimeout as pause } from 'node:timers/promises';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { listen } from '../test/support/servers/listen';
import { makeTools } from './tools';

const TOOLS = makeTools(20);
const inputSchema = z.object({ id: z.string().describe('Which one'), limit: z.number().optional() });

function createServer(): McpServer {
  const server = new McpServer({ name: 'bench', version: '1.0.0' }, { capabilities: { tools: { listChanged: true } } });
  for (const { name, description } of TOOLS)
    server.registerTool(name, { description, inputSchema }, () => ({ content: [] }));
  return server;
}

async function serve(delay: number): Promise<string> {
  const handle = toNodeHandler(createMcpHandler(createServer, { legacy: 'reject' }));
  const { origin } = await listen(async (request, response) => {
    if (request.headers['mcp-method'] === 'server/discover') await pause(delay);
    await handle(request, response);
  });
  return `${origin}/mcp`;
}

const delays: readonly number[] = JSON.parse(process.argv[2] ?? '[]');
process.send?.(await Promise.all(delays.map(serve)));
process.once('disconnect', () => process.exit());
