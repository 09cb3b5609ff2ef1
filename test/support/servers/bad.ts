// Servers that answer wrongly, each in one way that people meet.
import type { ServerResponse } from 'node:http';
import { answer, bodyOf, type Listening, listen, type Peer } from './listen';

type Watched = Peer & Pick<Listening, 'seen' | 'sockets'>;

const peer = (server: Listening, path = '/mcp'): Watched => ({
  url: `${server.origin}${path}`,
  seen: server.seen,
  sockets: server.sockets,
  stop: server.stop,
});

/** A web page for every request. */
export async function startHtml(): Promise<Watched> {
  return peer(
    await listen((_request, response) => {
      answer(response, 200, '<!doctype html><title>Welcome</title>', { 'content-type': 'text/html; charset=utf-8' });
    }),
  );
}

/** One status for every request. */
export async function startStatus(
  status: number,
  body: unknown = 'no',
  headers: Record<string, string> = {},
): Promise<Watched> {
  return peer(await listen((_request, response) => answer(response, status, body, headers)));
}

/** Accepts every request and never answers. */
export async function startSilent(): Promise<Watched> {
  return peer(await listen(() => undefined));
}

/** The first half of a JSON message, as a whole answer or as an event. */
export async function startHalfJson(as: 'body' | 'event'): Promise<Watched> {
  const half = '{"jsonrpc":"2.0","id":0,"result":{"protocolVer';
  return peer(
    await listen((_request, response) => {
      response.writeHead(200, { 'content-type': as === 'body' ? 'application/json' : 'text/event-stream' });
      response.end(as === 'body' ? half : `data: ${half}\n\n`);
    }),
  );
}

/** An event stream that never says anything of use and never ends. */
export async function startEndlessStream(): Promise<Watched> {
  return peer(
    await listen((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const timer = setInterval(() => response.write(': still here\n\n'.repeat(100)), 5);
      response.once('close', () => clearInterval(timer));
    }),
  );
}

/** One message of `bytes` bytes, as a whole answer or as an event. */
export async function startHuge(as: 'body' | 'event', bytes: number): Promise<Watched> {
  return peer(
    await listen((_request, response) => {
      response.writeHead(200, { 'content-type': as === 'body' ? 'application/json' : 'text/event-stream' });
      response.write(as === 'body' ? '{"jsonrpc":"2.0","id":0,"result":"' : 'data: {"jsonrpc":"2.0","result":"');
      pour(response, bytes);
    }),
  );
}

function pour(response: ServerResponse, bytes: number): void {
  const chunk = Buffer.alloc(256 * 1024, 'a');
  let left = bytes;
  const more = () => {
    while (left > 0 && !response.destroyed) {
      left -= chunk.length;
      if (!response.write(chunk)) return void response.once('drain', more);
    }
    response.end();
  };
  more();
}

/** Sends every request elsewhere. */
export async function startRedirect(to: string, status = 307): Promise<Watched> {
  return peer(await listen((_request, response) => answer(response, status, '', { location: to })));
}

/** A legacy SSE server that wants its messages sent elsewhere. */
export async function startForeignEndpoint(to: string): Promise<Watched> {
  return peer(
    await listen((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`event: endpoint\ndata: ${to}\n\n`);
    }),
  );
}

export type Answers = Readonly<Record<string, (params: Record<string, unknown>) => unknown>>;

/** A plain 2025-11-25 server without sessions whose results are these; what is missing is "Method not found". */
export async function startScripted(answers: Answers, capabilities: object = { tools: {} }): Promise<Watched> {
  const all: Answers = {
    initialize: () => ({ protocolVersion: '2025-11-25', capabilities, serverInfo: { name: 'scripted', version: '1' } }),
    ping: () => ({}),
    ...answers,
  };
  const server = await listen(async (request, response) => {
    if (request.method !== 'POST') return answer(response, 405, 'no');
    const message = JSON.parse(await bodyOf(request));
    if (message.id === undefined) return void response.writeHead(202).end();
    const reply = all[message.method];
    const outcome = reply ? await reply(message.params ?? {}) : undefined;
    const error = { code: -32601, message: 'Method not found' };
    const body =
      outcome === undefined
        ? { error }
        : outcome instanceof Error
          ? { error: { code: -32000, message: outcome.message } }
          : { result: outcome };
    answer(response, 200, { jsonrpc: '2.0', id: message.id, ...body });
  });
  return peer(server);
}

/** A 2025-11-25 server that forgets its first session at the first call, and never finishes opening a second one. */
export async function startForgetful(): Promise<Watched & { openings(): number; refuse(): void }> {
  const waiting: ServerResponse[] = [];
  let openings = 0;
  const results: Answers = {
    initialize: () => ({
      protocolVersion: '2025-11-25',
      capabilities: { tools: {} },
      serverInfo: { name: 'forgetful', version: '1' },
    }),
    'tools/list': () => ({ tools: [{ name: 'it', inputSchema: { type: 'object' } }] }),
    ping: () => ({}),
  };
  const server = await listen(async (request, response) => {
    if (request.method !== 'POST') return answer(response, 405, 'no');
    const message = JSON.parse(await bodyOf(request));
    if (message.id === undefined) return void response.writeHead(202).end();
    if (message.method === 'tools/call') return answer(response, 404, 'Session not found');
    if (message.method === 'initialize') openings += 1;
    if (openings > 1) return void waiting.push(response);
    const result = results[message.method]?.({});
    const error = { code: -32601, message: 'Method not found' };
    const body = { jsonrpc: '2.0', id: message.id, ...(result === undefined ? { error } : { result }) };
    answer(response, 200, body, { 'mcp-session-id': 'first', 'content-type': 'application/json' });
  });
  return {
    ...peer(server),
    openings: () => openings,
    refuse: () => {
      for (const response of waiting) answer(response, 403, 'no');
    },
  };
}
