// What the broker's heap does over many calls, and what an idle session costs it. Needs --expose-gc.
import http from 'node:http';
import type { Socket } from 'node:net';
import { Activity } from '../../../src/main/broker/activity';
import { createBroker } from '../../../src/main/broker/broker';
import { createLocalKeys } from '../../../src/main/broker/local-keys';
import { createWireFetch } from '../../../src/main/broker/wire-fetch';
import { createMemoryStore } from '../../../src/main/secrets/memory';
import { texts } from '../../../src/shared/messages';
import { keptLog, keptRevoked, realClock } from '../../support/fakes';
import { answer, listen } from '../../support/servers/listen';

export interface MemoryResult {
  /** Kilobytes of heap after the first fifth, and at the end. */
  readonly before: number;
  readonly after: number;
  /** Sockets open upstream at the end, calls over. */
  readonly sockets: number;
}

const heapKb = () => {
  globalThis.gc?.();
  return Math.round(process.memoryUsage().heapUsed / 1024);
};

/** @param calls how many tool calls, twenty at a time */
export async function heapOver(calls: number): Promise<MemoryResult> {
  const result = { content: [{ type: 'text', text: 'note' }] };
  const upstream = await listen((request, response) =>
    request.resume().on('end', () => answer(response, 200, { jsonrpc: '2.0', id: 1, result })),
  );
  const keys = createLocalKeys(createMemoryStore(), keptRevoked());
  const wire = createWireFetch();
  const url = `${upstream.origin}/mcp`;
  const broker = await createBroker({
    activity: new Activity(realClock),
    clock: realClock,
    log: keptLog(),
    port: 0,
    keys,
    upstream: () => Promise.resolve({ kind: 'http', url, fetch: wire.fetch }),
    texts: () => texts('en'),
  });
  broker.use([{ server: { name: 'notes', type: 'http', url, headers: {}, disabled: false }, hiddenTools: [] }]);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 20 });
  const authorization = `Bearer ${await keys.keyFor('soak')}`;
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'x', arguments: {} } });
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const options = { method: 'POST', agent, headers: { authorization, 'content-type': 'application/json' } };
      const request = http.request(broker.urlFor('notes'), options, (response) =>
        response.resume().on('end', () => resolve()),
      );
      request.once('socket', (socket: Socket) => socket.setMaxListeners(50)).once('error', reject);
      request.end(body);
    });
  const many = async (count: number) => {
    let left = count;
    const worker = async () => {
      while (left-- > 0) await one();
    };
    await Promise.all(Array.from({ length: 20 }, worker));
    // What a peer records of every request is its own memory, not the broker's.
    (upstream.seen as unknown[]).length = 0;
  };
  await many(Math.ceil(calls / 5));
  const before = heapKb();
  await many(calls - Math.ceil(calls / 5));
  const after = heapKb();
  agent.destroy();
  await broker.stop();
  wire.stop();
  const deadline = Date.now() + 3_000;
  while (upstream.sockets() > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
  const sockets = upstream.sockets();
  await upstream.stop();
  return { before, after, sockets };
}
