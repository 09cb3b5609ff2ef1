// A command line on a fake core: what it printed, what it asked the core, how it ended.
import type { Context, Host } from '../../src/main/cli/context';
import { runCli } from '../../src/main/cli/program';
import type { Handlers } from '../../src/shared/contract';
import type { Language } from '../../src/shared/messages';
import type { Snapshot } from '../../src/shared/model';
import { fakeHandlers, snapshot } from '../support/fake-handlers';
import { realClock } from '../support/fakes';

export interface Outcome {
  code: number;
  out: string;
  err: string;
  /** What was asked of the core, in order, snapshots left out. */
  calls: [string, unknown][];
  /** Requests that came through `session.write`. */
  written: string[];
  closed: boolean;
  served: unknown[];
}
export interface Given {
  snapshots?: readonly Partial<Snapshot>[];
  handlers?: Partial<Handlers>;
  answer?: boolean;
  input?: string;
  language?: Language;
  width?: number;
}

/** Runs one command; each `app:snapshot` takes the next of `snapshots`, the last one stays. */
export async function cli(argv: string[], given: Given = {}): Promise<Outcome> {
  const queue = [...(given.snapshots ?? [{}])];
  const next = async () => snapshot(queue.length > 1 ? queue.shift() : queue[0]);
  const { handlers, calls } = fakeHandlers({ 'app:snapshot': next, ...given.handlers });
  const outcome = { out: '', err: '', written: [] as string[], closed: false, served: [] as unknown[] };
  const { answer, input } = given;
  const terminal: Context['terminal'] = {
    out: (line) => {
      outcome.out += `${line}\n`;
    },
    err: (line) => {
      outcome.err += `${line}\n`;
    },
    hint: () => undefined,
    paint: (_, text) => text,
    width: given.width,
    ask: answer === undefined ? undefined : async () => answer,
    readInput: async (limit) => ((input ?? '').length > limit ? undefined : (input ?? '')),
  };
  const host: Host = {
    terminal,
    clock: realClock,
    language: given.language ?? 'en',
    version: '0.1.0',
    waits: { settle: 100, added: 100, poll: 5 },
    openSession: async () => ({
      handlers,
      write: async (work) => {
        const before = calls.length;
        try {
          return await work(handlers);
        } finally {
          outcome.written.push(...calls.slice(before).map(([name]) => name));
        }
      },
      close: async () => {
        outcome.closed = true;
      },
    }),
    serve: async (options) => {
      outcome.served.push(options);
      return 0;
    },
  };
  const code = await runCli(argv, host);
  return { ...outcome, code, calls: calls.filter(([name]) => name !== 'app:snapshot') };
}
