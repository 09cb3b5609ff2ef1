// A command that serves MCP and changes one of its tools every so many milliseconds. Plain: Node runs it as it is.
import { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { z } from 'zod';

const [everyMs = 60_000, firstMs = everyMs] = process.argv.slice(2).map(Number);
const inputSchema = z.object({ id: z.string().describe('Which one'), limit: z.number().optional() });
const description = 'Returns at most one page; pass the cursor of the last answer to go on. Dates are ISO 8601 in UTC.';

// The timers below would keep it running.
process.stdin.once('close', () => process.exit());

serveStdio(() => {
  const server = new McpServer({ name: 'churn', version: '1.0.0' }, { capabilities: { tools: { listChanged: true } } });
  const tools = Array.from({ length: 20 }, (_, i) =>
    server.registerTool(`tool_${i}`, { description, inputSchema }, () => ({ content: [] })),
  );
  let round = 0;
  setTimeout(() => {
    setInterval(() => tools[0]?.update({ description: `${description} ${++round}` }), everyMs);
  }, firstMs);
  return server;
});
