// A small notes server on the stable line of the SDK, for both eras.
import { inputRequired, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';

/** @param extra names of further tools */
export function createNotesV2(extra: readonly string[] = [], name = 'notes-v2'): McpServer {
  const server = new McpServer(
    { name, version: '2.0.0' },
    { instructions: 'Keep notes short.', capabilities: { tools: { listChanged: true } } },
  );
  server.registerTool(
    'read_note',
    {
      title: 'Read a note',
      description: 'Gives the text of a note.',
      inputSchema: z.object({ id: z.string() }),
      annotations: { readOnlyHint: true },
    },
    ({ id }) => ({ content: [{ type: 'text', text: `note ${id}` }] }),
  );
  server.registerTool('ask', { description: 'Asks back before it answers.', inputSchema: z.object({}) }, () =>
    inputRequired({
      inputRequests: {
        name: inputRequired.elicit({
          message: 'Which note?',
          requestedSchema: { type: 'object', properties: { id: { type: 'string' } } },
        }),
      },
    }),
  );
  for (const tool of extra) {
    server.registerTool(tool, { description: 'Added later.', inputSchema: z.object({}) }, () => ({ content: [] }));
  }
  return server;
}
