// A stdio notes server for `node test/support/servers/stdio-notes.ts`: both eras, stable line of the SDK. It stands
// alone, because Node runs it as it is and resolves no imports without an extension. The file that NOTES_TRACE names gets
// a line of JSON with how it was started.
import { appendFileSync } from 'node:fs';
import { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { z } from 'zod';

const trace = process.env.NOTES_TRACE;
if (trace) {
  const started = { args: process.argv.slice(2), folder: process.cwd(), probe: process.env.NOTES_PROBE };
  appendFileSync(trace, `${JSON.stringify(started)}\n`);
}

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
