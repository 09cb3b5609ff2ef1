// Finds the running instance, or runs a core for one command; whoever writes owns the core or asks its owner.
import type { Handlers } from '../../shared/contract';
import type { Translate } from '../../shared/messages';
import type { Snapshot } from '../../shared/model';
import { isRunning } from '../files/running-process';
import type { AsyncStop, Clock, Stop } from '../ports';
import { findInstance, type Instance, type InstanceTimings, takeInstance } from '../web/instance';
import { remoteHandlers } from '../web/remote';
import type { Session } from './context';

/** A started core, as this face may use it. */
export interface Core {
  readonly handlers: Handlers;
  snapshot(): Snapshot;
  onChange(listener: () => void): Stop;
  translate(): Translate;
  /** Opens the broker, where the core runs one. */
  readonly bridgeKey: string;
  /** Calls of clients under way, open streams included. */
  calls(): number;
  stop: AsyncStop;
}

export interface SessionOptions {
  readonly stateFolder: string;
  readonly version: string;
  readonly clock: Clock;
  startCore(): Promise<Core>;
  readonly timings?: Partial<InstanceTimings>;
}

/** Milliseconds for an instance to end by itself. */
const END_MS = 15_000;
const POLL_MS = 50;

/** @throws AppError instance-other-version; later, from `write`, instance-silent */
export async function openSession(options: SessionOptions): Promise<Session> {
  const instance = await findInstance(options);
  if (instance) {
    const handlers = remoteHandlers(instance);
    const ended = () => isOver(instance, options.clock);
    return { handlers, lasting: true, write: (work) => work(handlers), ended, close: () => Promise.resolve() };
  }
  const core = await options.startCore();
  return {
    handlers: core.handlers,
    lasting: false,
    // Held for the write alone: while a person thinks about a question, others may start.
    write: async (work) => {
      const taken = await takeInstance({ ...options, onLost: () => undefined });
      if (taken.kind === 'other') return work(remoteHandlers(taken.instance));
      try {
        return await work(core.handlers);
      } finally {
        await taken.claim.release();
      }
    },
    ended: async () => {
      await core.stop();
      return true;
    },
    close: core.stop,
  };
}

/** The process, and not only its answers: what it does last, it may still write. */
async function isOver({ pid }: Instance, clock: Clock): Promise<boolean> {
  const giveUpAt = clock.now() + END_MS;
  while (isRunning(pid)) {
    if (clock.now() >= giveUpAt) return false;
    await new Promise<void>((resolve) => clock.after(POLL_MS, resolve));
  }
  return true;
}
