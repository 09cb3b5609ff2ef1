// A command line on a fake core: what it printed, what it asked the core, how it ended.
import type { Context, Host, Needs } from '../../src/main/cli/context';
import { runCli } from '../../src/main/cli/program';
import type { Handlers } from '../../src/shared/contract';
import { AppError } from '../../src/shared/errors';
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
  /** What the session was opened for. */
  needed: Needs | undefined;
  served: unknown[];
  /** Servers that were bridged to. */
  bridged: string[];
  /** What was removed from this machine. */
  erased: string[];
  /** Lines shown while something was waited for. */
  progress: string[];
  /** Lines that were asked for; a hidden one begins with `*`. */
  asked: string[];
}
export interface Given {
  snapshots?: readonly Partial<Snapshot>[];
  handlers?: Partial<Handlers>;
  answer?: boolean;
  input?: string;
  language?: Language;
  width?: number;
  /** What is typed, line by line; standard input is a terminal then. After them nothing comes any more. */
  typed?: readonly string[];
  watched?: boolean;
  /** Default true. */
  hasBrowser?: boolean;
  /** A running instance is talked to. Default false. */
  lasting?: boolean;
  /** Ctrl+C is pressed once the line has been printed. */
  interruptAt?: string;
  /** The instance does not end when it is asked to. */
  staysUp?: boolean;
}

/** Runs one command; each `app:snapshot` takes the next of `snapshots`, the last one stays. */
export async function cli(argv: string[], given: Given = {}): Promise<Outcome> {
  const queue = [...(given.snapshots ?? [{}])];
  const next = async () => snapshot(queue.length > 1 ? queue.shift() : queue[0]);
  const { handlers, calls } = fakeHandlers({
    'app:snapshot': next,
    'clients:settle': async () => [],
    ...given.handlers,
  });
  const outcome = {
    out: '',
    err: '',
    written: [] as string[],
    closed: false,
    needed: undefined as Needs | undefined,
    served: [] as unknown[],
    bridged: [] as string[],
    erased: [] as string[],
    progress: [] as string[],
    asked: [] as string[],
  };
  const { answer, input } = given;
  const lines = [...(given.typed ?? [])];
  const interrupts = new Set<() => void>();
  const terminal: Context['terminal'] = {
    out: (line) => {
      outcome.out += `${line}\n`;
      if (line === given.interruptAt) for (const listener of interrupts) listener();
    },
    err: (line) => {
      outcome.err += `${line}\n`;
    },
    hint: () => undefined,
    paint: (_, text) => text,
    width: given.width,
    ask: answer === undefined && !given.typed ? undefined : async () => answer ?? false,
    watched: given.watched ?? false,
    typed: given.typed !== undefined,
    progress: (line) => {
      if (line !== '' && line !== outcome.progress.at(-1)) outcome.progress.push(line);
    },
    readLine: async (question, { hidden, signal }) => {
      outcome.asked.push(`${hidden ? '*' : ''}${question}`);
      const line = lines.shift();
      if (line === undefined && signal) await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return line;
    },
    readInput: async (limit) => ((input ?? '').length > limit ? undefined : (input ?? '')),
  };
  const host: Host = {
    terminal,
    clock: realClock,
    language: given.language ?? 'en',
    version: '0.1.0',
    waits: { settle: 100, added: 100, poll: 5, begin: 60, watch: 5, follow: 5 },
    folder: '/work/app',
    hasBrowser: given.hasBrowser ?? true,
    onInterrupt: (listener) => {
      interrupts.add(listener);
      return () => void interrupts.delete(listener);
    },
    openSession: async (needs) => {
      if (needs === 'instance' && !given.lasting) throw new AppError('not-running');
      outcome.needed = needs;
      return {
        handlers,
        lasting: given.lasting ?? false,
        write: async (work) => {
          const before = calls.length;
          try {
            return await work(handlers);
          } finally {
            outcome.written.push(...calls.slice(before).map(([name]) => name));
          }
        },
        ended: async () => !given.staysUp,
        close: async () => {
          outcome.closed = true;
        },
      };
    },
    erase: async (what) => void outcome.erased.push(what),
    bridge: async (server) => void outcome.bridged.push(server),
    serve: async (options) => {
      outcome.served.push(options);
      return 0;
    },
  };
  const code = await runCli(argv, host);
  if (interrupts.size > 0) throw new Error('a command left its listener for Ctrl+C behind');
  return { ...outcome, code, calls: calls.filter(([name]) => name !== 'app:snapshot') };
}
