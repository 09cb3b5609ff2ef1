// An open server of the legacy HTTP+SSE transport: GET /sse, POST /message, and 404 for a POST to /sse.
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { answer, type Listening, listen, type Peer } from './listen';
import { createNotesV1 } from './notes-v1';

export async function startOpenSse(
  options: { readonly port?: number } = {},
): Promise<Peer & Pick<Listening, 'seen' | 'sockets'> & { dropStreams(): void }> {
  const streams = new Map<string, SSEServerTransport>();
  const server = await listen((request, response) => {
    const url = new URL(request.url ?? '/', 'http://loopback');
    const stream = streams.get(url.searchParams.get('sessionId') ?? '');
    if (request.method === 'GET' && url.pathname === '/sse') {
      const transport = new SSEServerTransport('/message', response);
      streams.set(transport.sessionId, transport);
      response.once('close', () => streams.delete(transport.sessionId));
      void createNotesV1('notes-sse').connect(transport);
    } else if (request.method === 'POST' && url.pathname === '/message' && stream) {
      void stream.handlePostMessage(request, response);
    } else answer(response, 404, `Cannot ${request.method} ${url.pathname}`);
  }, options);
  const dropStreams = () => {
    for (const stream of streams.values()) void stream.close();
  };
  return { url: `${server.origin}/sse`, seen: server.seen, sockets: server.sockets, stop: server.stop, dropStreams };
}
