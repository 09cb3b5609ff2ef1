// One browser tab at a time, in the order people asked for them.
import { AppError } from '../../shared/errors';

export class Queue {
  private tail: Promise<unknown> = Promise.resolve();

  /**
   * Runs `job` when those before it are over. One that is aborted while it waits never starts.
   * @throws AppError sign-in-cancelled and whatever the job throws
   */
  run<T>(signal: AbortSignal, job: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const giveUp = () => reject(new AppError('sign-in-cancelled'));
    signal.addEventListener('abort', giveUp, { once: true });
    const turn = async () => {
      signal.removeEventListener('abort', giveUp);
      if (signal.aborted) return giveUp();
      await job().then(resolve, reject);
    };
    this.tail = this.tail.then(turn);
    return promise;
  }
}
