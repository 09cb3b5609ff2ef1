// A small notes server on the maintenance line of the SDK: revisions up to 2025-11-25.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** A fresh server with tools of every kind of answer, a resource, a template and a prompt. */
export function createNotesV1(name = 'notes-v1'): McpServer {
  const server = new McpServer(
    { name, version: '1.2.3' },
    { instructions: 'Keep notes short.', capabilities: { logging: {} } },
  );
  server.registerTool(
    'read_note',
    {
      title: 'Read a note',
      description: 'Gives the text of a note.',
      inputSchema: { id: z.string().describe('Which note') },
      annotations: { readOnlyHint: true },
    },
    ({ id }) => ({ content: [{ type: 'text', text: `note ${id}` }] }),
  );
  server.registerTool(
    'delete_note',
    { description: 'Deletes a note.', inputSchema: { id: z.string() }, annotations: { destructiveHint: true } },
    ({ id }) => ({ content: [{ type: 'text', text: `deleted ${id}` }] }),
  );
  server.registerTool('count_notes', { description: 'Counts the notes.', outputSchema: { count: z.number() } }, () => ({
    content: [{ type: 'text', text: '{"count":3}' }],
    structuredContent: { count: 3 },
  }));
  server.registerTool('picture', { description: 'Gives a picture.' }, () => ({
    content: [
      { type: 'image', data: PIXEL, mimeType: 'image/png' },
      { type: 'resource_link', uri: 'note://1', name: 'first' },
      { type: 'resource', resource: { uri: 'note://2', mimeType: 'text/plain', text: 'second' } },
    ],
  }));
  server.registerTool('broken', { description: 'Always reports an error.' }, () => ({
    isError: true,
    content: [{ type: 'text', text: 'no such note' }],
  }));
  server.registerTool('never', { description: 'Never answers.' }, () => new Promise(() => undefined));
  server.registerTool('grow', { description: 'Adds a tool to this list.' }, () => {
    server.registerTool('grown', { description: 'New.' }, () => ({ content: [] }));
    return { content: [{ type: 'text', text: 'grown' }] };
  });
  server.registerResource('first', 'note://1', { title: 'First note', mimeType: 'text/plain' }, (uri) => ({
    contents: [{ uri: uri.href, text: 'first' }],
  }));
  server.registerPrompt('summary', { title: 'Summary', argsSchema: { style: z.string().optional() } }, () => ({
    messages: [{ role: 'user', content: { type: 'text', text: 'Summarise.' } }],
  }));
  return server;
}
