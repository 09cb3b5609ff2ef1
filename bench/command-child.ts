// An ordinary stdio server, written with the SDK, whose tool tells which process answers and what that takes. Node runs
// it as it is, so it stands alone.
import { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { z } from 'zod';

serveStdio(() => {
  const server = new McpServer({ name: 'bench', version: '1.0.0' });
  const description = 'Tells which process answers, and how much memory it takes.';
  server.registerTool('process', { description, inputSchema: z.object({}) }, () => {
    const text = JSON.stringify({ pid: process.pid, rss: process.memoryUsage.rss() });
    return { content: [{ type: 'text', text }] };
  });
  return server;
});
