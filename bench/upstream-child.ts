// An MCP server that costs as little as a server can, so that what stands before it shows: sessions, one tool that
// answers at once, one whose answer is a stream, and a stream of notices that stays quiet.
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { bodyOf, listen } from '../test/support/servers/listen';
import { answerWith } from './worker';

/** As much as a short page of text. */
const RESULT = { content: [{ type: 'text', text: 'a line of a note, as long as lines are\n'.repeat(50) }] };
/** Between the first message of a stream and its last: who waits for the end shows it. */
const STREAM_MS = 10;
let sessions = 0;

const eventOf = (message: object) => `event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', ...message })}\n\n`;

async function stream(response: ServerResponse, id: unknown): Promise<void> {
  openStream(response);
  response.write(eventOf({ method: 'notifications/message', params: { level: 'info', data: 'first' } }));
  await pause(STREAM_MS);
  response.end(eventOf({ id, result: RESULT }));
}

function openStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  response.flushHeaders();
}

function answer(response: ServerResponse, message: object, headers: Record<string, string> = {}): void {
  const bytes = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length, ...headers });
  response.end(bytes);
}

function initialize(response: ServerResponse, id: unknown): void {
  const capabilities = { tools: { listChanged: true } };
  const result = { protocolVersion: '2025-11-25', capabilities, serverInfo: { name: 'bench', version: '1' } };
  const sessionId = `session-${String(sessions++).padStart(28, '0')}`;
  answer(response, { id, result }, { 'mcp-session-id': sessionId });
}

const { origin, seen } = await listen(async (request, response) => {
  // A real server keeps no list of what it was asked.
  (seen as unknown[]).length = 0;
  if (request.method === 'GET') return openStream(response);
  if (request.method !== 'POST') return void response.writeHead(200).end();
  const { id, method, params } = JSON.parse(await bodyOf(request));
  if (method === 'initialize') initialize(response, id);
  else if (method !== 'tools/call') response.writeHead(202).end();
  else if (params.name === 'stream') await stream(response, id);
  else answer(response, { id, result: RESULT });
});
answerWith(`${origin}/mcp`, () => null);
