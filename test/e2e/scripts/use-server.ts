// One process of the app in small: sign-ins on a shared store, used for some tool calls at once. Told to, it kills
// itself at a step, as a power cut would. Says in one line of JSON how it went.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createSignIns } from '../../../src/main/oauth/sign-ins';
import { AppError } from '../../../src/shared/errors';
import { texts } from '../../../src/shared/messages';
import { fileStore } from '../../support/auth/file-store';

export interface Job {
  readonly url: string;
  readonly folder: string;
  readonly calls: number;
  /** Counted from 1 over everything that touches the store or the network; 0 lives on. */
  readonly dieAt: number;
}

export interface Outcome {
  /** `ok`, or the code of the error. */
  readonly end: string;
  readonly windows: number;
  readonly steps: readonly string[];
}

const job = JSON.parse(process.argv.at(-1) ?? '') as Job;
const steps: string[] = [];
const at = (step: string) => {
  steps.push(step);
  if (steps.length === job.dieAt) process.kill(process.pid, 'SIGKILL');
};

let windows = 0;
const nothing = () => undefined;
const signIns = createSignIns({
  clock: {
    now: () => Date.now(),
    after: (ms, callback) => {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
  },
  log: { info: nothing, warn: nothing, error: nothing },
  secrets: fileStore(job.folder, at),
  openUrl: async () => {
    windows += 1;
  },
  texts: () => texts('en'),
  lockFolder: job.folder,
  resolve: async (value) => value,
  timings: { lockStale: 2_000 },
  fetch: async (url, init) => {
    const step = `${init?.method ?? 'GET'} ${new URL(url).pathname}`;
    at(`before ${step}`);
    const response = await fetch(url, init);
    at(`after ${step}`);
    return response;
  },
});

async function use(): Promise<string> {
  let problem: unknown;
  const authorized = signIns.fetchFor({ name: 'notes', type: 'http', url: job.url, headers: {}, disabled: false });
  const client = new Client({ name: 'mcp-tray', version: '0' }, { versionNegotiation: { mode: 'auto' } });
  const transport = new StreamableHTTPClientTransport(new URL(job.url), {
    fetch: (url, init) =>
      authorized(url, init).catch((error: unknown) => {
        problem = error;
        throw error;
      }),
  });
  try {
    await client.connect(transport);
    await Promise.all(Array.from({ length: job.calls }, () => client.callTool({ name: 'whoami', arguments: {} })));
    return 'ok';
  } catch (error) {
    if (problem instanceof AppError) return problem.code;
    throw error;
  } finally {
    await client.close();
  }
}

const end = await use();
await signIns.stop();
const outcome: Outcome = { end, windows, steps };
console.log(JSON.stringify(outcome));
