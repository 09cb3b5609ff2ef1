// Processes of the bench that answer one question at a time: what is measured, what it speaks to and who loads it share
// no event loop, and the processor time and memory of each are its own.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { forkTs, message } from './fleet';

/** Far longer than any answer takes: a question nobody answers is an error, not a bench that hangs. */
const WAIT_MS = 60_000;

export interface Worker {
  /** Where it listens; empty if it does not. */
  readonly url: string;
  /** One at a time. @throws Error if there is no answer, because the process ended or in a minute */
  ask<Answer>(question: object): Promise<Answer>;
  stop(): Promise<void>;
}

export function startWorker(script: string, ...args: readonly string[]): Promise<Worker> {
  return workerOf(script, forkTs(script, args));
}

/** The same for a process that has just been started with a channel to it. */
export async function workerOf(script: string, child: ChildProcess): Promise<Worker> {
  return {
    url: await message<string>(child),
    ask: <Answer>(question: object) =>
      new Promise<Answer>((resolve, reject) => {
        const silent = () => reject(new Error(`${script} gave no answer to ${JSON.stringify(question)}`));
        const late = setTimeout(silent, WAIT_MS);
        child.once('exit', silent);
        child.once('message', (answer) => {
          clearTimeout(late);
          child.off('exit', silent);
          resolve(answer as Answer);
        });
        child.send(question);
      }),
    stop: async () => {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

export interface Memory {
  readonly rss: number;
  readonly heapUsed: number;
  /** Of buffers and whatever else objects hold outside the heap. */
  readonly external: number;
}

export function memory(): Memory {
  // Twice: what finalizers let go of goes with the second.
  for (let i = 0; i < 2; i++) globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, heapUsed, external };
}

/** Microseconds of processor time this process has used so far. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** For a process that is measured: tells what it has used, until its parent lets go. */
export function tellUsage(url: string): void {
  answerWith(url, ({ kind }: { readonly kind: 'processor time' | 'memory' }) =>
    kind === 'memory' ? memory() : processorTime(),
  );
}

/** The other side of a `Worker`. */
export function answerWith<Question>(url: string, answer: (question: Question) => unknown): void {
  process.on('message', async (question) => process.send?.(await answer(question as Question)));
  process.once('disconnect', () => process.exit());
  process.send?.(url);
}
