// Follows one sign-in from its start to its end: shows the link or the code, the time that is left, and takes the
// redirect URL that a browser on another machine ended on.
import { AppError, type ErrorCode } from '../../shared/errors';
import type { ServerSummary } from '../../shared/model';
import { isSigningIn } from '../../shared/say';
import type { Context } from './context';
import { codeOf, tellFailure } from './failures';
import { plain } from './layout';
import { serverNamed } from './settle';

export interface FollowOptions {
  /** Asks for the redirect URL while a browser is waited for. */
  readonly paste: boolean;
  /** The status before the start, by which a new failure is told from an old one. */
  readonly before: ServerSummary['signIn'];
  /** Aborts when the person gives up. */
  readonly signal: AbortSignal;
}

/**
 * The server as it is when the attempt has ended, however it ended.
 * @throws AppError sign-in-cancelled when `signal` aborts, sign-in-not-pending if no attempt begins
 */
export async function followSignIn(context: Context, name: string, options: FollowOptions): Promise<ServerSummary> {
  const { terminal, session, clock, waits } = context;
  const display = new Display(context, name, options);
  const latestBegin = clock.now() + waits.begin;
  let begun = false;
  try {
    for (;;) {
      const server = await serverNamed(context, name);
      if (options.signal.aborted) {
        await session.handlers['server:cancelSignIn']({ name });
        throw new AppError('sign-in-cancelled');
      }
      if (isSigningIn(server)) {
        begun = true;
        display.show(server.signIn);
      } else if (begun || isNewOutcome(server.signIn, options.before)) return server;
      else if (clock.now() >= latestBegin) return neverBegun(server);
      await new Promise<void>((resolve) => clock.after(waits.watch, resolve));
    }
  } finally {
    terminal.progress('');
    await display.stop();
  }
}

/** An attempt may be over before it was seen. What only asks for one is no outcome. */
function isNewOutcome(now: ServerSummary['signIn'], before: ServerSummary['signIn']): boolean {
  if (now.kind === 'none' || now.kind === 'needed') return false;
  return JSON.stringify(now) !== JSON.stringify(before);
}

/** It failed as it had failed before, or was never known to begin. @throws AppError sign-in-not-pending */
function neverBegun(server: ServerSummary): ServerSummary {
  if (server.signIn.kind === 'none' || server.signIn.kind === 'needed') {
    throw new AppError('sign-in-not-pending', { name: server.name });
  }
  return server;
}

type Waiting = Extract<ServerSummary['signIn'], { kind: 'waiting' | 'waiting-for-code' }>;

/** What the person sees of an attempt: each link once, the time left as long as nothing is typed. */
class Display {
  private readonly ended = new AbortController();
  private shown = '';
  private asking: Promise<void> | undefined;

  constructor(
    private readonly context: Context,
    private readonly name: string,
    private readonly options: Pick<FollowOptions, 'paste'>,
  ) {}

  show(signIn: ServerSummary['signIn']): void {
    const { terminal, t, clock } = this.context;
    if (signIn.kind === 'queued') terminal.progress(t('cli.login.queued'));
    if (signIn.kind !== 'waiting' && signIn.kind !== 'waiting-for-code') return;
    const ms = Math.max(0, signIn.until - clock.now());
    if (this.shown !== signIn.url) this.announce(signIn, ms);
    // A prompt is being typed at; a line that changes under it would take the words away.
    if (this.asking) return;
    const key = signIn.kind === 'waiting' ? 'cli.login.waiting' : 'cli.login.waitingForCode';
    terminal.progress(t(key, { left: minutesAndSeconds(ms) }));
  }

  async stop(): Promise<void> {
    this.ended.abort();
    await this.asking;
  }

  private announce(signIn: Waiting, ms: number): void {
    const { terminal, t, hasBrowser } = this.context;
    const url = plain(signIn.url);
    const asks = signIn.kind === 'waiting' && this.options.paste;
    this.shown = signIn.url;
    if (signIn.kind === 'waiting') {
      terminal.out(t(hasBrowser ? 'cli.login.link' : 'cli.login.linkElsewhere', { name: plain(this.name) }));
      terminal.out(url);
    } else terminal.out(t('cli.login.code', { url, code: plain(signIn.userCode) }));
    if (asks || !terminal.watched) {
      terminal.out(t('cli.login.atMost', { count: Math.max(1, Math.round(ms / 60_000)) }));
    }
    if (!asks) return;
    terminal.out(t('cli.login.paste'));
    this.asking ??= this.ask();
  }

  /** Until one address was taken, the person stops answering, or the attempt ends some other way. */
  private async ask(): Promise<void> {
    const { terminal, t, session } = this.context;
    for (;;) {
      const text = await terminal.readLine(t('cli.login.address'), { signal: this.ended.signal });
      if (text === undefined) break;
      if (text.trim() === '') continue;
      const problem = await this.finish(text.trim(), session.handlers);
      if (problem === undefined) break;
    }
    this.asking = undefined;
  }

  /** The code of a problem that another address can mend. What ends the attempt is told by its status. */
  private async finish(url: string, handlers: Context['session']['handlers']): Promise<ErrorCode | undefined> {
    try {
      await handlers['server:finishSignIn']({ name: this.name, url });
      return undefined;
    } catch (error) {
      const code = codeOf(error);
      if (code === undefined) throw error;
      if (code !== 'redirect-url-wrong') return undefined;
      tellFailure(error, this.context.terminal, this.context.t);
      return code;
    }
  }
}

/** 4:05 */
function minutesAndSeconds(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
