// A stdio notes server for `node test/support/servers/stdio-notes.ts`: both eras, stable line of the SDK. It stands
// alone, because Node runs it as it is and resolves no imports without an extension.
import { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { z } from 'zod';

serveStdio(() => {
  const server = new McpServer({ name: 'notes-stdio', version: '2.0.0' });
  server.registerTool(
    'read_note',
    { description: 'Gives the text of a note.', inputSchema: z.object({ id: z.string() }) },
    ({ id }) => ({ content: [{ type: 'text', text: `note ${id}` }] }),
  );
  server.registerTool('pid', { description: 'Gives the process id.', inputSchema: z.object({}) }, () => ({
    content: [{ type: 'text', text: String(process.pid) }],
  }));
  return server;
});
