// Keeps one account signed in: one renewal at a time in all processes, the rotated token saved before its first use,
// and a refresh token that may be spent never sent again.
import { AppError } from '../../shared/errors';
import type { Stop } from '../ports';
import { dueIn, hasEnded, renewedSignIn } from './lifetime';
import { withLock } from './lock';
import type { Env } from './options';
import type { ServerMetadata } from './server-metadata';
import { Refusal, refreshGrant, type TokenAnswer } from './token-endpoint';
import type { SavedSignIn, Tokens } from './tokens';
import { wasNotHandled } from './web';

const LONGEST_TIMER_MS = 24 * 3600_000;

export interface KeeperHooks {
  readonly name: string;
  readonly host: string;
  /** @throws AppError sign-in-service-down and the codes about metadata */
  metadataOf(issuer: string): Promise<ServerMetadata>;
  /** The service does not know this client any more. */
  onClientRefused(signIn: SavedSignIn): Promise<void>;
  onChange(): void;
  /** The outcome of a renewal nobody waits for. */
  onBackground(problem: AppError | undefined): void;
}

export class Keeper {
  private loading: Promise<void> | undefined;
  private saved: SavedSignIn | undefined;
  /** Renewed, but the store refused it: the only copy, shown to nobody until it is saved. */
  private unsaved: SavedSignIn | undefined;
  private flight: Promise<SavedSignIn> | undefined;
  private stopTimer: Stop | undefined;
  private isStopped = false;

  constructor(
    private readonly env: Env,
    private readonly tokens: Tokens,
    private readonly hooks: KeeperHooks,
  ) {}

  /** What is known without asking anyone. */
  get current(): SavedSignIn | undefined {
    return this.saved;
  }

  /** Reads the store once. @throws AppError saved-sign-in-damaged and what the store throws; asks again then */
  load(): Promise<void> {
    this.loading ??= this.firstLoad();
    return this.loading;
  }

  private async firstLoad(): Promise<void> {
    try {
      this.adopt(await this.tokens.load());
    } catch (error) {
      this.loading = undefined;
      throw error;
    }
  }

  /**
   * Takes a sign-in that was just made; a renewal of the old one must not write over it.
   * @throws AppError tokens-not-saved, renewal-busy
   */
  async begin(signIn: SavedSignIn): Promise<void> {
    await this.alone(() => this.kept(this.tokens.saveNew(signIn)));
    this.unsaved = undefined;
    this.loading = Promise.resolve();
    this.adopt(signIn);
  }

  /**
   * Deletes the sign-in here, whatever `revoke` says of it; no process renews it meanwhile.
   * @returns what `revoke` returned; false where there was nothing to revoke
   */
  async end(revoke: (signIn: SavedSignIn) => Promise<boolean>): Promise<boolean> {
    await Promise.allSettled([this.flight]);
    return this.alone(async () => {
      const last = this.unsaved ?? (await this.lastSaved());
      const revoked = last ? await revoke(last) : false;
      await this.tokens.delete();
      this.unsaved = undefined;
      this.loading = Promise.resolve();
      this.adopt(undefined);
      return revoked;
    });
  }

  private async lastSaved(): Promise<SavedSignIn | undefined> {
    try {
      return await this.tokens.load();
    } catch (error) {
      if (error instanceof AppError && error.code === 'saved-sign-in-damaged') return undefined;
      throw error;
    }
  }

  /** No other process touches this account meanwhile. @throws AppError renewal-busy */
  private alone<T>(work: () => Promise<T>): Promise<T> {
    const { name, host } = this.hooks;
    return withLock(this.env, name, () => new AppError('renewal-busy', { host }), work);
  }

  /**
   * The sign-in to show now; renewed first if it has ended, renewed meanwhile if it is about to.
   * @throws AppError sign-in-needed, tokens-not-saved, sign-in-service-down, renewal-busy
   */
  async usable(): Promise<SavedSignIn | undefined> {
    await this.load();
    const { saved } = this;
    if (this.unsaved) return this.renewed(this.unsaved.accessToken);
    if (!saved || saved.refreshToken === undefined) return saved;
    if (this.hasEnded(saved)) return this.renewed(saved.accessToken);
    if (this.dueIn(saved) <= 0) this.renewMeanwhile();
    return saved;
  }

  /**
   * A sign-in other than the one whose access token was refused.
   * @throws AppError sign-in-needed, tokens-not-saved, sign-in-service-down, renewal-busy
   */
  async renewed(refused: string): Promise<SavedSignIn> {
    if (this.saved && this.saved.accessToken !== refused && !this.unsaved) return this.saved;
    this.flight ??= this.renew(refused).finally(() => {
      this.flight = undefined;
    });
    return this.flight;
  }

  /** After wake: looks at once whether a renewal is due. */
  nudge(): void {
    if (this.saved && this.dueIn(this.saved) <= 0) this.renewMeanwhile();
    else this.schedule();
  }

  /** Resolves when no renewal is under way: one that has been sent is seen through, or its token would be lost. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.stopTimer?.();
    await Promise.allSettled([this.flight]);
  }

  private async renew(refused: string): Promise<SavedSignIn> {
    return this.alone(async () => {
      if (this.unsaved) return this.saveRenewed(this.unsaved);
      const stored = await this.tokens.load();
      // Another process was faster: its token is as good as ours would be.
      if (stored && stored.accessToken !== refused && !this.hasEnded(stored)) return this.adopt(stored);
      if (stored?.refreshToken === undefined) throw this.ended(stored);
      if (stored.spending) throw this.ended(await this.withoutRenewal(stored));
      return this.spend(stored, stored.refreshToken);
    });
  }

  private async spend(stored: SavedSignIn, refreshToken: string): Promise<SavedSignIn> {
    const metadata = await this.hooks.metadataOf(stored.issuer);
    await this.kept(this.tokens.save({ ...stored, spending: true }));
    const answer = await this.ask(metadata, stored, refreshToken);
    return this.saveRenewed(renewedSignIn(stored, answer, this.env.clock.now()));
  }

  private async ask(metadata: ServerMetadata, stored: SavedSignIn, refreshToken: string): Promise<TokenAnswer> {
    const { env } = this;
    try {
      return await refreshGrant(env, metadata, stored.client, refreshToken, stored.resource);
    } catch (error) {
      if (error instanceof Refusal) {
        env.log.info('a renewal was refused', { server: this.hooks.name, error: error.error });
        if (error.error === 'invalid_client' || error.error === 'unauthorized_client')
          await this.hooks.onClientRefused(stored);
        throw this.ended(await this.withoutRenewal(stored));
      }
      if (!(error instanceof AppError)) throw error;
      if (wasNotHandled(error)) {
        await this.kept(this.tokens.save(stored));
        throw error;
      }
      // It may be spent, and a service that watches for reuse would take it for stolen: it is never sent again.
      env.log.warn('the answer to a renewal was lost', { server: this.hooks.name, code: error.code });
      throw this.ended(await this.withoutRenewal(stored));
    }
  }

  private async saveRenewed(signIn: SavedSignIn): Promise<SavedSignIn> {
    this.unsaved = signIn;
    await this.kept(this.tokens.save(signIn));
    this.unsaved = undefined;
    return this.adopt(signIn);
  }

  /** The refresh token goes, so that nothing can send it again; the access token stays while it lasts. */
  private async withoutRenewal({ refreshToken: _gone, spending: _over, ...rest }: SavedSignIn): Promise<SavedSignIn> {
    await this.kept(this.tokens.save(rest));
    return rest;
  }

  private ended(left: SavedSignIn | undefined): AppError {
    this.adopt(left);
    return new AppError('sign-in-needed', { host: this.hooks.host });
  }

  private async kept(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      const details = error instanceof AppError ? error.code : undefined;
      const { host } = this.hooks;
      throw new AppError('tokens-not-saved', { host }, { cause: error, ...(details && { details }) });
    }
  }

  private adopt<T extends SavedSignIn | undefined>(saved: T): T {
    this.saved = saved;
    this.schedule();
    this.hooks.onChange();
    return saved;
  }

  private hasEnded(signIn: SavedSignIn): boolean {
    return hasEnded(signIn, this.env.clock.now(), this.env.timings);
  }

  private dueIn(signIn: SavedSignIn): number {
    return dueIn(signIn, this.env.clock.now(), this.env.timings, this.env.random());
  }

  private schedule(): void {
    this.stopTimer?.();
    this.stopTimer = undefined;
    if (this.isStopped || !this.saved) return;
    const due = this.dueIn(this.saved);
    if (due === Number.POSITIVE_INFINITY) return;
    const wait = Math.min(LONGEST_TIMER_MS, Math.max(this.env.timings.expiryMargin, due));
    this.stopTimer = this.env.clock.after(wait, () => this.nudge());
  }

  private renewMeanwhile(): void {
    const { saved } = this;
    if (this.isStopped || this.flight || !saved) return;
    this.renewed(saved.accessToken).then(
      () => this.hooks.onBackground(undefined),
      (error: unknown) => this.renewalFailed(error),
    );
  }

  private renewalFailed(error: unknown): void {
    const problem =
      error instanceof AppError ? error : new AppError('internal', { reason: 'renewal' }, { cause: error });
    this.env.log.warn('a renewal failed', { server: this.hooks.name, code: problem.code });
    this.stopTimer?.();
    if (!this.isStopped) this.stopTimer = this.env.clock.after(this.env.timings.renewRetry, () => this.nudge());
    this.hooks.onBackground(problem);
  }
}
