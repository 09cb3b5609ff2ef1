// A command of the 2025 revisions, written by hand, so that a test sees what arrives and says what goes out. It stands
// alone, because Node runs it as it is. Every message that arrives is kept and told by the tool `seen`.
import { createInterface } from 'node:readline';

interface Params {
  readonly name?: string;
  readonly protocolVersion?: string;
  readonly arguments?: { readonly ms?: number };
  readonly _meta?: { readonly progressToken?: unknown };
}
type Message = { id?: unknown; method?: string; params?: Params; result?: unknown };
const seen: Message[] = [];
const asked = new Map<unknown, (answer: Message) => void>();
let nextId = 1000;

const say = (message: object) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const text = (words: string) => ({ content: [{ type: 'text', text: words }] });
const ask = (method: string, params: object) =>
  new Promise<Message>((resolve) => {
    const id = nextId++;
    asked.set(id, resolve);
    say({ id, method, params });
  });

const tools: Record<string, (message: Message) => unknown> = {
  pid: () => text(String(process.pid)),
  seen: () => text(JSON.stringify(seen)),
  crash: () => process.exit(3),
  hang: () => new Promise(() => undefined),
  slow: ({ params }) =>
    new Promise((resolve) => setTimeout(() => resolve(text('slow')), Number(params?.arguments?.ms ?? 50))),
  odd: () => ({ content: [], futureField: { deep: [1, { x: null }] }, _meta: { 'example.com/x': 1 } }),
  progress: async ({ params }) => {
    const progressToken = params?._meta?.progressToken;
    for (const progress of [1, 2])
      say({ method: 'notifications/progress', params: { progressToken, progress, futureField: true } });
    return text(`token ${typeof progressToken}`);
  },
  sample: async ({ params }) => {
    const wait = Number(params?.arguments?.ms ?? 0);
    await new Promise((resolve) => setTimeout(resolve, wait));
    const answer = await ask('sampling/createMessage', { messages: [], maxTokens: 1, futureField: 1 });
    return text(JSON.stringify(answer));
  },
  log: () => {
    say({ method: 'notifications/message', params: { level: 'info', data: 'a line' } });
    return text('logged');
  },
  update: () => {
    say({ method: 'notifications/resources/updated', params: { uri: 'test://a' } });
    return text('updated');
  },
};

async function answer(message: Message): Promise<void> {
  const { id, method, params } = message;
  if (method === 'initialize') {
    const capabilities = { tools: { listChanged: true }, resources: { subscribe: true }, future: {} };
    const result = { protocolVersion: params?.protocolVersion, capabilities, serverInfo: { name: 's', version: '1' } };
    say({ id, result: { ...result, futureField: 'kept' } });
  } else if (method === 'tools/list') {
    const list = Object.keys(tools).map((name) => ({ name, inputSchema: { type: 'object' }, futureField: 1 }));
    say({ id, result: { tools: list } });
  } else if (method === 'tools/call')
    say({
      id,
      result: await tools[params?.name ?? '']?.(message),
      ...(params?.name === 'odd' && { extraTop: 'kept' }),
    });
  else if (method?.startsWith('resources/') || method === 'ping') say({ id, result: {} });
  else say({ id, error: { code: -32601, message: 'Method not found', data: { futureField: 1 } } });
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const message = JSON.parse(line) as Message;
  seen.push(message);
  if (message.method === undefined) asked.get(message.id)?.(message);
  else if (message.id !== undefined) void answer(message);
});
