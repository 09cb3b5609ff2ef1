// An open Streamable HTTP server with sessions, on the maintenance line of the SDK.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { answer, type Listening, listen, type Peer } from './listen';
import { createNotesV1 } from './notes-v1';

export interface OpenHttp extends Peer, Pick<Listening, 'seen' | 'sockets'> {
  /** Forgets every session, as a restart would. */
  forgetSessions(): void;
  sessions(): number;
}

/** @param path where it answers; every other path is 404 */
export async function startOpenHttp(
  options: { readonly port?: number; readonly path?: string } = {},
): Promise<OpenHttp> {
  const path = options.path ?? '/mcp';
  const sessions = sessionHandler();
  const server = await listen((request, response) => {
    if (request.url?.split('?')[0] === path) void sessions.handle(request, response);
    else answer(response, 404, 'Not found');
  }, options);
  return {
    url: `${server.origin}${path}`,
    seen: server.seen,
    sockets: server.sockets,
    forgetSessions: sessions.forget,
    sessions: sessions.count,
    stop: server.stop,
  };
}

/** Serves MCP with sessions on whatever requests it is given. */
function sessionHandler() {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const id = request.headers['mcp-session-id'];
    const known = typeof id === 'string' ? sessions.get(id) : undefined;
    if (id !== undefined && !known) {
      answer(response, 404, { jsonrpc: '2.0', error: { code: -32001, message: 'Session not found' }, id: null });
      return;
    }
    if (known) return known.handleRequest(request, response);
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (session) => void sessions.set(session, transport),
      onsessionclosed: (session) => void sessions.delete(session),
    });
    await createNotesV1().connect(transport);
    await transport.handleRequest(request, response);
  };
  return { handle, forget: () => sessions.clear(), count: () => sessions.size };
}
