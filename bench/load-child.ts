// Calls servers as a client does, on Node's own HTTP client, which costs the caller least; every answer is looked at.
import http, { type IncomingMessage } from 'node:http';
import { KEY, type Loaded, type Question } from './load';
import { median, quantile } from './measure';
import { answerWith } from './worker';

const OPEN_AT_ONCE = 10;
const agent = new http.Agent({ keepAlive: true });
/** By address: the session that calls, and those that are only there. */
const callers = new Map<string, Promise<string>>();
const idle = new Map<string, string[]>();
const INITIALIZE = {
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1' } },
};
const callOf = (name: string) => ({ id: 7, method: 'tools/call', params: { name, arguments: {} } });

function send(method: string, url: string, session: string | undefined, message?: object): Promise<IncomingMessage> {
  const body = message && Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
  const headers = {
    authorization: `Bearer ${KEY}`,
    accept: 'application/json, text/event-stream',
    ...(body && { 'content-type': 'application/json', 'content-length': body.length }),
    ...(session !== undefined && { 'mcp-session-id': session, 'mcp-protocol-version': '2025-11-25' }),
  };
  return new Promise((resolve, reject) => {
    http.request(url, { method, agent, headers }, resolve).once('error', reject).end(body);
  });
}

/** @throws Error for any answer but a good one */
async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  if ((incoming.statusCode ?? 0) >= 300) throw new Error(`answered ${incoming.statusCode}: ${text}`);
  return text;
}

async function call(url: string, session: string): Promise<string> {
  const text = await textOf(await send('POST', url, session, callOf('process')));
  if (!text.includes('"content":[') || text.includes('"isError"')) throw new Error(`a call was answered: ${text}`);
  return text;
}

async function begin(url: string): Promise<string> {
  const incoming = await send('POST', url, undefined, INITIALIZE);
  await textOf(incoming);
  const session = String(incoming.headers['mcp-session-id']);
  await textOf(await send('POST', url, session, { method: 'notifications/initialized' }));
  return session;
}

function callerOf(url: string): Promise<string> {
  const caller = callers.get(url) ?? begin(url);
  callers.set(url, caller);
  return caller;
}

async function times(count: number, atOnce: number, work: () => Promise<void>): Promise<void> {
  let left = count;
  const one = async () => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

async function calls(url: string, count: number, atOnce: number): Promise<Loaded> {
  const session = await callerOf(url);
  const taken: number[] = [];
  const began = performance.now();
  await times(count, atOnce, async () => {
    const start = performance.now();
    await call(url, session);
    taken.push(performance.now() - start);
  });
  const perSecond = (count / (performance.now() - began)) * 1000;
  return { p50: median(taken), p95: quantile(taken, 0.95), p99: quantile(taken, 0.99), perSecond };
}

async function firstMessages(url: string, count: number): Promise<number> {
  const session = await callerOf(url);
  const taken: number[] = [];
  await times(count, 1, async () => {
    const start = performance.now();
    const incoming = await send('POST', url, session, callOf('stream'));
    let isFirst = true;
    incoming.on('data', () => {
      if (isFirst) taken.push(performance.now() - start);
      isFirst = false;
    });
    const text = await textOf(incoming);
    if (text.split('data: ').length !== 3) throw new Error(`not the two messages of a stream: ${text}`);
  });
  return median(taken);
}

async function openSessions(url: string, count: number): Promise<void> {
  const sessions: string[] = [];
  await times(count, OPEN_AT_ONCE, async () => void sessions.push(await begin(url)));
  idle.set(url, sessions);
}

async function openStreams(url: string): Promise<void> {
  for (const session of idle.get(url) ?? []) {
    const incoming = await send('GET', url, session);
    if (incoming.statusCode !== 200) throw new Error(`a stream was answered ${incoming.statusCode}`);
    incoming.resume();
  }
}

async function endSessions(url: string): Promise<void> {
  for (const session of idle.get(url) ?? []) await textOf(await send('DELETE', url, session));
  idle.delete(url);
}

async function callEverywhere(url: string): Promise<readonly string[]> {
  const texts = new Set<string>();
  for (const session of idle.get(url) ?? []) {
    const { result } = JSON.parse(await call(url, session));
    texts.add(result.content[0].text);
  }
  return [...texts];
}

function answer(question: Question): Promise<unknown> {
  const { url } = question;
  switch (question.kind) {
    case 'calls':
      return calls(url, question.count, question.atOnce);
    case 'first messages':
      return firstMessages(url, question.count);
    case 'open sessions':
      return openSessions(url, question.count);
    case 'open streams':
      return openStreams(url);
    case 'end sessions':
      return endSessions(url);
    case 'call everywhere':
      return callEverywhere(url);
  }
}

answerWith<Question>('', async (question) => (await answer(question)) ?? null);
