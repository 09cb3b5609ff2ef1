// Kills the upstream, then the broker, again and again under load, with real clients whose sessions must go on.
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { freePort } from '../../support/free-port';
import { spawnTs } from '../../support/run-ts';

export interface SoakResult {
  readonly rounds: number;
  /** Calls that came back with their note. */
  readonly served: number;
  /** Calls that were told in words that the server had gone: they were under way when it was killed. */
  readonly told: number;
  /** Calls the client could not make because the broker itself was gone. */
  readonly unreachable: number;
  /** Anything else; must be empty. */
  readonly failures: readonly string[];
  /** Clients whose very session answered after every round. */
  readonly recovered: number;
  readonly clients: number;
}

/** Longer than the broker waits for a server; shorter where calls are cut off with the broker itself. */
const CALL_MS = { upstream: 20_000, broker: 3_000 };

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));

async function startProcess(name: string, env: Record<string, string>): Promise<ChildProcess> {
  const child = spawnTs(script(name), [], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
    child.stdout?.on('data', (chunk) => {
      if (String(chunk).includes('listening')) resolve();
    });
  });
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

interface Load {
  readonly client: Client;
  answered: number;
}

/** @param victim which of the two is killed, `rounds` times */
export async function soak(victim: 'upstream' | 'broker', rounds: number, clients = 6): Promise<SoakResult> {
  const [upstreamPort, brokerPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${upstreamPort}/mcp`;
  const key = `mcptray_${randomBytes(32).toString('base64url')}`;
  const startUpstream = () => startProcess('scripts/upstream-process.ts', { PORT: String(upstreamPort) });
  const startBroker = () =>
    startProcess('scripts/broker-process.ts', { PORT: String(brokerPort), UPSTREAM: url, KEY: key });
  let upstream = await startUpstream();
  let broker = await startBroker();
  const count = { served: 0, told: 0, unreachable: 0 };
  const failures: string[] = [];
  let isOver = false;

  const loads: Load[] = [];
  for (let i = 0; i < clients; i++) {
    const client = new Client({ name: `soak-${i}`, version: '1' });
    const headers = { authorization: `Bearer ${key}` };
    const endpoint = new URL(`http://127.0.0.1:${brokerPort}/s/notes/mcp`);
    await client.connect(new StreamableHTTPClientTransport(endpoint, { requestInit: { headers } }));
    loads.push({ client, answered: 0 });
  }
  const work = loads.map(async (load) => {
    for (let n = 0; !isOver; n++) {
      await pause(2);
      try {
        const call = { name: 'read_note', arguments: { id: String(n) } };
        const result = await load.client.callTool(call, { timeout: CALL_MS[victim] });
        const text = JSON.stringify(result.content);
        if (text.includes(`note ${n}`)) {
          count.served += 1;
          load.answered += 1;
        } else if (/closed the connection|Nothing answers/u.test(text)) count.told += 1;
        else failures.push(text);
      } catch (error) {
        // Only a client that cannot reach the broker at all, or was cut off with it, may fail like this. The library
        // does not notice a stream that breaks before its answer: such a call ends by its time limit.
        const reason = error instanceof Error ? `${error.message} ${String(error.cause ?? '')}` : String(error);
        if (victim === 'broker' && /fetch failed|terminated|timed out|ECONN|socket|closed/iu.test(reason))
          count.unreachable += 1;
        else failures.push(reason);
        await pause(20);
      }
    }
  });

  let recovered = clients;
  for (let round = 0; round < rounds; round++) {
    await pause(60 + (round % 7) * 10);
    if (victim === 'upstream') {
      await kill(upstream);
      upstream = await startUpstream();
    } else {
      await kill(broker);
      broker = await startBroker();
    }
    const before = loads.map((l) => l.answered);
    const until = Date.now() + 8_000;
    const stuck = () => loads.filter((l, i) => l.answered <= (before[i] ?? 0)).length;
    while (stuck() > 0 && Date.now() < until) await pause(20);
    recovered = Math.min(recovered, clients - stuck());
  }
  isOver = true;
  await Promise.all(work);
  await Promise.all(loads.map((l) => l.client.close()));
  await Promise.all([kill(upstream), kill(broker)]);
  return { rounds, ...count, failures, recovered, clients };
}
