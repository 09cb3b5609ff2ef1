// The attempt to sign in to one server that is under way, if one is: its turn, its status, its end.
import { AppError } from '../../shared/errors';
import type { SignInStatus } from '../ports';
import type { SignInJob } from './flow';
import type { RedirectListener } from './listener';
import type { Queue } from './queue';

/** What an attempt tells while it runs. */
export type AttemptHooks = Pick<SignInJob, 'signal' | 'onWaiting' | 'onListener'>;

interface Attempt {
  readonly abort: AbortController;
  done: Promise<void>;
  status: SignInStatus;
  listener?: RedirectListener;
}

export class Attempts {
  private attempt: Attempt | undefined;

  constructor(
    private readonly queue: Queue,
    private readonly hooks: { onChange(): void; onDone(): void; onFailed(problem: AppError): void },
  ) {}

  /** Undefined where none is under way. */
  get status(): SignInStatus | undefined {
    return this.attempt?.status;
  }

  /** Joins the attempt that runs already. @throws AppError sign-in-cancelled and what `work` throws */
  start(work: (hooks: AttemptHooks) => Promise<void>): Promise<void> {
    if (this.attempt) return this.attempt.done;
    const abort = new AbortController();
    const attempt: Attempt = { abort, status: { kind: 'queued' }, done: Promise.resolve() };
    this.attempt = attempt;
    const turn = this.queue.run(abort.signal, () => work(this.hooksOf(attempt)));
    attempt.done = turn.then(
      () => this.done(),
      (error: unknown) => this.failed(error),
    );
    this.hooks.onChange();
    return attempt.done;
  }

  cancel(): void {
    this.attempt?.abort.abort();
  }

  /** Hands in a redirect that was pasted. @throws AppError sign-in-not-pending, redirect-url-wrong, and as `start` */
  async finish(name: string, pasted: string): Promise<void> {
    const { listener, done } = this.attempt ?? {};
    if (!listener) throw new AppError('sign-in-not-pending', { name });
    const text = pasted.trim();
    if (!URL.canParse(text) || !listener.deliver(new URL(text)))
      throw new AppError('redirect-url-wrong', { redirectUri: listener.redirectUri });
    await done;
  }

  /** Cancels, and resolves when nothing of it is left. */
  async end(): Promise<void> {
    this.cancel();
    await Promise.allSettled([this.attempt?.done]);
  }

  private hooksOf(attempt: Attempt): AttemptHooks {
    return {
      signal: attempt.abort.signal,
      onListener: (listener) => {
        attempt.listener = listener;
      },
      onWaiting: ({ url, until, userCode }) => {
        attempt.status =
          userCode === undefined ? { kind: 'waiting', url, until } : { kind: 'waiting-for-code', url, userCode, until };
        this.hooks.onChange();
      },
    };
  }

  private done(): void {
    this.attempt = undefined;
    this.hooks.onDone();
  }

  private failed(error: unknown): never {
    this.attempt = undefined;
    if (error instanceof AppError && error.code !== 'sign-in-cancelled') this.hooks.onFailed(error);
    this.hooks.onChange();
    throw error;
  }
}
